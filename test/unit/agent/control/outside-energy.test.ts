import { describe, expect, it } from "vitest";
import { evseId } from "#hal/core/charging";
import { silentLog } from "#hal/core/log";
import { epochMillis, minutes, seconds, wattHours } from "#hal/core/units";
import { VirtualClock } from "#hal/core/virtual-clock";
import { idToken } from "#agent/domain/authorization/id-token";
import { transactionId } from "#agent/domain/transaction/station-fact";
import { OutsideEnergy } from "#agent/control/outside-energy";
import type { SessionRecord } from "#agent/ports/session-record";
import { openDatabase } from "#agent/store/database";
import { openStationStore } from "#agent/store/station-store";

const AT = epochMillis(Date.UTC(2026, 0, 5));
const ended: SessionRecord = {
  transactionId: transactionId("T1"),
  evse: evseId(1),
  token: idToken("CARD"),
  startedAt: AT,
  meterStart: wattHours(1000),
  nextSeqNo: 2,
  lastReading: { energy: wattHours(2000), at: AT },
  ended: { at: AT, meterStop: wattHours(2000), cause: "local" },
};

function bench() {
  const clock = new VirtualClock(AT);
  const store = openStationStore({ path: ":memory:", clock, log: silentLog });
  store.sessions.commit({ session: ended, facts: [] });
  const make = () => new OutsideEnergy({ evse: evseId(1), sessions: store.sessions, clock, log: silentLog });
  const outside = make();
  const see = (energy: number) => {
    outside.seen({ importEnergy: wattHours(energy), at: clock.now(), phases: {} });
  };
  return { clock, store, outside, make, see };
}

describe("energy outside of transactions", () => {
  it("is written down once, beside the session before it, when it flows no more", async () => {
    const { clock, store, see } = bench();
    for (const energy of [2000, 2100, 2200]) {
      see(energy);
      await clock.advance(minutes(2));
    }
    expect(store.sessions.unbilled()).toEqual([]);
    see(2200);
    see(2200);
    await clock.advance(minutes(2));
    see(2200);
    expect(store.sessions.unbilled()).toMatchObject([
      { transactionId: "T1", energy: 200, why: "outside-transaction", evse: 1 },
    ]);
  });

  it("is written down before the next session begins", () => {
    const { store, outside, clock } = bench();
    outside.begun(wattHours(2500), clock.now());
    expect(store.sessions.unbilled()).toMatchObject([{ energy: 500 }]);
  });

  it("is not counted twice over a restart", async () => {
    const { clock, store, make, see } = bench();
    see(2300);
    await clock.advance(minutes(2));
    see(2300);
    make().begun(wattHours(2400), clock.now());
    expect(store.sessions.unbilled().map(({ energy }) => energy)).toEqual([300, 100]);
  });

  it("is not what another meter showed more when its session was recovered: that is written down already", () => {
    const { clock, store, outside } = bench();
    const replaced = { transactionId: ended.transactionId, evse: ended.evse, at: AT, why: "meter-replaced" };
    store.sessions.noteUnbilled({ ...replaced, energy: wattHours(7000) });
    outside.begun(wattHours(9000), clock.now());
    expect(store.sessions.unbilled()).toHaveLength(1);
  });

  it("is nothing where it is within the resolution of a meter, or where no session is known", async () => {
    const few = bench();
    few.see(2003);
    await few.clock.advance(minutes(2));
    few.see(2003);
    few.outside.begun(wattHours(2004), few.clock.now());
    expect(few.store.sessions.unbilled()).toEqual([]);
    const store = openStationStore({ path: ":memory:", clock: few.clock, log: silentLog });
    new OutsideEnergy({ evse: evseId(1), sessions: store.sessions, clock: few.clock, log: silentLog }).begun(
      wattHours(9000),
      AT,
    );
    expect(store.sessions.unbilled()).toEqual([]);
  });

  it("R10 keeps nobody from charging where the session before cannot be read any more", () => {
    const clock = new VirtualClock(AT);
    const database = openDatabase({ path: ":memory:", log: silentLog });
    const { sessions } = openStationStore({ path: ":memory:", clock, log: silentLog, database });
    sessions.commit({ session: ended, facts: [] });
    database.execute("UPDATE session SET stop_cause = 'of a newer program'");
    new OutsideEnergy({ evse: evseId(1), sessions, clock, log: silentLog }).begun(wattHours(2500), AT);
    expect(sessions.unbilled()).toEqual([]);
  });

  it("is counted anew from a register that went back", async () => {
    const { clock, store, see } = bench();
    see(100);
    await clock.advance(minutes(2));
    see(100);
    see(150);
    await clock.advance(minutes(2));
    see(150);
    expect(store.sessions.unbilled().map(({ energy }) => energy)).toEqual([50]);
    await clock.advance(seconds(1));
  });
});
