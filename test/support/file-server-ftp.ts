import { type AddressInfo, createServer, type Server, type Socket } from "node:net";
import { createSecureContext, TLSSocket } from "node:tls";
import { type FileServer, PASSWORD, rightCredentials, type ServerFaults, USER } from "#test/support/file-server";
import { loopbackCertificate } from "#test/support/loopback-certificate";

const CHANGED = "20260301120000";

/** As much of RFC 959, 2428, 3659 and 4217 as a client needs that moves files: passive, binary, with TLS when asked to. */
export class FtpFileServer implements FileServer {
  readonly files = new Map<string, Buffer>();
  readonly folders = new Set<string>(["/"]);
  readonly faults: ServerFaults = {};
  readonly starts: number[] = [];
  readonly commands: string[] = [];
  /** As a server that knows IPv4 only. */
  knowsEpsv = true;
  readonly #scheme: "ftp" | "ftps";
  readonly #sockets = new Set<Socket>();
  readonly #server: Server;

  constructor(scheme: "ftp" | "ftps" = "ftp") {
    this.#scheme = scheme;
    this.#server = createServer((socket) => {
      this.keep(socket);
      new Conversation(this, socket).begin();
    });
  }

  start(): Promise<void> {
    return new Promise((resolve) => {
      this.#server.listen(0, "127.0.0.1", resolve);
    });
  }

  async stop(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  url(path: string, credentials = rightCredentials): string {
    const { port } = this.#server.address() as AddressInfo;
    return `${this.#scheme}://${credentials === "" ? "" : `${credentials}@`}127.0.0.1:${String(port)}${path}`;
  }

  get needsTls(): boolean {
    return this.#scheme === "ftps";
  }

  keep(socket: Socket): void {
    this.#sockets.add(socket);
    socket.on("error", () => undefined).on("close", () => this.#sockets.delete(socket));
  }
}

/** One control connection. */
class Conversation {
  readonly #server: FtpFileServer;
  #control: Socket;
  #text = "";
  #user = "";
  #isIn = false;
  #folder = "/";
  #from = 0;
  #data: Promise<Socket> | undefined;
  #isDataSecret = false;

  constructor(server: FtpFileServer, control: Socket) {
    this.#server = server;
    this.#control = control;
  }

  begin(): void {
    this.#listen();
    if (this.#server.faults.isSilent !== true) this.#say("220 ready");
  }

  #listen(): void {
    this.#control.setEncoding("utf8").on("data", (text: string) => {
      const lines = `${this.#text}${text}`.split("\r\n");
      this.#text = lines.pop() ?? "";
      for (const line of lines) this.#obey(line);
    });
  }

  #say(line: string): void {
    this.#control.write(`${line}\r\n`);
  }

  #obey(line: string): void {
    const [verb = "", ...words] = line.split(" ");
    const argument = words.join(" ");
    this.#server.commands.push(verb === "PASS" ? "PASS" : line);
    const acts: Readonly<Record<string, () => void>> = {
      AUTH: () => {
        this.#secure();
      },
      USER: () => {
        this.#user = argument;
        this.#say("331 password");
      },
      PASS: () => {
        this.#isIn = this.#user === USER && argument === PASSWORD;
        if (this.#server.needsTls && !(this.#control instanceof TLSSocket)) this.#isIn = false;
        this.#say(this.#isIn ? "230 in" : "530 Login incorrect.");
      },
      FEAT: () => {
        this.#say("211-Features\r\n SIZE\r\n MDTM\r\n REST STREAM\r\n UTF8\r\n211 End");
      },
      PROT: () => {
        this.#isDataSecret = argument === "P";
        this.#say("200 ok");
      },
      ...this.#fileActs(argument),
    };
    const act = acts[verb.toUpperCase()];
    if (act === undefined) this.#say(["TYPE", "STRU", "OPTS", "PBSZ"].includes(verb) ? "200 ok" : "502 not here");
    else act();
  }

  #fileActs(argument: string): Readonly<Record<string, () => void>> {
    const { files, folders, faults } = this.#server;
    const path = this.#pathOf(argument);
    const file = files.get(path);
    return {
      EPSV: () => {
        this.#passive((port) => `229 Entering Extended Passive Mode (|||${String(port)}|)`, this.#server.knowsEpsv);
      },
      PASV: () => {
        this.#passive((port) => `227 Entering Passive Mode (127,0,0,1,${String(port >> 8)},${String(port & 255)})`);
      },
      SIZE: () => {
        this.#say(file === undefined ? "550 no such file" : `213 ${String(file.length + (faults.declareMore ?? 0))}`);
      },
      MDTM: () => {
        this.#say(file === undefined ? "550 no such file" : `213 ${CHANGED}`);
      },
      CWD: () => {
        const folder = path.length > 1 ? path.replace(/\/$/, "") : path;
        if (folders.has(folder)) this.#folder = folder;
        this.#say(folders.has(folder) ? "250 ok" : "550 no such folder");
      },
      REST: () => {
        this.#from = faults.ignoresRange === true ? 0 : Number(argument);
        this.#say(faults.ignoresRange === true ? "502 not here" : "350 go on");
      },
      RETR: () => {
        if (this.#mayTransfer() && file !== undefined) this.#send(file).catch(() => this.#control.destroy());
        else if (file === undefined) this.#say("550 no such file");
      },
      STOR: () => {
        if (this.#mayTransfer()) this.#receive(path).catch(() => this.#control.destroy());
      },
    };
  }

  #mayTransfer(): boolean {
    const { faults } = this.#server;
    if (faults.isFull === true) {
      this.#say("552 no room");
      return false;
    }
    if ((faults.failures ?? 0) === 0) return true;
    faults.failures = (faults.failures ?? 0) - 1;
    this.#say("451 not now");
    return false;
  }

  #pathOf(argument: string): string {
    if (argument.startsWith("/")) return argument;
    return `${this.#folder === "/" ? "" : this.#folder}/${argument}`;
  }

  #secure(): void {
    if (!this.#server.needsTls) {
      this.#say("502 not here");
      return;
    }
    this.#say("234 begin");
    this.#control.removeAllListeners("data");
    this.#control = this.#secured(this.#control);
    this.#listen();
  }

  #secured(socket: Socket): TLSSocket {
    const secured = new TLSSocket(socket, {
      isServer: true,
      secureContext: createSecureContext(loopbackCertificate),
    });
    this.#server.keep(secured);
    return secured;
  }

  #passive(words: (port: number) => string, isKnown = true): void {
    if (!isKnown) {
      this.#say("500 not known");
      return;
    }
    const listener = createServer();
    this.#data = new Promise((resolve) => {
      listener.once("connection", (socket) => {
        listener.close();
        this.#server.keep(socket);
        resolve(this.#isDataSecret ? this.#secured(socket) : socket);
      });
    });
    listener.listen(0, "127.0.0.1", () => {
      this.#say(words((listener.address() as AddressInfo).port));
    });
  }

  async #send(file: Buffer): Promise<void> {
    const { faults, starts } = this.#server;
    starts.push(this.#from);
    const part = file.subarray(this.#from);
    this.#from = 0;
    this.#say("150 here it comes");
    const data = await this.#data;
    if (faults.dropAfter === undefined) {
      data?.end(part, () => {
        this.#say("226 done");
      });
      return;
    }
    const cut = part.subarray(0, faults.dropAfter);
    delete faults.dropAfter;
    data?.write(cut, () => {
      setTimeout(() => {
        data.destroy();
        this.#control.destroy();
      }, 20);
    });
  }

  async #receive(path: string): Promise<void> {
    const { faults, files } = this.#server;
    this.#say("150 send it");
    const data = await this.#data;
    const chunks: Buffer[] = [];
    data?.on("data", (chunk: Buffer) => {
      chunks.push(chunk);
      if (faults.dropAfter === undefined || Buffer.concat(chunks).length < faults.dropAfter) return;
      delete faults.dropAfter;
      data.destroy();
      this.#control.destroy();
    });
    data?.on("end", () => {
      files.set(path, Buffer.concat(chunks));
      data.end();
      this.#say("226 done");
    });
  }
}
