import { type BilledTransaction, judgeBooks, judgeStrays, setApart, type Violation } from "#hil/billing-oracle";
import { flowsOf } from "#hil/evidence";
import { minutes } from "#hal/core/units";
import { Chronicle } from "#test/reliability/chronicle";
import { StormBooks } from "#test/reliability/storm-books";
import { StormLife } from "#test/reliability/storm-life";
import { isPatient, METER_START, stationOf } from "#test/reliability/storm-station";
import { VirtualRig } from "#test/support/virtual-rig";

export interface StormResult {
  readonly seed: number;
  readonly simulatedDays: number;
  readonly outlets: number;
  readonly sessions: number;
  readonly energyWh: number;
  readonly deadLetters: number;
  /** Sessions that the back end refused until they were given up. */
  readonly apart: number;
  /** How often what happened, and what did not: for acts that work on something that comes by, how often it did. */
  readonly acts: Readonly<Record<string, number>>;
  readonly violations: readonly Violation[];
}

/** Falsifies what the oracle is shown, to see that it would notice. */
type Control = (billed: readonly BilledTransaction[]) => readonly BilledTransaction[];

export interface StormOptions {
  readonly seed: number;
  readonly days: number;
  readonly control?: Control;
}

/** One life of a station from one seed, and what does not hold at its end. */
export async function storm({ seed, days, control = (billed) => billed }: StormOptions): Promise<StormResult> {
  const chronicle = new Chronicle({ uptime: () => rig.clock.uptime() });
  const options = stationOf(seed);
  const rig = new VirtualRig({
    ...options,
    onStore: (store) => {
      chronicle.watch(store.sessions);
    },
  });
  const books = new StormBooks(rig, isPatient(options));
  await rig.start();
  const life = new StormLife(rig, seed, chronicle);
  await life.live(days);
  await life.settle();
  const complaints: string[] = [];
  for (const { evse } of rig.station.snapshot().evses) complaints.push((await life.chargesAgain(evse)) ?? "");
  const judged = judge(rig, books, control);
  const lengths = chronicle.judge(rig.store.sessions);
  await rig.stop();
  return {
    seed,
    simulatedDays: days,
    acts: life.acts(),
    ...judged,
    violations: [
      ...judged.violations,
      ...lengths,
      ...complaints.filter((what) => what !== "").map((what) => ({ kind: "lost", what }) as const),
    ],
  };
}

/** Each outlet by itself. */
function judge(rig: VirtualRig, books: StormBooks, control: Control) {
  const outlets = rig.station.snapshot().evses.map(({ evse, energy }) => {
    const [billed, own] = [books.billed(evse), books.own(evse)];
    const flows = flowsOf(rig.station.truth(evse), { before: METER_START, now: METER_START + energy });
    return { billed, own, energy, violations: judgeBooks(flows, control(billed), own) };
  });
  const sessions = outlets.flatMap(({ own }) => own.sessions);
  const sum = (count: (outlet: (typeof outlets)[number]) => number) =>
    outlets.reduce((total, outlet) => total + count(outlet), 0);
  return {
    outlets: outlets.length,
    energyWh: Math.round(sum(({ energy }) => energy)),
    sessions: sum(({ billed }) => billed.length),
    deadLetters: outlets[0]?.own.deadLetters ?? 0,
    apart: sum(({ own }) => setApart(own).sessions),
    violations: [...outlets.flatMap(({ violations }) => violations), ...judgeStrays(books.strays(), { sessions })],
  };
}

/** What the oracle says of books from which one record was taken away, and of books with one record twice: it must say something. */
export async function stormControl(seed: number): Promise<{ readonly lost: number; readonly duplicated: number }> {
  const count = async (kind: Violation["kind"], control: Control) => {
    const violations = await calmDay(seed, control);
    return violations.filter((violation) => violation.kind === kind).length;
  };
  return {
    lost: await count("lost", (billed) => billed.slice(1)),
    duplicated: await count("duplicated", (billed) => [...billed, ...billed.slice(0, 1)]),
  };
}

/** A day with two charges and nothing wrong. */
async function calmDay(seed: number, control: Control): Promise<readonly Violation[]> {
  const rig = new VirtualRig({ seed, meterStart: METER_START });
  const books = new StormBooks(rig, false);
  await rig.start();
  for (let charge = 0; charge < 2; charge++) {
    await rig.charge();
    await rig.clock.advance(minutes(30));
    rig.station.unplug();
    await rig.clock.advance(minutes(5));
  }
  const { violations } = judge(rig, books, control);
  await rig.stop();
  return violations;
}
