import { connect, type Socket } from "node:net";
import { pipeline } from "node:stream/promises";
import SftpClient from "ssh2-sftp-client";
import { describeError } from "#hal/core/errors";
import type { Download, Upload } from "#agent/ports/file-transfer";
import { IncomingFile } from "#agent/files/incoming-file";
import type { KnownHosts } from "#agent/files/known-hosts";
import { openOutgoing } from "#agent/files/outgoing-file";
import type { ProtocolTransfer } from "#agent/files/protocol-transfer";
import { namesFolder, type TransferAddress } from "#agent/files/transfer-address";
import { type TransferRun, transferError } from "#agent/files/transfer-run";

/** Files over SFTP with user name and password. */
export class SftpTransfer implements ProtocolTransfer {
  readonly #knownHosts: KnownHosts;

  constructor(knownHosts: KnownHosts) {
    this.#knownHosts = knownHosts;
  }

  download(request: Download, address: TransferAddress, run: TransferRun): Promise<number> {
    return this.#connected(address, run, async (client) => {
      const { size, modifyTime } = await client.stat(address.path);
      run.moved();
      const remote = { total: size, validator: `${String(size)}@${String(modifyTime)}` };
      const file = new IncomingFile(request, address, run);
      const kept = await file.kept();
      const from = kept?.validator === remote.validator ? kept.bytes : 0;
      const sink = await file.receive(from, remote);
      await pipeline(client.createReadStream(address.path, { start: from }), sink);
      return file.finish();
    });
  }

  upload(request: Upload, address: TransferAddress, run: TransferRun): Promise<number> {
    return this.#connected(address, run, async (client) => {
      const file = await openOutgoing(request.fromFile, run);
      const isFolder = namesFolder(address) || (await client.exists(address.path)) === "d";
      const path = isFolder ? `${address.path.replace(/\/+$/, "")}/${request.fileName}` : address.path;
      await pipeline(file.read(), client.createWriteStream(path));
      run.moved();
      const { size } = await client.stat(path);
      if (size !== file.bytes)
        throw transferError("unreachable", `${String(size)} of ${String(file.bytes)} bytes are there`, false);
      return file.bytes;
    });
  }

  async #connected(
    address: TransferAddress,
    run: TransferRun,
    work: (client: SftpClient) => Promise<number>,
  ): Promise<number> {
    const socket = await connected(address, run);
    const client = new SftpClient("borne", { error: nothing, end: nothing, close: nothing });
    const host = { trouble: "" };
    try {
      await client.connect({
        sock: socket,
        username: address.user ?? "anonymous",
        password: address.password ?? "",
        // The run has a time-out for everything.
        readyTimeout: 0,
        hostVerifier: (key: Buffer) => {
          host.trouble = this.#judge(address, key);
          return host.trouble === "";
        },
      });
      run.moved();
      // The library's streams wait for ever when the line goes from under them.
      socket.once("close", () => {
        run.fail({ kind: "unreachable", detail: "the line broke", isFinal: false });
      });
      return await work(client);
    } catch (error) {
      if (host.trouble !== "") throw transferError("refused", host.trouble, true);
      throw refusal(error);
    } finally {
      socket.destroy();
    }
  }

  /** Empty when nothing is wrong. Asked from inside the library, which is not to see what goes wrong with a disk. */
  #judge({ host, port }: TransferAddress, key: Buffer): string {
    try {
      return this.#knownHosts.isFamiliar(host, port, key) ? "" : `${host} shows another host key than before`;
    } catch (error) {
      return `host keys cannot be kept: ${describeError(error)}`;
    }
  }
}

function nothing(): void {
  // Each call hears of its own end.
}

function connected({ host, port }: TransferAddress, run: TransferRun): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port, signal: run.signal, noDelay: true });
    socket.once("connect", () => {
      run.moved();
      resolve(socket);
    });
    socket.once("error", reject);
  });
}

/** Codes of the protocol (SSH_FX_…) and words of the library. */
function refusal(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  const code: unknown = Reflect.get(error, "code");
  const { message } = error;
  if (code === 3 || code === "EACCES" || /permission denied|authentication methods failed/i.test(message))
    return transferError("permissionDenied", message, true);
  if (code === 2 || code === "ENOENT") return transferError("notFound", message, false);
  if (code === 4) return transferError("refused", message, false);
  return error;
}
