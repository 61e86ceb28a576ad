import { generateKeyPairSync } from "node:crypto";
import type { AddressInfo, Socket } from "node:net";
import ssh2, { type AuthContext, type Connection, type SFTPWrapper } from "ssh2";
import { type FileServer, PASSWORD, rightCredentials, type ServerFaults, USER } from "#test/support/file-server";

/** Status and open codes of draft-ietf-secsh-filexfer-02. */
const OK = 0;
const END = 1;
const NO_SUCH_FILE = 2;
const FAILURE = 4;
const MODE_FILE = 0o100644;
const MODE_FOLDER = 0o040755;
const CHANGED = 1_772_366_400;

interface OpenFile {
  readonly path: string;
  content: Buffer;
  readonly isWritten: boolean;
  moved: number;
}

/** Files over SFTP, with a password. */
export class SftpFileServer implements FileServer {
  readonly files = new Map<string, Buffer>();
  readonly folders = new Set<string>(["/"]);
  readonly faults: ServerFaults = {};
  readonly starts: number[] = [];
  readonly #sockets = new Set<Socket>();
  #server: ssh2.Server | undefined;
  #port = 0;

  async start(): Promise<void> {
    const { privateKey } = generateKeyPairSync("ec", {
      namedCurve: "P-256",
      publicKeyEncoding: { type: "spki", format: "pem" },
      privateKeyEncoding: { type: "sec1", format: "pem" },
    });
    const server = new ssh2.Server({ hostKeys: [privateKey] }, (client) => {
      this.#welcome(client);
    });
    this.#server = server;
    // The server's own event is the SSH client; the socket below it is what a fault ends.
    server.on("error", () => undefined);
    await new Promise<void>((resolve) => {
      server.listen(this.#port, "127.0.0.1", resolve);
    });
    this.#port = (server.address() as AddressInfo).port;
  }

  async stop(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise((resolve) => this.#server?.close(resolve));
  }

  /** The same address with another host key. */
  async changeKey(): Promise<void> {
    await this.stop();
    await this.start();
  }

  url(path: string, credentials = rightCredentials): string {
    return `sftp://${credentials === "" ? "" : `${credentials}@`}127.0.0.1:${String(this.#port)}${path}`;
  }

  #welcome(client: Connection): void {
    const socket: unknown = Reflect.get(client, "_sock");
    if (isSocket(socket)) this.#sockets.add(socket.setNoDelay(true));
    client.on("error", () => undefined);
    client.on("authentication", (context: AuthContext) => {
      if (this.faults.isSilent === true) return;
      if (context.method === "password" && context.username === USER && context.password === PASSWORD) context.accept();
      else context.reject(["password"]);
    });
    client.on("session", (accept) => {
      accept().on("sftp", (acceptSftp) => {
        this.#serve(acceptSftp(), () => {
          if (isSocket(socket)) socket.destroy();
        });
      });
    });
  }

  #serve(sftp: SFTPWrapper, drop: () => void): void {
    const open = new Map<number, OpenFile>();
    const fileOf = (handle: Buffer): OpenFile | undefined => open.get(handle.readUInt32BE(0));
    let handles = 0;
    sftp.on("OPEN", (id, path, flags) => {
      const isWritten = (flags & 2) !== 0;
      const content = this.files.get(path);
      if (!isWritten && content === undefined) sftp.status(id, NO_SUCH_FILE);
      else if (isWritten && this.faults.isFull === true) sftp.status(id, FAILURE, "no room");
      else if (this.#failsNow()) sftp.status(id, FAILURE, "not now");
      else {
        const handle = Buffer.alloc(4);
        handle.writeUInt32BE(++handles);
        open.set(handles, {
          path,
          content: isWritten ? Buffer.alloc(0) : (content ?? Buffer.alloc(0)),
          isWritten,
          moved: -1,
        });
        sftp.handle(id, handle);
      }
    });
    sftp.on("READ", (id, handle, offset, length) => {
      const file = fileOf(handle);
      if (file === undefined || offset >= file.content.length) sftp.status(id, END);
      else if (!this.#cuts(file, offset, length, drop)) sftp.data(id, file.content.subarray(offset, offset + length));
    });
    sftp.on("WRITE", (id, handle, offset, data) => {
      const file = fileOf(handle);
      if (file === undefined || this.#cuts(file, offset, data.length, drop)) return;
      file.content = Buffer.concat([file.content.subarray(0, offset), data]);
      sftp.status(id, OK);
    });
    sftp.on("CLOSE", (id, handle) => {
      const file = fileOf(handle);
      if (file?.isWritten === true) this.files.set(file.path, file.content);
      sftp.status(id, OK);
    });
    const stat = (id: number, path: string) => {
      this.#stat(sftp, id, path);
    };
    sftp.on("STAT", stat);
    sftp.on("LSTAT", stat);
    sftp.on("FSTAT", (id, handle) => {
      stat(id, fileOf(handle)?.path ?? "");
    });
    sftp.on("REALPATH", (id, path) => {
      sftp.name(id, [{ filename: path, longname: path, attrs: attributes(MODE_FOLDER, 0) }]);
    });
    for (const event of ["SETSTAT", "FSETSTAT"] as const)
      sftp.on(event as "CLOSE", (id) => {
        sftp.status(id, OK);
      });
  }

  #stat(sftp: SFTPWrapper, id: number, path: string): void {
    const file = this.files.get(path);
    if (file !== undefined) sftp.attrs(id, attributes(MODE_FILE, file.length + (this.faults.declareMore ?? 0)));
    else if (this.folders.has(path)) sftp.attrs(id, attributes(MODE_FOLDER, 0));
    else sftp.status(id, NO_SUCH_FILE);
  }

  #failsNow(): boolean {
    if ((this.faults.failures ?? 0) === 0) return false;
    this.faults.failures = (this.faults.failures ?? 0) - 1;
    return true;
  }

  /** Notes where a transfer begins, and ends the line once enough of it has passed. */
  #cuts(file: OpenFile, offset: number, length: number, drop: () => void): boolean {
    if (file.moved < 0) {
      file.moved = 0;
      if (!file.isWritten) this.starts.push(offset);
    }
    file.moved += length;
    const { dropAfter } = this.faults;
    if (dropAfter === undefined || file.moved <= dropAfter) return false;
    delete this.faults.dropAfter;
    setTimeout(drop, 20);
    return true;
  }
}

function attributes(
  mode: number,
  size: number,
): { mode: number; uid: number; gid: number; size: number; atime: number; mtime: number } {
  return { mode, uid: 0, gid: 0, size, atime: CHANGED, mtime: CHANGED };
}

function isSocket(value: unknown): value is Socket {
  return typeof value === "object" && value !== null && "destroy" in value;
}
