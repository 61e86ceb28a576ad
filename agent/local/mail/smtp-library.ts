import type { Socket } from "node:net";
import { createTransport } from "nodemailer";
import type { Letter, MailServer } from "#agent/ports/mailer";

export interface SmtpRun {
  /** Connected already: the name was resolved once, and what was resolved is what is spoken to. */
  readonly socket: Socket;
  /** What the charger calls itself to the server. */
  readonly ownName: string;
  /** Besides those of the runtime. */
  readonly roots: readonly string[] | undefined;
  readonly signal: AbortSignal;
}

/** One letter over one connection. The package that speaks SMTP is imported here and nowhere else; rejects with its errors. */
export async function sendBySmtp(server: MailServer, letter: Letter, run: SmtpRun): Promise<void> {
  const { host, port, security, login } = server;
  const transport = createTransport({
    host,
    port,
    name: run.ownName,
    secure: security === "tls",
    requireTLS: security === "starttls",
    ignoreTLS: security === "none",
    tls: {
      minVersion: "TLSv1.2",
      rejectUnauthorized: true,
      ...(run.roots === undefined ? {} : { ca: [...run.roots] }),
    },
    ...(login === undefined ? {} : { auth: { user: login.user, pass: login.password } }),
    getSocket: (_options, give) => {
      give(null, { connection: run.socket });
    },
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  const { attachment, to, ...rest } = letter;
  const attachments =
    attachment === undefined
      ? []
      : [{ filename: attachment.fileName, contentType: attachment.contentType, content: attachment.content }];
  await transport.sendMail({ ...rest, to: [...to], attachments, signal: run.signal });
}
