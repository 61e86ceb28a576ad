import { type Cancel, type Clock, every } from "#hal/core/clock";
import type { Log } from "#hal/core/log";
import { millis, type Millis, minutes } from "#hal/core/units";
import { lastPeriod, type ReportPeriod, reportForms, reportSchedules } from "#agent/domain/site/report-period";
import type { SiteEvent } from "#agent/domain/site/site-event";
import { SiteZone } from "#agent/domain/site/site-zone";
import { alarmLetterText } from "#agent/local/mail/alarm-text";
import { languageOf, type MailAccount, type SettingLookup, settingsOf } from "#agent/local/mail/mail-account";
import type { MailDesk } from "#agent/local/mail/mail-desk";
import { MailErrand } from "#agent/local/mail/mail-errand";
import { mailWords } from "#agent/local/mail/mail-words";
import type { SessionAttachment } from "#agent/local/mail/session-attachment";
import type { Letter } from "#agent/ports/mailer";
import type { EventStore, SiteSettingStore } from "#agent/ports/site-store";

/** A report may be late by this much, and an alarm. */
const LOOK = minutes(1);
/** Alarms that come soon after a letter wait for the next one. */
const BETWEEN_ALARMS = minutes(15);
/** Minutes after midnight from which a report may leave: charges over midnight have ended in most places. */
const EARLIEST = 60;
const MOST_ALARMS = 50;

/** Kept with the settings, of which these are none: the last day that was reported, and the last alarm that was told. */
const REPORTED = "mail.reportedUntil";
const TOLD = "mail.toldUntil";

export interface MailKeeperOptions {
  readonly desk: Pick<MailDesk, "account" | "send" | "charger">;
  readonly settings: SiteSettingStore;
  readonly events: () => EventStore;
  readonly journal: { note(event: SiteEvent): void };
  readonly attachment: SessionAttachment;
  /** The station's: whose days are reported. */
  readonly clock: Clock;
  /** Real, for waits. */
  readonly lineClock: Clock;
  readonly log: Log;
}

/** Sends by itself what was asked for: the sessions of the last period, and alarms. */
export class MailKeeper {
  readonly #options: MailKeeperOptions;
  readonly #report = new MailErrand();
  readonly #alarm = new MailErrand();
  #alarmsNotBefore = millis(0);
  #work: Promise<void> | undefined;
  #cancel: Cancel = () => undefined;
  #isStopped = false;

  constructor(options: MailKeeperOptions) {
    this.#options = options;
  }

  start(): void {
    this.#cancel = every(this.#options.lineClock, LOOK, () => {
      this.#work ??= this.#look().finally(() => {
        this.#work = undefined;
      });
    });
  }

  /** What is being sent is let go: it is sent again after the next start. */
  stop(): void {
    this.#isStopped = true;
    this.#cancel();
  }

  async #look(): Promise<void> {
    const { settings, desk, log } = this.#options;
    try {
      const setting = settingsOf(settings);
      const account = desk.account();
      await this.#lookAtReport(setting, account);
      await this.#lookAtAlarms(setting, account);
    } catch (error) {
      log.error({ error }, "mail.look-failed");
    }
  }

  async #lookAtReport(setting: SettingLookup, account: MailAccount | undefined): Promise<void> {
    const schedule = reportSchedules.find((each) => each === setting("mail.schedule")) ?? "off";
    const reported = this.#kept(REPORTED);
    if (schedule === "off" || account === undefined) {
      if (reported !== "") this.#keep(REPORTED, "");
      return;
    }
    const zone = new SiteZone(setting("site.timeZone"));
    const now = this.#options.clock.now();
    const period = lastPeriod(schedule, zone.dayOf(now));
    // Whoever has just asked for reports gets the first one when the first period is over.
    if (reported === "") this.#keep(REPORTED, period.to);
    else if (period.to > reported && minuteOf(zone.local(now)) >= EARLIEST)
      await this.#sendReport(setting, account, period, zone);
  }

  async #sendReport(setting: SettingLookup, account: MailAccount, period: ReportPeriod, zone: SiteZone): Promise<void> {
    const { desk, attachment } = this.#options;
    const subject = `${period.from} – ${period.to}`;
    if (!this.#report.isDue(subject, this.#uptime())) return;
    const language = languageOf(setting);
    const form = reportForms.find((each) => each === setting("mail.form")) ?? "xlsx";
    const words = mailWords[language];
    const [charger, from, to] = [desk.charger(), period.from, period.to];
    const letter: Letter = {
      from: account.from,
      to: account.to,
      subject: words.reportSubject(charger, from, to),
      text: words.reportText(charger, from, to),
      attachment: await attachment({ form, period, language, zone }),
    };
    await this.#deliver({ account, letter, errand: this.#report, subject }, () => {
      this.#keep(REPORTED, period.to);
    });
  }

  async #lookAtAlarms(setting: SettingLookup, account: MailAccount | undefined): Promise<void> {
    const told = this.#kept(TOLD);
    if (setting("mail.alarms") === "off" || account === undefined) {
      if (told !== "") this.#keep(TOLD, "");
      return;
    }
    const { events, desk } = this.#options;
    const alarms = events().page({ limit: MOST_ALARMS, severity: "alarm" });
    const newest = alarms[0]?.id ?? 0;
    if (told === "") {
      this.#keep(TOLD, String(newest));
      return;
    }
    const fresh = alarms.filter(({ id }) => id > Number(told));
    const isDue = this.#uptime() >= this.#alarmsNotBefore && this.#alarm.isDue(told, this.#uptime());
    if (fresh.length === 0 || !isDue) return;
    const words = mailWords[languageOf(setting)];
    const lines = alarmLetterText(fresh.toReversed(), words, new SiteZone(setting("site.timeZone")));
    const letter: Letter = {
      from: account.from,
      to: account.to,
      subject: words.alarmSubject(desk.charger(), fresh.length),
      text: words.alarmText(desk.charger(), lines),
    };
    await this.#deliver({ account, letter, errand: this.#alarm, subject: "alarm" }, () => {
      this.#alarmsNotBefore = millis(this.#uptime() + BETWEEN_ALARMS);
      this.#keep(TOLD, String(newest));
    });
  }

  /** `settle` is called when it has left, and when nobody tries any more. */
  async #deliver({ account, letter, errand, subject }: Delivery, settle: () => void): Promise<void> {
    const { desk, journal } = this.#options;
    const trouble = await desk.send(account, letter);
    if (this.#isStopped) return;
    if (trouble === undefined) {
      settle();
      journal.note({ code: "mail.sent", severity: "info", subject });
    } else if (errand.failed(trouble, this.#uptime())) {
      settle();
      journal.note({ code: "mail.failed", severity: "warning", subject: `${trouble}: ${subject}` });
    }
  }

  #uptime(): Millis {
    return this.#options.lineClock.uptime();
  }

  #kept(name: string): string {
    return this.#options.settings.all().get(name) ?? "";
  }

  #keep(name: string, value: string): void {
    this.#options.settings.set(name, value);
  }
}

interface Delivery {
  readonly account: MailAccount;
  readonly letter: Letter;
  readonly errand: MailErrand;
  readonly subject: string;
}

function minuteOf(local: number): number {
  return Math.floor(local / 60_000) % 1440;
}
