import { mailAddresses, mailSecurities, type MailSecurity } from "#agent/domain/site/mail-rules";
import { languages, siteSettings, type Language, type SiteSettingName } from "#agent/domain/site/site-settings";
import type { MailServer } from "#agent/ports/mailer";
import type { SiteSettingStore } from "#agent/ports/site-store";

/** Where mail is handed in, by whom and for whom. */
export interface MailAccount {
  readonly server: MailServer;
  readonly from: string;
  readonly to: readonly string[];
}

/** RFC 8314 section 3.3, RFC 6409 and RFC 5321. */
const usualPorts: Readonly<Record<MailSecurity, number>> = { tls: 465, starttls: 587, none: 25 };

export type SettingLookup = (name: SiteSettingName) => string;

/** What is put down about the place, as it is now, whether anybody has the page open or not. */
export function settingsOf(store: Pick<SiteSettingStore, "all">): SettingLookup {
  const known = store.all();
  return (name) => known.get(name) ?? siteSettings[name].default;
}

/** Undefined where something of it is missing. */
export function mailAccountOf(setting: SettingLookup, password: string | undefined): MailAccount | undefined {
  const [host, from, user] = [setting("mail.host"), setting("mail.from"), setting("mail.user")];
  const to = mailAddresses(setting("mail.to"));
  if (host === "" || from === "" || to.length === 0) return undefined;
  if (user !== "" && password === undefined) return undefined;
  const security = mailSecurities.find((each) => each === setting("mail.security")) ?? "starttls";
  const port = Number(setting("mail.port")) || usualPorts[security];
  const login = user === "" ? {} : { login: { user, password: password ?? "" } };
  return { server: { host, port, security, ...login }, from, to };
}

export function languageOf(setting: SettingLookup): Language {
  return languages.find((each) => each === setting("site.language")) ?? "en";
}
