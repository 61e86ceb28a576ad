import fc from "fast-check";
import { describe, expect, it, onTestFinished } from "vitest";
import { silentLog } from "#hal/core/log";
import { VirtualClock } from "#hal/core/virtual-clock";
import { type StationFact, transactionId } from "#agent/domain/transaction/station-fact";
import { openDatabase } from "#agent/store/database";
import { decodeFact, encodeFact } from "#agent/store/fact-codec";
import { prepareFactStatements } from "#agent/store/fact-statements";
import { FieldReader } from "#agent/store/field-reader";
import { migrate } from "#agent/store/migrate";
import { migrations } from "#agent/store/migrations";
import { valueFacts } from "#test/support/fact-arbitraries";
import { endSample, startSample, storeEpoch, updateSample } from "#test/support/station-store-samples";

const clock = new VirtualClock(storeEpoch);
const place = migrations.findIndex(({ name }) => name === "short-values");

function filled(facts: readonly StationFact[]) {
  const database = openDatabase({ path: ":memory:", log: silentLog });
  const to = (count: number) => {
    migrate(database, { migrations: migrations.slice(0, count), clock, log: silentLog });
  };
  to(place + 1);
  database.execute(`
    INSERT INTO session (transaction_id, evse, token, started_at, meter_start, next_seq_no, last_energy, last_at)
    VALUES ('t1', 1, 'A1', 0, 1, 3, 1, 0);`);
  const sql = prepareFactStatements(database);
  for (const [index, fact] of facts.entries()) {
    const owner =
      fact.type === "meter.values"
        ? { transactionId: null, seqNo: null }
        : { transactionId: transactionId("t1"), seqNo: index };
    sql.insert.run({ position: index + 1, ...owner, type: fact.type, ...encodeFact(fact), era: null });
  }
  return { database, sql, to };
}

type Filled = ReturnType<typeof filled>;

function rowsOf({ database }: Filled) {
  const rows = database
    .prepare("SELECT position, transaction_id, seq_no, format, body FROM fact ORDER BY position")
    .all();
  return rows.map((row) => {
    const fields = new FieldReader({ table: "fact", key: "?" }, row);
    return { format: fields.integer("format"), fact: decodeFact({ table: "fact", key: "?" }, fields) };
  });
}

describe("the step after which values are short", () => {
  it("leads back to values that the program before can read, and leaves all else as it was", () => {
    const facts = [startSample("t1"), updateSample("t1", 1), endSample("t1", 2)];
    const store = filled(facts);
    onTestFinished(() => {
      store.database.close();
    });
    expect(rowsOf(store).map(({ format }) => format)).toEqual([1, 2, 1]);
    store.to(place);
    expect(rowsOf(store)).toEqual(facts.map((fact) => ({ format: 1, fact })));
  });

  it("leads back with whatever a meter may have said", () => {
    fc.assert(
      fc.property(fc.array(valueFacts, { maxLength: 5 }), (given) => {
        const facts = given.map((fact, index) => (fact.type === "meter.values" ? fact : { ...fact, seqNo: index }));
        const store = filled(facts);
        store.to(place);
        const back = rowsOf(store);
        store.database.close();
        expect(back.map(({ format }) => format)).toEqual(facts.map(() => 1));
        // SQLite writes numbers with 15 digits.
        expect(rounded(back.map(({ fact }) => fact))).toEqual(rounded(facts));
      }),
      { numRuns: 40 },
    );
  });

  it("finds the head, dead letters and what is settled without looking through the queue", () => {
    const { database } = filled([]);
    onTestFinished(() => {
      database.close();
    });
    const planOf = (sql: string) =>
      database
        .prepare(`EXPLAIN QUERY PLAN ${sql}`)
        .all({ after: 5, keep: 5 })
        .map((row) => new FieldReader({ table: "plan", key: "?" }, row).text("detail"))
        .join("; ");
    expect(planOf("SELECT * FROM fact WHERE state = 'waiting' AND position > @after ORDER BY position LIMIT 1")).toBe(
      "SEARCH fact USING INTEGER PRIMARY KEY (rowid>?)",
    );
    expect(planOf("SELECT * FROM fact WHERE state = 'dead' ORDER BY position")).toContain("fact_dead");
    expect(
      planOf(
        "SELECT position FROM fact WHERE state IN ('delivered', 'unspoken') ORDER BY position DESC LIMIT 1 OFFSET @keep",
      ),
    ).toContain("fact_settled");
  });
});

function rounded(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value), (_key, each: unknown) =>
    typeof each === "number" ? Number(each.toPrecision(12)) : each,
  );
}
