import { Client, FTPError } from "basic-ftp";
import type { Download, Upload } from "#agent/ports/file-transfer";
import { IncomingFile, type RemoteFile } from "#agent/files/incoming-file";
import { openOutgoing } from "#agent/files/outgoing-file";
import type { ProtocolTransfer } from "#agent/files/protocol-transfer";
import type { TlsTrust } from "#agent/files/tls-trust";
import { namesFolder, type TransferAddress } from "#agent/files/transfer-address";
import { type TransferRun, transferError } from "#agent/files/transfer-run";

/** Files over FTP and explicit FTPS, passive: EPSV, or PASV where that is not known. The data come from the host that was asked, never from a third. */
export class FtpTransfer implements ProtocolTransfer {
  readonly #trust: () => TlsTrust;

  constructor(trust: () => TlsTrust) {
    this.#trust = trust;
  }

  download(request: Download, address: TransferAddress, run: TransferRun): Promise<number> {
    return this.#connected(address, run, async (client) => {
      const path = pathOf(address);
      const remote = await describe(client, path);
      run.moved();
      const file = new IncomingFile(request, address, run);
      const kept = await file.kept();
      const goesOn = kept !== undefined && kept.validator === remote.validator && kept.total === remote.total;
      const from = goesOn ? kept.bytes : 0;
      const sink = await file.receive(from, remote);
      try {
        await client.downloadTo(sink, path, from);
      } catch (error) {
        sink.destroy();
        if (goesOn && error instanceof FTPError) {
          // A server that cannot begin in the middle begins at the first byte next time.
          await file.forget();
          throw transferError("refused", error.message, false);
        }
        throw error;
      }
      return file.finish();
    });
  }

  upload(request: Upload, address: TransferAddress, run: TransferRun): Promise<number> {
    return this.#connected(address, run, async (client) => {
      const file = await openOutgoing(request.fromFile, run);
      const path = pathOf(address);
      const isFolder = path === "" || (await enters(client, path, namesFolder(address)));
      const name = isFolder ? request.fileName : path;
      await client.uploadFrom(file.read(), name);
      run.moved();
      const { total } = await describe(client, name);
      if (total !== undefined && total !== file.bytes)
        throw transferError("unreachable", `${String(total)} of ${String(file.bytes)} bytes are there`, false);
      return file.bytes;
    });
  }

  async #connected(
    address: TransferAddress,
    run: TransferRun,
    work: (client: Client) => Promise<number>,
  ): Promise<number> {
    // Without time-outs of its own: the run has one for everything.
    const client = new Client(0, { allowSeparateTransferHost: false });
    const close = () => {
      client.close();
    };
    run.signal.addEventListener("abort", close, { once: true });
    try {
      const { host, port, user, password, protocol } = address;
      await client.access({
        host,
        port,
        ...(user === undefined ? {} : { user, password: password ?? "" }),
        secure: protocol === "FTPS",
        ...(protocol === "FTPS" ? { secureOptions: this.#trust() } : {}),
      });
      run.moved();
      return await work(client);
    } catch (error) {
      throw refusal(error);
    } finally {
      close();
    }
  }
}

/** As RFC 1738 section 3.2.2 reads it: from where the login leads to; a second slash begins at the root. */
function pathOf({ path }: TransferAddress): string {
  return path.slice(1).replace(/;type=[aid]$/i, "");
}

/** Size and time, where the server tells them; only both together tell one version of a file from another. */
async function describe(client: Client, path: string): Promise<RemoteFile> {
  const total = await known(client.size(path));
  const changed = await known(client.lastMod(path));
  return total === undefined || changed === undefined
    ? { total }
    : { total, validator: `${String(total)}@${changed.toISOString()}` };
}

async function known<Value>(question: Promise<Value>): Promise<Value | undefined> {
  try {
    return await question;
  } catch (error) {
    if (error instanceof FTPError && error.code >= 500) return undefined;
    throw error;
  }
}

/** A location without a slash at its end may be a folder all the same (OCPP 1.6 section 6.19 calls it a directory). */
async function enters(client: Client, path: string, mustBeFolder: boolean): Promise<boolean> {
  if (mustBeFolder) {
    await client.cd(path.replace(/(?<=.)\/+$/, ""));
    return true;
  }
  return (await known(client.cd(path))) !== undefined;
}

function refusal(error: unknown): unknown {
  if (!(error instanceof FTPError)) return error;
  const { code, message } = error;
  const isDenied = code === 530 || code === 532 || code === 430 || /denied|permission|not allowed/i.test(message);
  if (isDenied) return transferError("permissionDenied", message, true);
  if (code === 550) return transferError("notFound", message, false);
  if (code === 552) return transferError("tooLarge", message, true);
  return transferError("refused", message, code >= 500);
}
