import { describe, expect, it, onTestFinished } from "vitest";
import { silentLog } from "#hal/core/log";
import { VirtualClock } from "#hal/core/virtual-clock";
import { openDatabase } from "#agent/store/database";
import { migrate } from "#agent/store/migrate";
import { migrations } from "#agent/store/migrations";
import { storeEpoch } from "#test/support/station-store-samples";

const clock = new VirtualClock(storeEpoch);
const place = migrations.findIndex(({ name }) => name === "lists");

const insertFact = (position: number, transaction: string, seqNo: string) => `
  INSERT INTO fact (position, transaction_id, seq_no, type, format, body, attempts)
  VALUES (${String(position)}, ${transaction}, ${seqNo}, 'transaction.updated', 1, '{}', 2)`;

/** A database of the program before, with a queue whose first facts have been pruned. */
function before() {
  const database = openDatabase({ path: ":memory:", log: silentLog });
  onTestFinished(() => {
    database.close();
  });
  const to = (count: number) => {
    migrate(database, { migrations: migrations.slice(0, count), clock, log: silentLog });
  };
  to(place);
  database.execute(`
    INSERT INTO session (transaction_id, evse, token, started_at, meter_start, next_seq_no, last_energy, last_at)
    VALUES ('t1', 1, 'A1', 0, 1, 3, 1, 0);
    ${insertFact(41, "'t1'", "1")};
    ${insertFact(42, "'t1'", "2")};
    DELETE FROM fact WHERE position = 42;`);
  return {
    database,
    up: () => {
      to(place + 1);
    },
    down: () => {
      to(place);
    },
  };
}

const positions = "SELECT position, attempts FROM fact ORDER BY position";

describe("the step after which facts can stand alone", () => {
  it("keeps the queue with its attempts, and gives no number twice", () => {
    const { database, up } = before();
    up();
    database.execute("INSERT INTO fact (type, format, body) VALUES ('meter.values', 1, '{}')");
    expect(database.prepare(positions).all()).toEqual([
      { position: 41, attempts: 2 },
      { position: 43, attempts: 0 },
    ]);
  });

  it("takes no fact with a number and without a transaction, or the other way round", () => {
    const { database, up } = before();
    up();
    const insert = (transaction: string, seqNo: string) => () => {
      database.execute(insertFact(50, transaction, seqNo));
    };
    expect(insert("NULL", "1")).toThrow();
    expect(insert("'t1'", "NULL")).toThrow();
    expect(insert("'t9'", "1")).toThrow();
  });

  it("leads back without the facts that the program before could not read, and with all others", () => {
    const { database, up, down } = before();
    up();
    database.execute("INSERT INTO fact (type, format, body) VALUES ('meter.values', 1, '{}')");
    database.execute(insertFact(44, "'t1'", "3"));
    down();
    expect(database.prepare(positions).all()).toEqual([
      { position: 41, attempts: 2 },
      { position: 44, attempts: 2 },
    ]);
  });
});
