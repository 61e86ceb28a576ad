import { type AccessRules, atClosingChoices, audiences, outsideHoursChoices } from "#agent/domain/access/access-rules";
import { areHoursSound, type OpeningHours } from "#agent/domain/access/opening-hours";
import { corruptRow, FieldReader, parseBody, type RowPlace } from "#agent/store/field-reader";

/** @throws AgentError `store.corrupt-row` */
export function readAccessRules(place: RowPlace, body: string): AccessRules {
  const fields = new FieldReader(place, parseBody(place, body));
  const hours = fields.has("hours") ? readHours(place, fields.object("hours")) : null;
  return {
    localAuthorization: fields.flag("localAuthorization"),
    freeCharging: fields.flag("freeCharging"),
    openToken: fields.text("openToken"),
    audience: fields.oneOf("audience", wordsOf(audiences)),
    visitorsPay: fields.flag("visitorsPay"),
    publiclyVisible: fields.flag("publiclyVisible"),
    hours,
    outsideHours: fields.oneOf("outsideHours", wordsOf(outsideHoursChoices)),
    atClosing: fields.oneOf("atClosing", wordsOf(atClosingChoices)),
  };
}

function readHours(place: RowPlace, fields: FieldReader): OpeningHours {
  const hours: OpeningHours = {
    timeZone: fields.text("timeZone"),
    week: fields
      .list("week")
      .map((day) => day.list("spans").map((span) => ({ from: span.integer("from"), to: span.integer("to") }))),
    holidays: fields.list("holidays").map((day) => day.text("date")),
  };
  if (!areHoursSound(hours)) throw corruptRow(place, "hours");
  return hours;
}

export function accessRulesBody({ hours, ...rules }: AccessRules): string {
  const kept = hours && {
    timeZone: hours.timeZone,
    week: hours.week.map((spans) => ({ spans })),
    holidays: hours.holidays.map((date) => ({ date })),
  };
  return JSON.stringify({ ...rules, hours: kept });
}

function wordsOf<Word extends string>(words: readonly Word[]): Readonly<Record<Word, true>> {
  // `fromEntries` does not keep the names of a list.
  return Object.fromEntries(words.map((word) => [word, true])) as Record<Word, true>;
}
