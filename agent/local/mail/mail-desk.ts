import type { Clock } from "#hal/core/clock";
import { accepted, type Outcome, refused } from "#hal/core/outcome";
import type { EpochMillis } from "#hal/core/units";
import { siteName } from "#agent/domain/site/site-labels";
import { languageOf, type MailAccount, mailAccountOf, settingsOf } from "#agent/local/mail/mail-account";
import { mailWords } from "#agent/local/mail/mail-words";
import type { MailTrouble } from "#agent/domain/site/mail-rules";
import type { Letter, Mailer } from "#agent/ports/mailer";
import type { SecretStore } from "#agent/ports/secret-store";
import type { SiteSettingStore } from "#agent/ports/site-store";

/** The password of the mail server, where nobody can read it but the agent. */
const SECRET = "mail-password";

export interface MailDeskOptions {
  readonly settings: Pick<SiteSettingStore, "all">;
  readonly secrets: SecretStore;
  readonly mailer: Mailer;
  /** What the charger is called where nobody has given it a name. */
  readonly stationName: () => string;
  readonly clock: Clock;
}

/** What came of the last letter. */
export interface LastLetter {
  readonly at: EpochMillis;
  readonly trouble: MailTrouble | undefined;
}

/** The way out for letters: who sends them, and what came of them. */
export class MailDesk {
  readonly #options: MailDeskOptions;
  #last: LastLetter | undefined;
  #isTesting = false;

  constructor(options: MailDeskOptions) {
    this.#options = options;
  }

  /** Undefined where something is missing. */
  account(): MailAccount | undefined {
    const { settings, secrets } = this.#options;
    return mailAccountOf(settingsOf(settings), secrets.read(SECRET));
  }

  charger(): string {
    const { settings, stationName } = this.#options;
    return siteName(settingsOf(settings), stationName());
  }

  get hasPassword(): boolean {
    return this.#options.secrets.read(SECRET) !== undefined;
  }

  get last(): LastLetter | undefined {
    return this.#last;
  }

  /** @throws AgentError `secret.not-written` */
  setPassword(password: string): void {
    this.#options.secrets.write(SECRET, password);
  }

  /** @throws AgentError `secret.not-written` */
  forgetPassword(): void {
    this.#options.secrets.remove(SECRET);
  }

  async send({ server }: MailAccount, letter: Letter): Promise<MailTrouble | undefined> {
    const { mailer, clock } = this.#options;
    const trouble = await mailer.send(server, letter);
    this.#last = { at: clock.now(), trouble };
    return trouble;
  }

  /** A letter that says that letters come. */
  async test(): Promise<Outcome<undefined, MailTrouble | "incomplete">> {
    const account = this.account();
    if (account === undefined) return refused("incomplete");
    if (this.#isTesting) return refused("busy");
    this.#isTesting = true;
    const words = mailWords[languageOf(settingsOf(this.#options.settings))];
    const charger = this.charger();
    const letter = { subject: words.testSubject(charger), text: words.testText(charger) };
    const trouble = await this.send(account, { from: account.from, to: account.to, ...letter });
    this.#isTesting = false;
    return trouble === undefined ? accepted(undefined) : refused(trouble);
  }
}
