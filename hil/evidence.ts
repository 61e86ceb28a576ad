import type { BilledTransaction, Flow } from "#hil/billing-oracle";
import type { CsmsTransaction } from "#simulator/csms/csms-state";
import type { MessageRecord } from "#simulator/csms/message-record";
import { fieldsOf, listField, numberField, textField } from "#simulator/csms/payload-fields";
import type { Truth } from "#simulator/world/ground-truth";

type Stop = BilledTransaction["stops"][number];

/** Ends, and values that came for the first time behind one: from the messages themselves, because the books keep the first end only and no order. */
export class StopRecord {
  readonly #stops = new Map<number, Map<string, Stop>>();
  readonly #values = new Set<string>();
  readonly #late = new Map<number, number>();

  constructor(record: Pick<MessageRecord, "changes">) {
    record.changes.listen(({ direction, action, payload }) => {
      if (direction !== "received") return;
      if (action === "StopTransaction") this.#sawStop(payload);
      if (action === "MeterValues") this.#sawValues(payload);
    });
  }

  of(transactionId: number): readonly Stop[] {
    return [...(this.#stops.get(transactionId)?.values() ?? [])];
  }

  /** How many values the back end was told of it that belong before its end. */
  late(transactionId: number): number {
    return this.#late.get(transactionId) ?? 0;
  }

  #sawStop(payload: unknown): void {
    const transactionId = numberField(payload, "transactionId") ?? Number.NaN;
    const at = Date.parse(textField(payload, "timestamp") ?? "");
    const known = this.#stops.get(transactionId) ?? new Map<string, Stop>();
    known.set(JSON.stringify(payload), { at, meterStop: numberField(payload, "meterStop") ?? Number.NaN });
    this.#stops.set(transactionId, known);
  }

  /** Frames that a network brings twice say nothing new. */
  #sawValues(payload: unknown): void {
    const transactionId = numberField(payload, "transactionId");
    if (transactionId === undefined) return;
    for (const value of listField(payload, "meterValue")) {
      const word = JSON.stringify([transactionId, value]);
      if (this.#stops.has(transactionId) && !this.#values.has(word))
        this.#late.set(transactionId, this.late(transactionId) + 1);
      this.#values.add(word);
    }
  }
}

/** The meter's register in Wh when the world began, and as it is. */
export interface Registers {
  readonly before: number;
  readonly now: number;
}

/** Energy between each closing of the contactor and the opening after it. */
export function flowsOf(truth: readonly Truth[], { before, now }: Registers): readonly Flow[] {
  const flows: Flow[] = [];
  let from: number | undefined;
  for (const { kind, energy } of truth) {
    if (kind === "contactor.closed") from ??= energy;
    if (kind !== "contactor.opened" || from === undefined) continue;
    flows.push({ from: before + from, to: before + energy });
    from = undefined;
  }
  return from === undefined ? flows : [...flows, { from: before + from, to: now }];
}

/** A transaction of the back end's books with all ends that came for it. */
export function billedOf(transaction: CsmsTransaction, record: Pick<StopRecord, "of" | "late">): BilledTransaction {
  return {
    id: transaction.id,
    startedAt: Date.parse(transaction.startedAt),
    meterStart: transaction.meterStart,
    stops: transaction.stop === undefined ? [] : record.of(transaction.id),
    readings: readingsOf(transaction),
    late: record.late(transaction.id),
  };
}

/** In the order in which they came. That one was answered may not be on disk when the power goes: it is told again, in the same words. */
function readingsOf({ meterValues }: CsmsTransaction): BilledTransaction["readings"] {
  const told = new Map(
    meterValues.flatMap(({ timestamp, sampledValue }) => {
      const reading = sampledValue.map(fieldsOf).find(isOfTheQueue);
      if (reading === undefined) return [];
      const point = { at: Date.parse(timestamp), energy: Number(reading["value"]) };
      return [[JSON.stringify(point), point] as const];
    }),
  );
  return [...told.values()];
}

/** The answer to a trigger is of its moment and overtakes what waits. */
function isOfTheQueue({ measurand, context }: ReturnType<typeof fieldsOf>): boolean {
  return measurand === "Energy.Active.Import.Register" && context !== "Trigger";
}
