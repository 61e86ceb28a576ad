import { expect } from "vitest";
import { AgentError } from "#hal/core/errors";
import { epochMillis, isoTime } from "#hal/core/units";
import type { CsmsTransaction } from "#simulator/csms/csms-state";
import { fieldsOf, listField } from "#simulator/csms/payload-fields";
import type { StoredBooks } from "#test/support/rehearsal-store";

/** Who has to agree on one charge. */
export interface Bill {
  /** What the back end has. */
  readonly transaction: CsmsTransaction;
  /** What the agent has on its disk. */
  readonly books: StoredBooks;
  /** What the meter's register showed before and after, in Wh. */
  readonly from: number;
  readonly to: number;
  /** How many values may have come twice: a connection that breaks between a message and its answer leaves it in doubt. */
  readonly repeats?: number;
}

/** Wh between two values of a register of 32 bit in kWh at the 1.2 MWh of these tests. */
const REGISTER_STEP = 0.125;

/** The energy, the number of messages and their order are the same for the meter, the back end and the agent's disk. */
export function expectBill({ transaction, books, from, to, repeats = 0 }: Bill): void {
  const { stop, meterStart } = transaction;
  const session = books.sessions.find(({ csmsNumber }) => csmsNumber === transaction.id);
  if (stop === undefined || session === undefined)
    throw new AgentError("test.unfinished", "the transaction is not on both books with its end", {
      transaction,
      books,
    });
  // Whole watt-hours out of a register of 32 bit.
  expect(Math.abs(meterStart - from)).toBeLessThanOrEqual(1 + REGISTER_STEP);
  expect(Math.abs(stop.meterStop - to)).toBeLessThanOrEqual(1 + REGISTER_STEP);
  expect(session).toMatchObject({ token: transaction.idTag });
  // A back end is told whole watt-hours that have been delivered in full.
  expect(Math.floor(session.meterStart)).toBe(meterStart);
  expect(Math.floor(session.meterStop ?? 0)).toBe(stop.meterStop);
  expect(isoTime(epochMillis(session.startedAt))).toBe(transaction.startedAt);
  expect(isoTime(epochMillis(session.endedAt ?? 0))).toBe(stop.at);
  expect(books.waiting).toEqual([]);
  expect(books.dead).toBe(0);
  expectValues(transaction, session.facts - 2, repeats);
}

/** The values are those that the agent took, each at its own time, and between start and stop. */
function expectValues(transaction: CsmsTransaction, taken: number, repeats: number): void {
  const times = transaction.meterValues.map(({ timestamp }) => timestamp);
  const all = [transaction.startedAt, ...times, transaction.stop?.at ?? ""];
  expect(all).toEqual(all.toSorted());
  expect(times.length).toBeGreaterThanOrEqual(taken);
  expect(times.length).toBeLessThanOrEqual(taken + repeats);
  const energies = energiesOf(transaction);
  expect(energies).toEqual(energies.toSorted((a, b) => a - b));
}

/** The energy register in each value, in Wh. */
export function energiesOf(transaction: CsmsTransaction): readonly number[] {
  return transaction.meterValues.flatMap((value) =>
    listField(value, "sampledValue")
      .map(fieldsOf)
      .filter(({ measurand = "Energy.Active.Import.Register" }) => measurand === "Energy.Active.Import.Register")
      .map(({ value: text, unit = "Wh" }) => Number(text) * (unit === "kWh" ? 1000 : 1)),
  );
}
