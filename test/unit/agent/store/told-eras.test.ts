import { beforeEach, describe, expect, it, onTestFinished } from "vitest";
import { silentLog } from "#hal/core/log";
import { epochMillis, hours, millis, minutes } from "#hal/core/units";
import { VirtualClock } from "#hal/core/virtual-clock";
import { transactionId } from "#agent/domain/transaction/station-fact";
import { plateOf } from "#agent/domain/logbook/plate";
import type { StationStore } from "#agent/ports/station-store";
import { openDatabase } from "#agent/store/database";
import { migrate } from "#agent/store/migrate";
import { migrations } from "#agent/store/migrations";
import { openStationStore } from "#agent/store/station-store";
import { sessionSample, startSample, storeEpoch } from "#test/support/station-store-samples";

const BEHIND = hours(72);
const right = epochMillis(storeEpoch + BEHIND);
const entry = { event: "TamperDetectionActivated", at: storeEpoch, info: "lid" } as const;

describe("what was recorded before the time was known", () => {
  const database = openDatabase({ path: ":memory:", log: silentLog });
  let clock: VirtualClock;
  let store: StationStore;

  beforeEach(() => {
    clock = new VirtualClock(storeEpoch);
    store = openStationStore({ path: ":memory:", clock, log: silentLog });
    onTestFinished(() => {
      store.close();
    });
    store.time.assume("boot-1", millis(storeEpoch));
  });

  const learn = () => {
    store.time.learned("boot-1", millis(storeEpoch + BEHIND));
  };

  it("R11 stands in the security log with the right time, and what comes after it is left alone", () => {
    store.securityLog.add(entry);
    learn();
    store.securityLog.add({ ...entry, at: right });

    expect(store.securityLog.entries().map(({ at }) => at)).toEqual([right, right]);
  });

  it("R11 SecurityEventNotification is told with the right time, in the order in which it happened", () => {
    store.notices.add({ type: "security.event", isCritical: true, ...entry });
    store.notices.add({ type: "log.status", status: "uploaded" });
    learn();

    const head = store.notices.head();
    expect(head?.notice).toMatchObject({ event: entry.event, at: right });
    store.notices.remove(head?.position ?? 0);
    expect(store.notices.head()?.notice).toEqual({ type: "log.status", status: "uploaded" });
  });

  it("R11 is listed with the right time among the events of the page, its acknowledgement too", () => {
    const { events } = store.site;
    events.add([{ at: storeEpoch, code: "login.failed", severity: "warning", count: 1 }]);
    events.acknowledge({ first: 1, last: 1 }, "owner", epochMillis(storeEpoch + minutes(1)));
    learn();

    const [event] = events.page({ limit: 1 });
    expect(event?.at).toBe(right);
    expect(event?.acknowledged?.at).toBe(right + minutes(1));
  });

  it("R11 stands in the changes of the logbook with the right time", () => {
    const id = transactionId("t1");
    const plate = plateOf("B AB 123");
    if (plate === undefined) expect.unreachable();
    store.sessions.commit({ session: sessionSample("t1"), facts: [] });
    const author = { source: "page", name: "owner" } as const;
    store.logbook.enter(
      { transactionId: id, isNeeded: true, asksOdometer: false },
      { at: storeEpoch, author, entry: { plate } },
    );
    learn();

    expect(store.logbook.changes(id)[0]?.at).toBe(right);
  });

  it("R11 stands in the life of the charger with the right time, and stays there when another step is put down", () => {
    const installed = { by: "owner", at: storeEpoch };
    store.lifeCycle.put({ stage: "installed", installed });
    learn();
    expect(store.lifeCycle.get().installed?.at).toBe(right);

    const activated = { by: "owner", at: epochMillis(right + minutes(5)) };
    store.lifeCycle.put({ ...store.lifeCycle.get(), stage: "activated", activated });
    expect(store.lifeCycle.get()).toEqual({ stage: "activated", installed: { by: "owner", at: right }, activated });
  });

  it("R11 is stamped by the station's clock where the store itself stamps it, not by a host that shows 1970", () => {
    store.time.goBy(() => storeEpoch);
    clock.setWallTime(epochMillis(0));
    store.sessions.commit({ session: sessionSample("t1"), facts: [startSample("t1")] });
    store.facts.settle(store.facts.head()?.position ?? 0, { kind: "dead", why: "no answer" });
    learn();

    expect(store.securityLog.entries()).toMatchObject([{ event: "RecordUndeliverable", at: right }]);
    expect(store.notices.head()?.notice).toMatchObject({ event: "RecordUndeliverable", at: right });
  });

  it("R11 keeps its right time in a database that goes back to an older program", () => {
    const own = openStationStore({ path: ":memory:", database, clock, log: silentLog });
    own.time.assume("boot-1", millis(storeEpoch));
    own.securityLog.add(entry);
    own.notices.add({ type: "security.event", isCritical: true, ...entry });
    own.site.events.add([{ at: storeEpoch, code: "login.failed", severity: "warning", count: 1 }]);
    own.time.learned("boot-1", millis(storeEpoch + BEHIND));
    own.close();

    migrate(database, { migrations: migrations.slice(0, 15), clock, log: silentLog });

    const ats = [
      "SELECT at FROM security_entry",
      "SELECT at FROM event",
      "SELECT json_extract(body, '$.at') AS at FROM notice",
    ];
    for (const sql of ats) expect(database.prepare(sql).all()).toEqual([{ at: right }]);
  });
});
