import { expect, it, onTestFinished } from "vitest";
import { evseId } from "#hal/core/charging";
import { silentLog } from "#hal/core/log";
import { epochMillis, hours, type Millis, millis, minutes, seconds, wattHours } from "#hal/core/units";
import { VirtualClock } from "#hal/core/virtual-clock";
import { transactionId } from "#agent/domain/transaction/station-fact";
import { openDatabase } from "#agent/store/database";
import { openStationStore } from "#agent/store/station-store";
import { endSample, sessionSample, startSample, storeEpoch } from "#test/support/station-store-samples";

const BEHIND = hours(72);
const id = transactionId("t1");

/** Stores of processes that follow each other over one disk. */
function processes() {
  const database = openDatabase({ path: ":memory:", log: silentLog });
  const clock = new VirtualClock(storeEpoch);
  onTestFinished(() => {
    database.close();
  });
  return { clock, next: () => openStationStore({ path: database.path, database, clock, log: silentLog }) };
}

const own = (wall: number) => ({ bootId: "boot-1", lead: millis(storeEpoch), wall: millis(wall) });
const at = (after: Millis) => ({ energy: wattHours(1500), at: epochMillis(storeEpoch + after) });

it("R11 keeps by which clock a session goes, and how the wall clock went with its last reading", async () => {
  const { clock, next } = processes();
  const first = next();
  first.sessions.commit({ session: sessionSample("t1", { clock: own(storeEpoch) }), facts: [startSample("t1")] });
  const lastReading = at(minutes(5));
  first.sessions.commit({ session: sessionSample("t1", { clock: own(7), lastReading }), facts: [] });
  await clock.advance(seconds(61));

  expect(next().sessions.find(id)?.clock).toEqual(own(7));
});

it("R11 tells the clock of a session rightly once the time of its boot is known, and until then that it is assumed", () => {
  const { next } = processes();
  const first = next();
  first.time.assume("boot-1", millis(storeEpoch));
  first.sessions.commit({ session: sessionSample("t1", { clock: own(storeEpoch) }), facts: [startSample("t1")] });
  expect(next().sessions.find(id)?.clock).toEqual({ ...own(storeEpoch), isAssumed: true });

  first.time.learned("boot-1", millis(storeEpoch + BEHIND));
  const right = millis(storeEpoch + BEHIND);
  expect(next().sessions.find(id)?.clock).toEqual({ bootId: "boot-1", lead: right, wall: right });
});

it.each(["before", "after"])(
  "R11 tells a session rightly that another process of its boot has ended %s the time became known",
  (when) => {
    const { next } = processes();
    const first = next();
    first.time.assume("boot-1", millis(storeEpoch));
    first.sessions.commit({ session: sessionSample("t1", { clock: own(storeEpoch) }), facts: [startSample("t1")] });
    const second = next();
    second.time.assume("boot-1", millis(storeEpoch));
    const learn = () => {
      second.time.learned("boot-1", millis(storeEpoch + BEHIND));
    };
    if (when === "before") learn();
    const found = second.sessions.find(id);
    if (found?.clock === undefined) expect.unreachable();
    const told = epochMillis(found.clock.lead + minutes(40));
    const ended = { at: told, meterStop: wattHours(2000), cause: "reboot" as const };
    const lastReading = { energy: wattHours(2000), at: told };
    const unbilled = { transactionId: id, evse: evseId(1), at: told, energy: wattHours(1), why: "meter-silent" };
    const end = { ...endSample("t1", 1), at: told };
    second.sessions.commit({ session: { ...found, ended, lastReading }, facts: [end], unbilled });
    if (when === "after") learn();

    const right = storeEpoch + BEHIND + minutes(40);
    expect(second.sessions.find(id)?.ended?.at).toBe(right);
    expect(second.sessions.unbilled()[0]?.at).toBe(right);
    const facts = second.facts;
    facts.settle(facts.head()?.position ?? 0, { kind: "delivered", csmsNumber: 1 });
    expect(facts.head()?.fact.at).toBe(right);
  },
);

it("R11 leaves a session alone where energy outside of it is found in another boot", () => {
  const { next } = processes();
  const first = next();
  first.time.assume("boot-1", millis(storeEpoch));
  const ended = { ...at(minutes(40)), meterStop: wattHours(1500), cause: "local" as const };
  first.sessions.commit({ session: sessionSample("t1", { ended, lastReading: at(minutes(40)) }), facts: [] });
  const second = next();
  second.time.assume("boot-2", millis(storeEpoch));
  const { at: noted } = at(minutes(50));
  second.sessions.noteUnbilled({
    transactionId: id,
    evse: evseId(1),
    at: noted,
    energy: wattHours(9),
    why: "outside-transaction",
  });
  second.time.learned("boot-2", millis(storeEpoch + BEHIND));

  expect(second.sessions.find(id)?.ended?.at).toBe(storeEpoch + minutes(40));
  expect(second.sessions.unbilled()[0]?.at).toBe(noted + BEHIND);
});

it("R11 knows the latest moment as the wall clock showed it, not as an even time had it that differs from it", () => {
  const { next } = processes();
  const store = next();
  const clock = own(storeEpoch - hours(48));
  store.sessions.commit({ session: sessionSample("t1", { clock }), facts: [startSample("t1")] });
  expect(store.time.latest()).toBe(storeEpoch - hours(48));
});
