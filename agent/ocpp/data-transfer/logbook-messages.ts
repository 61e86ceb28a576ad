import { isoTime } from "#hal/core/units";
import type { LogbookDesk } from "#agent/control/logbook-desk";
import type { LogbookNews } from "#agent/control/logbook-teller";
import { JsonFields } from "#agent/domain/data/json-fields";
import { logbookState, type LogbookState } from "#agent/domain/logbook/logbook-record";
import type { EntrySource } from "#agent/domain/logbook/logbook-entry";
import type { VendorMessages } from "#agent/ocpp/data-transfer/data-desk";
import type { DataMessage } from "#agent/ports/csms-client";
import type { SessionStore } from "#agent/ports/station-store";

/** No norm has words for odometer and plate: these are this charger's own. Both sides send `Logbook`; the back end asks by `GetLogbook`. */
export const LOGBOOK_VENDOR = "org.borne.logbook";

/** The messages that a back end sends. Why an entry was not taken is in the answer's data. */
export function logbookMessages(
  desk: Pick<LogbookDesk, "enter" | "find" | "history">,
  sessions: Pick<SessionStore, "findByCsmsNumber">,
): VendorMessages {
  const found = (fields: JsonFields) => sessions.findByCsmsNumber(fields.integer("transactionId"));
  return {
    vendorId: LOGBOOK_VENDOR,
    messages: {
      Logbook: (data) => {
        const fields = JsonFields.parse(data);
        const session = found(fields);
        if (session === undefined) return { status: "rejected", data: JSON.stringify({ problem: "unknown" }) };
        const odometer = fields.optionalNumber("odometer");
        const plate = fields.optionalText("plate");
        const given = {
          isConfirmed: fields.optionalFlag("confirmed") ?? false,
          ...(odometer === undefined ? {} : { odometer }),
          ...(plate === undefined ? {} : { plate }),
        };
        const outcome = desk.enter(session.transactionId, given, { source: "backEnd", name: "" });
        if (outcome.ok) return { status: "accepted" };
        return { status: "rejected", data: JSON.stringify({ problem: outcome.reason }) };
      },
      GetLogbook: (data) => {
        const session = found(JsonFields.parse(data));
        const record = session === undefined ? undefined : desk.find(session.transactionId);
        const state = record && logbookState(record, session?.ended !== undefined);
        if (session === undefined || record === undefined || state === undefined) return { status: "rejected" };
        const change = desk.history(session.transactionId).at(-1);
        const csmsNumber = session.csmsNumber ?? -1;
        const news = { csmsNumber, session, record, state, ...(change === undefined ? {} : { change }) };
        return { status: "accepted", data: JSON.stringify(newsBody(news)) };
      },
    },
  };
}

/** What the station sends of its own accord. */
export function logbookNews(news: LogbookNews): DataMessage {
  return { vendorId: LOGBOOK_VENDOR, messageId: "Logbook", data: JSON.stringify(newsBody(news)) };
}

const stateWords = {
  waiting: "Waiting",
  complete: "Complete",
  missing: "Missing",
} as const satisfies Record<LogbookState, string>;
const sourceWords = {
  page: "Page",
  driver: "Driver",
  tag: "Tag",
  backEnd: "BackEnd",
} as const satisfies Record<EntrySource, string>;

function newsBody({ csmsNumber, session, record, state, change }: LogbookNews): object {
  const { entry } = record;
  return {
    transactionId: csmsNumber,
    connectorId: session.evse,
    state: stateWords[state],
    asksOdometer: record.asksOdometer,
    ...entry,
    ...(change === undefined ? {} : { source: sourceWords[change.author.source], timestamp: isoTime(change.at) }),
    ...(change?.overrode === undefined ? {} : { confirmed: change.overrode }),
  };
}
