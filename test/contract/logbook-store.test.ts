import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { amperes, epochMillis, wattHours } from "#hal/core/units";
import { silentLog } from "#hal/core/log";
import { VirtualClock } from "#hal/core/virtual-clock";
import { idToken } from "#agent/domain/authorization/id-token";
import type { LogbookChange } from "#agent/domain/logbook/logbook-record";
import { plateOf } from "#agent/domain/logbook/plate";
import { transactionId } from "#agent/domain/transaction/station-fact";
import { openStationStore } from "#agent/store/station-store";
import { localTag } from "#test/support/local-tag";
import { sessionSample, storeEpoch } from "#test/support/station-store-samples";
import { temporaryDirectory } from "#test/support/temporary-directory";

function open(path = join(temporaryDirectory(), "station.db")) {
  const store = openStationStore({ path, clock: new VirtualClock(storeEpoch), log: silentLog });
  onTestFinished(() => {
    store.close();
  });
  return { path, ...store };
}

const plate = (text: string) => plateOf(text) ?? expect.fail("no plate");
const id = transactionId;
const at = (hours: number) => epochMillis(storeEpoch + hours * 3_600_000);
const needed = (name: string) => ({ transactionId: id(name), isNeeded: true, asksOdometer: true });

const change = (odometer: number | undefined, text = "AB-1"): LogbookChange => ({
  at: at(0),
  author: { source: "page", name: "anna" },
  entry: { plate: plate(text), ...(odometer === undefined ? {} : { odometer }) },
});

type Store = ReturnType<typeof open>;

function enter(store: Store, name: string, hour: number, said: LogbookChange): void {
  store.sessions.commit({ session: sessionSample(name, { startedAt: at(hour) }), facts: [] });
  store.logbook.enter({ ...needed(name), entry: said.entry }, said);
}

const untold = ({ logbook }: Store) =>
  logbook.untold(10).map(({ record, revision }) => [record.transactionId, revision]);

describe("the logbook", () => {
  it("gives back what was asked for, entered and corrected, also after a process that never closed the file", () => {
    const first = open();
    first.sessions.commit({ session: sessionSample("t1"), facts: [] });
    expect(first.logbook.find(id("t1"))).toBeUndefined();
    first.logbook.expect(needed("t1"));
    expect(first.logbook.find(id("t1"))).toEqual(needed("t1"));
    const said: LogbookChange = { ...change(100), overrode: "belowLast" };
    const corrected: LogbookChange = { ...change(undefined, "b 2"), author: { source: "tag", name: "" } };
    first.logbook.enter({ ...needed("t1"), entry: said.entry }, said);
    first.logbook.enter({ ...needed("t1"), isNeeded: false, entry: corrected.entry }, corrected);

    const second = open(first.path);
    expect(second.logbook.find(id("t1"))).toEqual({ ...needed("t1"), entry: { plate: "B 2" } });
    expect(second.logbook.changes(id("t1"))).toEqual([said, corrected]);
    expect(second.logbook.changes(id("t2"))).toEqual([]);
  });

  it("knows the odometers of a plate before and after a charge, however the plate was written", () => {
    const store = open();
    enter(store, "t1", 1, change(100));
    enter(store, "t3", 3, change(300, "AB 1"));
    enter(store, "t5", 5, change(500, "ab1"));
    enter(store, "other", 4, change(9, "XY-9"));
    enter(store, "none", 4, change(undefined));

    const { logbook } = store;
    expect(logbook.neighbours(plate("AB-1"), at(4), id("new"))).toEqual({
      before: { odometer: 300, at: at(3) },
      after: { odometer: 500, at: at(5) },
    });
    expect(logbook.neighbours(plate("AB-1"), at(3), id("t3"))).toMatchObject({ before: { odometer: 100 } });
    expect(logbook.neighbours(plate("ZZ-1"), at(3), id("t3"))).toEqual({});
  });

  it("has to tell each revision once, and that a charge without an entry is over", () => {
    const store = open();
    store.sessions.commit({ session: sessionSample("t1"), facts: [] });
    store.logbook.expect(needed("t1"));
    expect(untold(store)).toEqual([["t1", 1]]);
    store.logbook.told(id("t1"), 1, true);
    expect(untold(store)).toEqual([]);

    const ended = { at: at(1), meterStop: wattHours(2000), cause: "local" } as const;
    store.sessions.commit({ session: sessionSample("t1", { ended }), facts: [] });
    expect(untold(store)).toEqual([["t1", 1]]);
    store.logbook.told(id("t1"), 1, false);
    expect(untold(store)).toEqual([]);
    store.logbook.enter({ ...needed("t1"), entry: change(1).entry }, change(1));
    store.logbook.told(id("t1"), 1, false);
    expect(untold(store)).toEqual([["t1", 2]]);
  });

  it("keeps an entry that came before it was asked for", () => {
    const store = open();
    enter(store, "t1", 0, change(5));
    store.logbook.expect({ ...needed("t1"), asksOdometer: false });
    expect(store.logbook.find(id("t1"))).toEqual({ ...needed("t1"), asksOdometer: false, entry: change(5).entry });
  });

  it("belongs to a session that is there", () => {
    expect(() => {
      open().logbook.expect(needed("t1"));
    }).toThrow("store.constraint");
  });
});

describe("what the logbook knows of a tag", () => {
  it("is kept with the tag", () => {
    const first = open();
    const tag = localTag("A1", { maxCurrent: amperes(8) });
    const known = { ...tag, logbook: { duty: "always" as const, plate: plate("AB-1"), asksOdometer: false } };
    first.access.tags.put([known, { ...tag, token: idToken("B2"), alias: "Bob" }]);
    const { tags } = open(first.path).access;
    expect(tags.all().map((seen) => seen.tag)).toEqual([known, { ...tag, token: "B2", alias: "Bob" }]);
    tags.put([tag]);
    expect(tags.all()[0]).toEqual({ tag });
  });
});
