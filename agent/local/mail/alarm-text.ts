import type { KeptEvent } from "#agent/domain/site/site-event";
import type { SiteZone } from "#agent/domain/site/site-zone";
import type { MailWords } from "#agent/local/mail/mail-words";

/** One line an alarm: when by the clock of the place, what, where and how often. */
export function alarmLetterText(alarms: readonly KeptEvent[], words: MailWords, zone: SiteZone): string {
  return alarms
    .map(({ at, code, subject, evse, count }) => {
      const time = new Date(zone.local(at)).toISOString().slice(0, 16).replace("T", " ");
      const where = evse === undefined ? "" : ` (${words.outlet(evse)})`;
      return `${time}  ${subject ?? code}${where}${count > 1 ? ` ×${String(count)}` : ""}`;
    })
    .join("\n");
}
