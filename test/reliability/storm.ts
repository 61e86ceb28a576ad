import type { StationStore } from "#agent/ports/station-store";
import type { CsmsTransaction } from "#simulator/csms/csms-state";
import type { Truth } from "#simulator/world/ground-truth";
import {
  type BilledTransaction,
  type Flow,
  judgeBooks,
  type OwnBooks,
  type Violation,
} from "#test/reliability/billing-oracle";
import { StormLife } from "#test/reliability/storm-life";
import { VirtualRig } from "#test/support/virtual-rig";
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
  const rig = new VirtualRig({
    seed,
    meterStart: METER_START,
    meterInterval: seconds(10),
    variables: { TransactionMessageAttempts: "1000", MeterValueSampleInterval: "60" },
  });
  const stops = new StopRecord(rig);
  await rig.start();
  const life = new StormLife(rig, seed);
  await life.live(days);
  await life.settle();
  const flows = flowsOf(rig.station.truth(), rig.truthWh());
  const billed = [...rig.csms.state().transactions.values()].map((each) => billedOf(each, stops.of(each.id)));
  const own = ownBooks(rig.store);
  await rig.stop();
  return {
    seed,
    simulatedDays: days,
    sessions: billed.length,
    energyWh: Math.round(rig.truthWh()),
    deadLetters: own.deadLetters,
    violations: judgeBooks(flows, control(billed), own),
  };
}

type Stop = BilledTransaction["stops"][number];

/** Every end that the back end was told, from the messages themselves: its books keep only the first. */
class StopRecord {
  readonly #stops = new Map<number, Map<string, Stop>>();

  constructor(rig: VirtualRig) {
    rig.csms.record.changes.listen(({ direction, action, payload }) => {
      if (direction !== "received" || action !== "StopTransaction") return;
      const { transactionId, timestamp, meterStop } = payload as {
        readonly transactionId: number;
        readonly timestamp: string;
        readonly meterStop: number;
      };
      const known = this.#stops.get(transactionId) ?? new Map<string, Stop>();
      known.set(JSON.stringify(payload), { at: Date.parse(timestamp), meterStop });
      this.#stops.set(transactionId, known);
    });
  }

  of(transactionId: number) {
    return [...(this.#stops.get(transactionId)?.values() ?? [])];
  }
}

/** Energy between each closing of the contactor and the opening after it. */
function flowsOf(truth: readonly Truth[], total: number): readonly Flow[] {
  const flows: Flow[] = [];
  let from: number | undefined;
  for (const { kind, energy } of truth) {
    if (kind === "contactor.closed") from ??= energy;
    if (kind !== "contactor.opened" || from === undefined) continue;
    flows.push({ from: METER_START + from, to: METER_START + energy });
    from = undefined;
  }
  return from === undefined ? flows : [...flows, { from: METER_START + from, to: METER_START + total }];
}

function billedOf(transaction: CsmsTransaction, stops: BilledTransaction["stops"]): BilledTransaction {
  return {
    id: transaction.id,
    startedAt: Date.parse(transaction.startedAt),
    meterStart: transaction.meterStart,
    stops: transaction.stop === undefined ? [] : stops,
    readings: transaction.meterValues.flatMap(({ timestamp, sampledValue }) => {
      const energy = sampledValue.find(isEnergy);
      return energy === undefined ? [] : [{ at: Date.parse(timestamp), energy: Number(energy.value) }];
    }),
  };
}

function isEnergy(value: unknown): value is { readonly value: string } {
  return (value as { readonly measurand?: string }).measurand === "Energy.Active.Import.Register";
}

function ownBooks({ sessions, facts }: StationStore): OwnBooks {
  const deadLetters = facts.deadLetters().length;
  return {
    sessions: sessions.recent(100_000).map(({ csmsNumber, startedAt, meterStart, ended }) => ({
      csmsNumber,
      startedAt,
      meterStart,
      ended,
    })),
    unbilledWh: sessions.unbilled().reduce((sum, { energy }) => sum + Math.abs(energy), 0),
    waiting: facts.depth(),
    deadLetters,
    deadLetterAlarms: deadLetters,
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
  const stops = new StopRecord(rig);
  for (let charge = 0; charge < 2; charge++) {
    await rig.charge();
    await rig.clock.advance(minutes(30));
    rig.station.unplug();
    await rig.clock.advance(minutes(5));
  }
  const billed = [...rig.csms.state().transactions.values()].map((each) => billedOf(each, stops.of(each.id)));
  const violations = judgeBooks(flowsOf(rig.station.truth(), rig.truthWh()), control(billed), ownBooks(rig.store));
  await rig.stop();
  return violations;
}
