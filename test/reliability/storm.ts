import type { StationStore } from "#agent/ports/station-store";
import { type BilledTransaction, judgeBooks, type OwnBooks, type Violation } from "#hil/billing-oracle";
import { billedOf, flowsOf, StopRecord } from "#hil/evidence";
import { StormLife } from "#test/reliability/storm-life";
import { type RigOptions, VirtualRig } from "#test/support/virtual-rig";
import { minutes, seconds } from "#hal/core/units";

export interface StormResult {
  readonly seed: number;
  readonly simulatedDays: number;
  readonly sessions: number;
  readonly energyWh: number;
  readonly deadLetters: number;
  readonly violations: readonly Violation[];
}

export interface StormOptions {
  readonly seed: number;
  readonly days: number;
  /** Falsifies what the oracle is shown, to see that it would notice. */
  readonly control?: (billed: readonly BilledTransaction[]) => readonly BilledTransaction[];
}

const METER_START = 1_234_500;

/** One life of a station from one seed, and what does not hold at its end. */
export async function storm({ seed, days, control = (billed) => billed }: StormOptions): Promise<StormResult> {
  const rig = new VirtualRig({ seed, meterStart: METER_START, firmware: "unsigned", ...paceOf(seed) });
  const stops = new StopRecord(rig.csms.record);
  await rig.start();
  const life = new StormLife(rig, seed);
  await life.live(days);
  await life.settle();
  const complaint = await life.chargesAgain();
  const flows = flowsOf(rig.station.truth(), { before: METER_START, now: METER_START + rig.truthWh() });
  const billed = [...rig.csms.state().transactions.values()].map((each) => billedOf(each, stops.of(each.id)));
  const own = ownBooks(rig.store);
  await rig.stop();
  return {
    seed,
    simulatedDays: days,
    sessions: billed.length,
    energyWh: Math.round(rig.truthWh()),
    deadLetters: own.deadLetters,
    violations: [
      ...judgeBooks(flows, control(billed), own),
      ...(complaint === undefined ? [] : [{ kind: "lost", what: complaint } as const]),
    ],
  };
}

/**
 * One station in four looks at its devices as often as a real one. The others look so seldom that a day costs a fraction, and have the more to find
 * out by themselves what nobody tells them.
 */
function paceOf(seed: number): RigOptions {
  const isBusy = seed % 4 === 0;
  const variables = { TransactionMessageAttempts: "1000", MeterValueSampleInterval: isBusy ? "60" : "300" };
  if (isBusy) return { variables, meterInterval: seconds(10) };
  return { variables, meterInterval: seconds(60), boardInterval: seconds(60), isDark: true };
}

function ownBooks({ sessions, facts, securityLog }: StationStore): OwnBooks {
  const dead = facts.deadLetters();
  const deadLetters = dead.length;
  const gaveUp = new Set(
    dead.flatMap(({ fact }) =>
      fact.type === "transaction.started" || fact.type === "transaction.ended" ? [fact.transactionId] : [],
    ),
  );
  return {
    sessions: sessions.recent(100_000).map(({ transactionId, csmsNumber, startedAt, meterStart, ended }) => ({
      gaveUp: gaveUp.has(transactionId),
      csmsNumber,
      startedAt,
      meterStart,
      ended,
    })),
    unbilledWh: sessions.unbilled().reduce((sum, { energy }) => sum + Math.abs(energy), 0),
    waiting: facts.depth(),
    deadLetters,
    deadLetterAlarms: securityLog.entries().filter(({ event }) => event === "RecordUndeliverable").length,
  };
}

/** What the oracle says of books from which one record was taken away, and of books with one record twice: it must say something. */
export async function stormControl(seed: number): Promise<{ readonly lost: number; readonly duplicated: number }> {
  const count = async (kind: Violation["kind"], control: NonNullable<StormOptions["control"]>) => {
    const rig = await calmDay(seed, control);
    return rig.filter((violation) => violation.kind === kind).length;
  };
  return {
    lost: await count("lost", (billed) => billed.slice(1)),
    duplicated: await count("duplicated", (billed) => [...billed, ...billed.slice(0, 1)]),
  };
}

/** A day with two charges and nothing wrong. */
async function calmDay(seed: number, control: NonNullable<StormOptions["control"]>): Promise<readonly Violation[]> {
  const rig = await new VirtualRig({ seed, meterStart: METER_START }).start();
  const stops = new StopRecord(rig.csms.record);
  for (let charge = 0; charge < 2; charge++) {
    await rig.charge();
    await rig.clock.advance(minutes(30));
    rig.station.unplug();
    await rig.clock.advance(minutes(5));
  }
  const billed = [...rig.csms.state().transactions.values()].map((each) => billedOf(each, stops.of(each.id)));
  const violations = judgeBooks(
    flowsOf(rig.station.truth(), { before: METER_START, now: METER_START + rig.truthWh() }),
    control(billed),
    ownBooks(rig.store),
  );
  await rig.stop();
  return violations;
}
