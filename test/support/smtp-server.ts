import { type AddressInfo, createServer, type Server, type Socket } from "node:net";
import { createSecureContext, TLSSocket } from "node:tls";
import { loopbackCertificate } from "#test/support/loopback-certificate";

export const MAIL_USER = "charger@example.org";
export const MAIL_PASSWORD = "Letters-2026!";

/** What the server does wrong, or is not set up for. */
export interface SmtpFaults {
  /** From this word on nothing is answered. */
  hangsAt?: "greeting" | "EHLO" | "STARTTLS" | "AUTH" | "DATA" | "end";
  /** The answer to a word in place of the usual one. */
  answers?: Partial<Record<"MAIL" | "RCPT" | "DATA" | "end" | "AUTH", string>>;
  offersTls?: boolean;
  asksForLogin?: boolean;
}

export interface ReceivedLetter {
  readonly from: string;
  readonly to: readonly string[];
  /** As it came, headers and body. */
  readonly text: string;
  readonly isSecure: boolean;
}

/** As much of RFC 5321, 3207 and 4954 as a client needs that hands in letters. */
export class SmtpServer {
  readonly letters: ReceivedLetter[] = [];
  /** The first word of each line that came, and how it came. */
  readonly words: string[] = [];
  readonly faults: SmtpFaults = {};
  connections = 0;
  readonly #sockets = new Set<Socket>();
  readonly #server: Server;
  readonly #host: string;

  constructor(isSecureAtOnce = false, host = "127.0.0.1") {
    this.#host = host;
    this.#server = createServer((socket) => {
      this.connections += 1;
      this.#sockets.add(socket);
      socket.on("error", () => undefined).on("close", () => this.#sockets.delete(socket));
      new Conversation(this, isSecureAtOnce ? secured(socket) : socket, isSecureAtOnce).begin();
    });
  }

  async start(): Promise<this> {
    await new Promise<void>((resolve) => {
      this.#server.listen(0, this.#host, resolve);
    });
    return this;
  }

  async stop(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }
}

function secured(socket: Socket): TLSSocket {
  const secure = new TLSSocket(socket, { isServer: true, secureContext: createSecureContext(loopbackCertificate) });
  secure.on("error", () => undefined);
  return secure;
}

class Conversation {
  readonly #server: SmtpServer;
  #socket: Socket;
  #isSecure: boolean;
  #text = "";
  #from = "";
  #to: string[] = [];
  #isLoggedIn = false;
  #isInData = false;

  constructor(server: SmtpServer, socket: Socket, isSecure: boolean) {
    this.#server = server;
    this.#socket = socket;
    this.#isSecure = isSecure;
  }

  begin(): void {
    this.#listen();
    this.#answer("greeting", "220 mail.example.org ready");
  }

  #listen(): void {
    this.#socket.on("data", (piece: Buffer) => {
      this.#text += piece.toString("utf8");
      this.#read();
    });
  }

  #read(): void {
    for (;;) {
      const end = this.#text.indexOf(this.#isInData ? "\r\n.\r\n" : "\r\n");
      if (end < 0) return;
      const line = this.#text.slice(0, end);
      this.#text = this.#text.slice(end + (this.#isInData ? 5 : 2));
      if (this.#isInData) this.#take(line);
      else this.#obey(line);
    }
  }

  #obey(line: string): void {
    const word = line.split(" ", 1)[0]?.toUpperCase() ?? "";
    this.#server.words.push(`${this.#isSecure ? "secure " : ""}${word}`);
    switch (word) {
      case "EHLO":
        this.#greet();
        return;
      case "STARTTLS":
        this.#secure();
        return;
      case "AUTH":
        this.#logIn(line);
        return;
      case "MAIL":
        this.#from = /<(.*)>/.exec(line)?.[1] ?? "";
        this.#to = [];
        this.#answer(
          "MAIL",
          this.#isLoggedIn || this.#server.faults.asksForLogin !== true ? "250 ok" : "530 log in first",
        );
        return;
      case "RCPT":
        this.#to.push(/<(.*)>/.exec(line)?.[1] ?? "");
        this.#answer("RCPT", "250 ok");
        return;
      case "DATA":
        this.#answer("DATA", "354 go on");
        this.#isInData = this.#server.faults.answers?.DATA === undefined;
        return;
      case "QUIT":
        this.#socket.end("221 bye\r\n");
        return;
      default:
        this.#answer("other", "502 what?");
    }
  }

  #greet(): void {
    const { offersTls = true, asksForLogin = false } = this.#server.faults;
    const lines = [
      "mail.example.org",
      ...(offersTls && !this.#isSecure ? ["STARTTLS"] : []),
      ...(asksForLogin ? ["AUTH PLAIN"] : []),
    ];
    this.#answer(
      "EHLO",
      lines.map((line, place) => `250${place === lines.length - 1 ? " " : "-"}${line}`).join("\r\n"),
    );
  }

  #secure(): void {
    const { faults } = this.#server;
    if (faults.hangsAt === "STARTTLS") return;
    if (faults.offersTls === false) {
      this.#answer("other", "502 not here");
      return;
    }
    this.#socket.removeAllListeners("data");
    this.#socket.write("220 go ahead\r\n");
    this.#socket = secured(this.#socket);
    this.#isSecure = true;
    this.#text = "";
    this.#listen();
  }

  #logIn(line: string): void {
    const given = Buffer.from(line.split(" ")[2] ?? "", "base64").toString("utf8");
    this.#isLoggedIn = given === `\0${MAIL_USER}\0${MAIL_PASSWORD}`;
    this.#answer("AUTH", this.#isLoggedIn ? "235 welcome" : "535 5.7.8 authentication failed");
  }

  #take(text: string): void {
    this.#isInData = false;
    const { faults, letters } = this.#server;
    if (faults.answers?.end === undefined && faults.hangsAt !== "end")
      letters.push({ from: this.#from, to: this.#to, text, isSecure: this.#isSecure });
    this.#answer("end", "250 taken");
  }

  #answer(word: string, usual: string): void {
    const { hangsAt, answers = {} } = this.#server.faults;
    if (hangsAt === word) return;
    const own = Object.entries(answers).find(([each]) => each === word)?.[1];
    this.#socket.write(`${own ?? usual}\r\n`);
  }
}
