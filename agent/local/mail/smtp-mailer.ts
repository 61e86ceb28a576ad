import { lookup } from "node:dns/promises";
import { connect, type Socket } from "node:net";
import { rootCertificates } from "node:tls";
import type { Clock } from "#hal/core/clock";
import { AgentError, describeError } from "#hal/core/errors";
import type { Log } from "#hal/core/log";
import { seconds } from "#hal/core/units";
import type { MailTrouble } from "#agent/domain/site/mail-rules";
import type { Letter, Mailer, MailServer } from "#agent/ports/mailer";
import { type SmtpProblem, troubleOf } from "#agent/local/mail/smtp-trouble";

/** A letter of a few megabytes over a slow mobile network fits into this; a server that hangs does not hold us longer. */
const WHOLE = seconds(120);
/** One address of several that does not answer. */
const CONNECT = seconds(15);
const MOST_ADDRESSES = 3;

export interface SmtpMailerOptions {
  /** Real time. */
  readonly clock: Clock;
  readonly log: Log;
  /** What the charger calls itself to the server. */
  readonly ownName: string;
  /** Certificates, in PEM, that are trusted besides those of the runtime. */
  readonly roots: () => readonly string[];
}

/** Hands letters to a mail server. What speaks SMTP is loaded at the first letter. */
export class SmtpMailer implements Mailer {
  readonly #options: SmtpMailerOptions;

  constructor(options: SmtpMailerOptions) {
    this.#options = options;
  }

  async send(server: MailServer, letter: Letter): Promise<MailTrouble | undefined> {
    // A password that everybody on the way can read is none.
    if (server.security === "none" && server.login !== undefined) return "noTls";
    const { clock, log } = this.#options;
    const abort = new AbortController();
    const cancel = clock.after(WHOLE, () => {
      abort.abort();
    });
    try {
      await this.#send(server, letter, abort.signal);
      return undefined;
    } catch (error) {
      const trouble = abort.signal.aborted ? "timeout" : troubleOf(error as SmtpProblem);
      log.warn({ host: server.host, trouble, error: describeError(error) }, "mail.failed");
      return trouble;
    } finally {
      cancel();
      letter.attachment?.content.destroy();
    }
  }

  async #send(server: MailServer, letter: Letter, signal: AbortSignal): Promise<void> {
    const { ownName, roots } = this.#options;
    const { sendBySmtp } = await import("#agent/local/mail/smtp-library");
    const socket = await this.#connected(server, signal);
    const own = roots();
    try {
      const trusted = own.length === 0 ? undefined : [...rootCertificates, ...own];
      await sendBySmtp(server, letter, { socket, ownName, signal, roots: trusted });
    } finally {
      socket.destroy();
    }
  }

  /** The name is asked for once; of its addresses the first that answers is taken. */
  async #connected({ host, port }: MailServer, signal: AbortSignal): Promise<Socket> {
    const addresses = (await lookup(host, { all: true })).slice(0, MOST_ADDRESSES);
    let trouble: unknown = new AgentError("mail.unreachable", "the name has no address", { host });
    for (const { address } of addresses) {
      signal.throwIfAborted();
      try {
        return await this.#connectedTo(address, port, signal);
      } catch (error) {
        trouble = error;
      }
    }
    throw trouble;
  }

  #connectedTo(address: string, port: number, signal: AbortSignal): Promise<Socket> {
    return new Promise((resolve, reject) => {
      const socket = connect({ host: address, port });
      const end = (error: Error) => {
        cancel();
        signal.removeEventListener("abort", aborted);
        socket.destroy();
        reject(error);
      };
      const aborted = () => {
        end(new AgentError("mail.unreachable", "given up", { address, port }));
      };
      const cancel = this.#options.clock.after(CONNECT, () => {
        end(new AgentError("mail.unreachable", "nobody answers", { address, port }));
      });
      signal.addEventListener("abort", aborted, { once: true });
      socket.once("error", end);
      socket.once("connect", () => {
        cancel();
        signal.removeEventListener("abort", aborted);
        socket.off("error", end);
        resolve(socket);
      });
    });
  }
}
