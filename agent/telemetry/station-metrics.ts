import type { EpochMillis } from "#hal/core/units";
import { connectorStatuses } from "#agent/domain/evse/connector-status";
import type { EvseBranch, StateTree } from "#agent/domain/site/state-tree";
import type { StoreState } from "#agent/ports/store-health";
import type { MetricFamily, MetricSample } from "#agent/telemetry/metric-text";

/** What is told of a charger in numbers. Nothing of people: no tags, no names, no numbers of transactions. */
export interface MetricSources {
  readonly state: StateTree;
  readonly store: StoreState;
  /** Of the program. */
  readonly uptimeSeconds: number;
  /** How often the back end was reached since the program began. */
  readonly connections: number;
  /** When the record was made that has waited longest for the back end; undefined where none waits. */
  readonly oldestWaiting: EpochMillis | undefined;
  /** Since the first start ever. */
  readonly sessions: number;
  readonly now: EpochMillis;
}

export function stationMetrics(sources: MetricSources): readonly MetricFamily[] {
  const { state, uptimeSeconds, sessions } = sources;
  const { version } = state.agent;
  const { vendor, model, serialNumber } = state.station;
  return [
    gauge("borne_build_info", "The program and the charger; always 1.", [
      { labels: { version, vendor, model, serial_number: serialNumber }, value: 1 },
    ]),
    gauge("borne_uptime_seconds", "Since the program began.", uptimeSeconds),
    ...backEnd(sources),
    ...records(sources),
    gauge("borne_open_events", "Warnings and alarms that nobody has acknowledged.", state.openEvents),
    counter("borne_sessions_total", "Charging sessions since the first start ever.", sessions),
    ...outlets(state),
  ];
}

const connections = ["offline", "connecting", "connected"] as const;
const registrations = ["none", "pending", "rejected", "accepted"] as const;

function backEnd({ state: { csms }, connections: count }: MetricSources): readonly MetricFamily[] {
  return [
    gauge("borne_csms_connection", "1 for the state in which the connection to the back end is.", [
      ...oneOf("state", connections, csms.connection),
    ]),
    gauge("borne_csms_registration", "1 for what the back end has said to this charger last.", [
      ...oneOf("state", registrations, csms.registration),
    ]),
    counter("borne_csms_connections_total", "How often the back end was reached since the program began.", count),
  ];
}

function records({ state, store, oldestWaiting, now }: MetricSources): readonly MetricFamily[] {
  const { csms, unbilled } = state;
  const age = oldestWaiting === undefined ? 0 : Math.max(0, (now - oldestWaiting) / 1000);
  const rebuilt = store.rebuiltAt;
  return [
    gauge("borne_facts_waiting", "Records that wait for the back end.", csms.queued),
    gauge("borne_facts_waiting_age_seconds", "Age of the record that has waited longest for the back end.", age),
    gauge(
      "borne_dead_letters",
      "Records that the back end did not take and that are kept for a person.",
      csms.deadLetters,
    ),
    gauge("borne_unbilled_records", "Records of energy that could be put on nobody's bill.", unbilled),
    gauge("borne_store_trouble", "1 while the disk refuses to take records.", flag(store.trouble?.isSlow === false)),
    gauge("borne_store_slow", "1 while the disk takes records too slowly.", flag(store.trouble?.isSlow === true)),
    gauge("borne_store_two_places", "1 while what may not be lost is on disk twice.", flag(store.isInTwoPlaces)),
    gauge(
      "borne_store_rebuilt_timestamp_seconds",
      "When damaged records were made anew last, since the program began.",
      rebuilt === undefined ? [] : rebuilt / 1000,
    ),
  ];
}

function outlets({ evses }: StateTree): readonly MetricFamily[] {
  const all = Object.entries(evses);
  const of = (value: (evse: EvseBranch) => number | null | undefined): readonly MetricSample[] =>
    all.flatMap(([evse, branch]) => sampleOf({ evse }, value(branch)));
  const perPhase = (values: (evse: EvseBranch) => Readonly<Record<string, number | null>>): readonly MetricSample[] =>
    all.flatMap(([evse, branch]) =>
      Object.entries(values(branch)).flatMap(([phase, value]) => sampleOf({ evse, phase }, value)),
    );
  const statuses = all.flatMap(([evse, { status }]) => oneOf("status", connectorStatuses, status, { evse }));
  const register = of(({ meter }) => meter?.importWh);
  return [
    gauge("borne_connector_status", "1 for the state in which the outlet is, in the words of OCPP.", statuses),
    gauge(
      "borne_evse_energized",
      "1 while there is power at the outlet.",
      of(({ energized }) => flag(energized)),
    ),
    gauge(
      "borne_evse_faults",
      "Faults that hold at the outlet.",
      of(({ faults }) => faults.length),
    ),
    gauge(
      "borne_evse_offered_amperes",
      "Current per phase that the vehicle may draw.",
      of(({ offered }) => offered),
    ),
    gauge(
      "borne_evse_power_watts",
      "Power that flows, over all phases.",
      of(({ meter }) => meter?.powerW),
    ),
    gauge(
      "borne_evse_current_amperes",
      "Current that flows.",
      perPhase(({ meter }) => meter?.currentA ?? {}),
    ),
    gauge(
      "borne_evse_voltage_volts",
      "Voltage at the outlet.",
      perPhase(({ meter }) => meter?.voltageV ?? {}),
    ),
    counter("borne_meter_energy_watthours_total", "The meter's register.", register),
    gauge(
      "borne_session_active",
      "1 while a session runs.",
      of(({ session }) => flag(session !== null)),
    ),
    gauge(
      "borne_session_energy_watthours",
      "Energy of the session that runs.",
      of(({ session }) => session?.energyWh),
    ),
  ];
}

/** One sample a word, 1 for the one that holds. */
function oneOf<Word extends string>(
  label: string,
  words: readonly Word[],
  actual: Word,
  labels: Readonly<Record<string, string>> = {},
): readonly MetricSample[] {
  return words.map((word) => ({ labels: { ...labels, [label]: word }, value: flag(word === actual) }));
}

function sampleOf(labels: Readonly<Record<string, string>>, value: number | null | undefined): readonly MetricSample[] {
  return value === null || value === undefined ? [] : [{ labels, value }];
}

function gauge(name: string, help: string, value: number | readonly MetricSample[]): MetricFamily {
  return { name, type: "gauge", help, samples: typeof value === "number" ? [{ value }] : value };
}

function counter(name: string, help: string, value: number | readonly MetricSample[]): MetricFamily {
  return { ...gauge(name, help, value), type: "counter" };
}

function flag(holds: boolean): 0 | 1 {
  return holds ? 1 : 0;
}
