import type { AccessRules } from "#agent/domain/access/access-rules";
import { spansOf, spansText } from "./hours-text";

/** The rules while somebody types them. */
export interface RulesDraft extends Omit<AccessRules, "hours"> {
  readonly isLimited: boolean;
  readonly timeZone: string;
  readonly days: readonly string[];
  readonly holidays: string;
}

const ownZone = () => Intl.DateTimeFormat().resolvedOptions().timeZone;
const allDay = Array.from({ length: 7 }, () => "00:00-24:00");

export function rulesDraft({ hours, ...rules }: AccessRules): RulesDraft {
  return {
    ...rules,
    isLimited: hours !== null,
    timeZone: hours?.timeZone ?? ownZone(),
    days: hours?.week.map(spansText) ?? allDay,
    holidays: hours?.holidays.join(", ") ?? "",
  };
}

/** Undefined when the hours cannot be read. */
export function rulesOf({ isLimited, timeZone, days, holidays, ...rules }: RulesDraft): AccessRules | undefined {
  if (!isLimited) return { ...rules, hours: null };
  const week = days.map(spansOf);
  if (!week.every((day) => day !== undefined)) return undefined;
  const dates = holidays.split(",").map((date) => date.trim());
  return { ...rules, hours: { timeZone, week, holidays: dates.filter((date) => date !== "") } };
}
