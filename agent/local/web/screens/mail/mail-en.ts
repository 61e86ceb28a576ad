import type { MailTrouble } from "#agent/domain/site/mail-rules";

const troubles: Readonly<Record<MailTrouble, string>> = {
  unreachable: "The mail server cannot be reached.",
  untrusted: "The mail server’s certificate is not to be trusted.",
  noTls: "No encrypted connection came about.",
  loginRefused: "The mail server refuses user name or password.",
  busy: "The mail server does not take mail at the moment.",
  refused: "The mail server refuses sender, receivers or letter.",
  timeout: "The mail server took too long.",
  failed: "The letter could not be sent.",
};

export const mailEn = {
  why: "Past sessions as a file after each period, and alarms. Nothing is sent without a server.",
  names: {
    "mail.host": "Mail server",
    "mail.security": "Encryption",
    "mail.port": "Port",
    "mail.user": "User name",
    "mail.from": "Sender",
    "mail.to": "Receivers",
    "mail.schedule": "Send past sessions",
    "mail.form": "As",
    "mail.alarms": "Send alarms as well",
  },
  hints: {
    "mail.port": "The usual one when empty",
    "mail.user": "Empty where the server asks for none",
    "mail.to": "Up to five addresses with commas between them",
  },
  securities: {
    starttls: "STARTTLS (usual)",
    tls: "TLS from the start",
    none: "None: anybody on the way can read along",
  },
  schedules: { off: "Never", daily: "Every day", weekly: "Every Monday", monthly: "On the first of the month" },
  forms: { xlsx: "Workbook (XLSX)", csv: "Table (CSV)", pdf: "PDF" },
  password: "Password of the mail server",
  passwordKept: "One is kept. Nobody can read it; leave this empty to keep it.",
  passwordNone: "None is kept.",
  forget: "Forget the password",
  forgotten: "The password is forgotten.",
  save: "Save e-mail",
  saved: "Saved.",
  wrong: "The charger does not take this value.",
  notAll: "Not everything could be saved; see the marked fields.",
  test: "Send a test letter",
  tested: "The mail server has taken the letter.",
  incomplete: "Server, sender, receivers or password are missing.",
  troubles,
  lastGood: (time: string) => `Last letter: ${time}, delivered.`,
  lastBad: (time: string, why: string) => `Last letter: ${time}. ${why}`,
};
export type MailTexts = typeof mailEn;
