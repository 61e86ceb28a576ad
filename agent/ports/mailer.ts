import type { Readable } from "node:stream";
import type { MailSecurity, MailTrouble } from "#agent/domain/site/mail-rules";

/** The server that takes mail, and who may hand it in. */
export interface MailServer {
  readonly host: string;
  readonly port: number;
  readonly security: MailSecurity;
  /** Absent where the server asks for none. Never sent without encryption. */
  readonly login?: { readonly user: string; readonly password: string };
}

export interface Attachment {
  readonly fileName: string;
  readonly contentType: string;
  readonly content: Readable;
}

export interface Letter {
  readonly from: string;
  readonly to: readonly string[];
  readonly subject: string;
  readonly text: string;
  readonly attachment?: Attachment;
}

export interface Mailer {
  /** Undefined when the server has taken the letter. Never rejects. */
  send(server: MailServer, letter: Letter): Promise<MailTrouble | undefined>;
}
