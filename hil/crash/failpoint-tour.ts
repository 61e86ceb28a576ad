import type { FailpointName } from "#hal/core/failpoint";
import { intBelow, type RandomStream } from "#hal/core/random";

/**
 * How the station fares when it dies:
 * `fresh` on an empty disk, `idle`, `charging` and `queued` with what the last life left, `recovering` from a charge whose vehicle left meanwhile,
 * `delivering` what a charge offline has left,
 * `damaged` with a database whose first page and newest commits are gone, `online` and `offline` in a charge, `refused` while the back end refuses what is sent.
 */
export type TourState =
  "fresh" | "idle" | "charging" | "queued" | "delivering" | "recovering" | "damaged" | "online" | "offline" | "refused";

/** One named place, passed for one purpose in one state. */
export interface TourStop {
  readonly name: FailpointName;
  /** The kind of fact, or the message, that the passage is about; any where there is none. */
  readonly subject?: string;
  readonly state: TourState;
}

const facts = ["transaction.started", "transaction.updated", "transaction.ended"] as const;
const commits = ["begin", "written", "committed", "done"] as const;
const calls = ["call.leaving", "call.sent", "answer.arrived"] as const;
const messages = [
  "BootNotification",
  "StatusNotification",
  "Authorize",
  "StartTransaction",
  "MeterValues",
  "StopTransaction",
] as const;

/** Every named place in every state that matters to it. Fresh disks come first, and no more of them than there are stations. */
export const tourStops: readonly TourStop[] = [
  ...(["store.opened", "snapshot.copied", "snapshot.kept"] as const).map((name) => ({ name, state: "fresh" }) as const),
  ...(["idle", "charging", "queued"] as const).map((state) => ({ name: "store.opened", state }) as const),
  ...(["aside", "restored", "done"] as const).map((step) => ({ name: `rebuild.${step}`, state: "damaged" }) as const),
  ...facts.flatMap((subject) =>
    commits.flatMap((step): readonly TourStop[] => [
      { name: `session.${step}`, subject, state: "online" },
      { name: `session.${step}`, subject, state: "offline" },
      // Values that the back end takes at once are never written: those that an outage left are.
      { name: `settlement.${step}`, subject, state: subject === "transaction.updated" ? "delivering" : "online" },
    ]),
  ),
  ...commits.flatMap((step): readonly TourStop[] => [
    { name: `session.${step}`, subject: "transaction.ended", state: "recovering" },
    { name: `settlement.${step}`, subject: "transaction.ended", state: "recovering" },
  ]),
  ...messages.flatMap((subject) => calls.map((name) => ({ name, subject, state: "online" }) as const)),
  ...facts.map((subject) => ({ name: "attempt.counted", subject, state: "refused" }) as const),
];

/** What the process is told. */
export function orderOf({ name, subject }: TourStop, passage = 1): string {
  return `${name}${subject === undefined ? "" : `/${subject}`}:${String(passage)}`;
}

/** Somewhere, in whatever state. */
export function randomStop(chance: RandomStream): TourStop {
  return tourStops[intBelow(chance, tourStops.length)] ?? { name: "store.opened", state: "idle" };
}

export function wordOf({ name, subject, state }: TourStop): string {
  return [name, subject, state].filter((word) => word !== undefined).join(" ");
}

/** How many lives a visit of these takes: some states need one before. */
export function livesOf(stops: readonly TourStop[]): number {
  return stops.reduce((sum, stop) => sum + (needsALifeBefore(stop) ? 2 : 1), 0);
}

export function needsALifeBefore({ state }: TourStop): boolean {
  return ["idle", "charging", "recovering", "damaged", "queued", "delivering"].includes(state);
}

/** So many stations share the tour; every one gets all kinds of stops. */
export function tourLots(count: number): readonly (readonly TourStop[])[] {
  return Array.from({ length: count }, (_none, lot) => tourStops.filter((_stop, index) => index % count === lot));
}
