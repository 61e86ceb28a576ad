import { describe, expect, it, onTestFinished } from "vitest";
import { silentLog } from "#hal/core/log";
import { epochMillis } from "#hal/core/units";
import { VirtualClock } from "#hal/core/virtual-clock";
import { idToken } from "#agent/domain/authorization/id-token";
import { transactionId } from "#agent/domain/transaction/station-fact";
import { type Database, openDatabase } from "#agent/store/database";
import { migrate } from "#agent/store/migrate";
import { migrations } from "#agent/store/migrations";
import { RunningCurves } from "#agent/store/running-curves";
import { SqliteFactLog } from "#agent/store/sqlite-fact-log";
import { SqliteSessionStore } from "#agent/store/sqlite-session-store";
import { StampEras } from "#agent/store/stamp-eras";
import { SqliteTokenCache } from "#agent/store/sqlite-token-cache";
import { WriteBehind } from "#agent/store/write-behind";
import { RecordingLog } from "#test/support/recording-log";
import { sessionSample, startSample, storeEpoch, updateSample } from "#test/support/station-store-samples";

const clock = new VirtualClock(storeEpoch);

function schema(): Database {
  const database = openDatabase({ path: ":memory:", log: silentLog });
  migrate(database, { migrations, clock, log: silentLog });
  onTestFinished(() => {
    database.close();
  });
  return database;
}

function stores(keepSettled = 500) {
  const database = schema();
  const log = new RecordingLog();
  const behind = new WriteBehind({ database, clock, log });
  const tokens = new SqliteTokenCache({ database, behind });
  const alarm = () => undefined;
  const eras = new StampEras(database);
  const runningCurves = new RunningCurves();
  const facts = new SqliteFactLog({ database, behind, tokens, alarm, clock, log, eras, keepSettled });
  return {
    database,
    log,
    facts,
    sessions: new SqliteSessionStore({ database, behind, facts, eras, clock, log, runningCurves }),
  };
}

describe("the fact log's retention", () => {
  it("keeps the newest settled facts and at most fifty more, every dead letter and all that waits", () => {
    const { database, facts, sessions } = stores(3);
    const updates = Array.from({ length: 54 }, (_none, i) => updateSample("t1", i + 1));
    sessions.commit({ session: sessionSample("t1"), facts: [startSample("t1"), ...updates] });

    facts.settle(1, { kind: "dead", why: "tried 3 times" });
    for (let position = 2; position <= 52; position++)
      facts.settle(position, { kind: position % 2 === 0 ? "delivered" : "unspoken" });

    expect(facts.deadLetters().map((letter) => letter.position)).toEqual([1]);
    expect(facts.depth()).toBe(3);
    expect(database.prepare("SELECT position, state FROM fact ORDER BY position").all()).toEqual([
      { position: 1, state: "dead" },
      { position: 48, state: "delivered" },
      { position: 49, state: "unspoken" },
      { position: 50, state: "delivered" },
      { position: 51, state: "unspoken" },
      { position: 52, state: "delivered" },
      { position: 53, state: "waiting" },
      { position: 54, state: "waiting" },
      { position: 55, state: "waiting" },
    ]);
  });
});

describe("a row that cannot be read", () => {
  const damages: readonly (readonly [string, string, string])[] = [
    ["text that is no JSON", "body = '{'", "body"],
    ["JSON that is no object", "body = '7'", ""],
    [
      "an unknown type of fact",
      `body = '{"transactionId":"t1","evse":1,"seqNo":0,"at":1,"type":"transaction.lost"}'`,
      "type",
    ],
    [
      "a missing field",
      `body = '{"transactionId":"t1","evse":1,"seqNo":0,"at":1,"type":"transaction.started","token":"x"}'`,
      "meterStart",
    ],
    [
      "a wrong word deep inside",
      `body = '{"transactionId":"t1","evse":1,"seqNo":0,"at":1,"type":"transaction.updated","samples":[{"at":1,"context":"end","values":[{"measurand":"Voltage","value":1,"unit":"kV"}]}]}'`,
      "samples[0].values[0].unit",
    ],
    ["a format of the future", "format = 99", "format"],
  ];

  it.each(damages)("names table, key and field for a fact with %s", (_what, damage, field) => {
    const { database, facts, sessions } = stores();
    sessions.commit({ session: sessionSample("t1"), facts: [startSample("t1")] });
    database.execute(`UPDATE fact SET ${damage}`);

    expect(() => facts.head()).toThrow(
      expect.objectContaining({ code: "store.corrupt-row", details: { table: "fact", key: 1, field } }),
    );
  });

  it("can be put aside as a dead letter, which hides no other letter", () => {
    const { database, facts, sessions, log } = stores();
    sessions.commit({ session: sessionSample("t1"), facts: [startSample("t1"), updateSample("t1", 1)] });
    database.execute("UPDATE fact SET body = '' WHERE position = 1");

    facts.settle(1, { kind: "dead", why: "unreadable" });
    facts.settle(2, { kind: "dead", why: "tried 3 times" });

    expect(facts.deadLetters().map((letter) => letter.position)).toEqual([2]);
    expect(log.named("error")).toEqual(["store.corrupt-row"]);
    expect(sessions.find(transactionId("t1"))?.csmsNumber).toBe(-1);
  });

  it("names the session by its transaction", () => {
    const { database, sessions } = stores();
    sessions.commit({ session: sessionSample("t1"), facts: [] });
    database.execute("UPDATE session SET ended_at = 1, meter_stop = 2, stop_cause = 'boredom'");

    expect(() => sessions.find(transactionId("t1"))).toThrow(
      expect.objectContaining({
        code: "store.corrupt-row",
        details: { table: "session", key: "t1", field: "stop_cause" },
      }),
    );
  });

  it("hides no other session", () => {
    const { database, log, sessions } = stores();
    for (const name of ["t1", "t2"]) sessions.commit({ session: sessionSample(name), facts: [] });
    database.execute(
      "UPDATE session SET ended_at = 1, meter_stop = 2, stop_cause = 'boredom' WHERE transaction_id = 't1'",
    );

    expect(sessions.recent(10)).toMatchObject([{ transactionId: "t2" }]);
    expect(log.named("error")).toEqual(["store.corrupt-row"]);
  });
});

describe("the token cache's limit", () => {
  it("drops what is not accepted first, then what was remembered longest ago", () => {
    const database = schema();
    const tokens = new SqliteTokenCache({
      database,
      behind: new WriteBehind({ database, clock, log: silentLog }),
      limit: 3,
    });
    const steppedBack = epochMillis(storeEpoch - 1000);
    tokens.remember(idToken("blocked"), { status: "blocked" }, storeEpoch);
    tokens.remember(idToken("oldest"), { status: "accepted" }, storeEpoch);
    tokens.remember(idToken("refreshed"), { status: "accepted" }, storeEpoch);
    tokens.remember(idToken("third"), { status: "accepted" }, steppedBack);
    expect(tokens.find(idToken("blocked"))).toBeUndefined();

    tokens.remember(idToken("oldest"), { status: "accepted" }, steppedBack);
    tokens.remember(idToken("fourth"), { status: "accepted" }, steppedBack);

    const names = ["oldest", "refreshed", "third", "fourth"];
    expect(names.filter((name) => tokens.find(idToken(name)) !== undefined)).toEqual(["oldest", "third", "fourth"]);
  });
});

describe("5.8 the token cache's limit", () => {
  it("drops a token whose time is over before one that is still good", () => {
    const database = schema();
    const tokens = new SqliteTokenCache({
      database,
      behind: new WriteBehind({ database, clock, log: silentLog }),
      limit: 2,
    });
    tokens.remember(idToken("good"), { status: "accepted" }, storeEpoch);
    tokens.remember(idToken("over"), { status: "accepted", expiresAt: storeEpoch - 1 }, storeEpoch);
    tokens.remember(idToken("new"), { status: "accepted", expiresAt: storeEpoch + 1 }, storeEpoch);

    const names = ["good", "over", "new"];
    expect(names.filter((name) => tokens.find(idToken(name)) !== undefined)).toEqual(["good", "new"]);
  });
});

describe("times", () => {
  it("are stored in whole milliseconds though a scaled clock has fractions", () => {
    const { sessions } = stores();
    sessions.commit({ session: sessionSample("t1", { startedAt: epochMillis(storeEpoch + 0.4) }), facts: [] });

    expect(sessions.open()[0]?.startedAt).toBe(storeEpoch);
  });
});
