import { arch, release, type } from "node:os";
import { isoTime } from "#hal/core/units";
import { definitions, type VariableName, variableNames } from "#agent/domain/variables/catalogue";
import type { StationStore } from "#agent/ports/station-store";
import { maskToken, redact } from "#agent/runtime/redaction";

/** As many as help to see a pattern. */
const RECENT = 50;

interface StationSections {
  readonly version: string;
  readonly firmwareVersion: string;
  readonly status: () => object;
  /** What was settled at installation; its secrets are left out by name. */
  readonly settings: object;
  readonly text: (name: VariableName) => string;
  readonly sessions: StationStore["sessions"];
}

/** What the archive says of the station beside its log. */
export function stationSections(station: StationSections): Readonly<Record<string, () => object>> {
  return {
    versions: () => ({
      agent: station.version,
      firmware: station.firmwareVersion,
      system: `${type()} ${release()}`,
      processor: arch(),
    }),
    status: station.status,
    configuration: () => ({ installation: station.settings, variables: variablesOf(station.text) }),
    sessions: () => ({ recent: recentSessions(station.sessions), unbilled: station.sessions.unbilled() }),
  };
}

function variablesOf(text: StationSections["text"]): object {
  const readable = variableNames.filter((name) => definitions[name].mutability !== "WriteOnly");
  return redact(Object.fromEntries(readable.map((name) => [definitions[name].key16 ?? name, text(name)])));
}

function recentSessions(sessions: StationStore["sessions"]): readonly object[] {
  return sessions.recent(RECENT).map((session) => ({
    transactionId: session.transactionId,
    csmsNumber: session.csmsNumber ?? null,
    evse: session.evse,
    token: maskToken(session.token),
    startedAt: isoTime(session.startedAt),
    meterStartWh: session.meterStart,
    ended:
      session.ended === undefined
        ? null
        : { at: isoTime(session.ended.at), meterStopWh: session.ended.meterStop, cause: session.ended.cause },
  }));
}
