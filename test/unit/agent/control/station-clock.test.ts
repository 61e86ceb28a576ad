import { describe, expect, it, onTestFinished } from "vitest";
import { silentLog } from "#hal/core/log";
import { epochMillis, hours, type Millis, millis, minutes, seconds } from "#hal/core/units";
import { StationClock } from "#agent/control/station-clock";
import { openDatabase } from "#agent/store/database";
import { openStationStore } from "#agent/store/station-store";
import { HostClock } from "#test/support/host-clock";
import { RecordingLog } from "#test/support/recording-log";

const entry = { event: "StartupOfTheDevice" } as const;

/** A machine with one disk, whose processes follow each other; the world knows the time. */
function machine({ shows, battery = false }: { readonly shows?: number; readonly battery?: boolean } = {}) {
  const host = new HostClock();
  const { world } = host;
  if (shows !== undefined) host.set(epochMillis(shows));
  if (battery) host.hasBattery();
  const database = openDatabase({ path: ":memory:", log: silentLog });
  onTestFinished(() => {
    database.close();
  });
  const log = new RecordingLog();
  const start = (bootId = "boot-1") => {
    const store = openStationStore({ path: database.path, database, clock: host, log: silentLog });
    const time = new StationClock({ base: host, host, builtAt: host.builtAt, store: store.time, bootId, log });
    /** The back end is right. */
    const tell = (isProven: boolean, by: Millis = millis(0)) => {
      time.told(millis(world.now() + by - time.now()), isProven);
    };
    const note = () => {
      store.securityLog.add({ ...entry, at: time.now() });
    };
    const noted = () => store.securityLog.entries().map(({ at }) => at);
    return { time, store, tell, note, noted };
  };
  return { host, world, log, start };
}

const off = (world: { now(): number }, time: StationClock) => Math.abs(time.now() - world.now());
const HOUR_LATE = Date.UTC(2026, 2, 1, 5);

describe("who tells the station's time", () => {
  it("R11 a time server is believed before the back end and a clock with a battery", () => {
    const { host, world, start } = machine({ battery: true });
    host.synchronize();
    const { time, tell } = start();
    tell(true, hours(3));
    expect(time.source).toBe("timeServer");
    expect(off(world, time)).toBe(0);
  });

  it("R11 a back end with a certificate is believed before a clock with a battery that differs by more than a minute, and what was stamped by that is put right", async () => {
    const { world, start } = machine({ shows: HOUR_LATE, battery: true });
    const { time, tell, note, noted } = start();
    expect(time.source).toBe("battery");
    note();
    const was = world.now();
    await world.advance(minutes(5));
    tell(true);

    expect(time.source).toBe("backEnd");
    expect(off(world, time)).toBeLessThan(2);
    expect(noted()).toEqual([was]);
    expect(time.restamped(epochMillis(HOUR_LATE))).toBe(was);
    expect(time.certificateTime().isLowerBound).toBe(true);
  });

  it("R11 a back end that anybody may be does not override a clock with a battery; it is logged once", () => {
    const { host, log, start } = machine({ shows: HOUR_LATE, battery: true });
    const { time, tell } = start();
    tell(false);
    tell(false);
    expect(time.source).toBe("battery");
    expect(time.now()).toBe(host.now());
    expect(log.events.filter(({ event }) => event === "clock.contradicted")).toHaveLength(1);
  });

  it("R11 a clock with a battery that is confirmed once is no more what earlier stamps are put right by", async () => {
    const { host, world, start } = machine({ battery: true });
    const { time, tell, note, noted } = start();
    note();
    const was = world.now();
    tell(true, seconds(20));
    expect(time.source).toBe("battery");
    host.set(epochMillis(world.now() - hours(1)));
    await world.advance(minutes(1));
    tell(true);

    expect(time.source).toBe("backEnd");
    expect(off(world, time)).toBeLessThan(2);
    expect(noted()).toEqual([was]);
  });

  it("R11 a clock with a battery that has lost its time shows less than the date of the program, and is not believed", () => {
    const { host, start } = machine({ shows: Date.UTC(2000, 0, 1), battery: true });
    const { time } = start();
    expect(time.source).toBe("stored");
    expect(time.now()).toBeGreaterThanOrEqual(host.builtAt);
  });

  it("R11 any back end is believed where nobody else tells, and a time server after it", async () => {
    const { host, world, start } = machine({ shows: 0 });
    const { time, tell } = start();
    tell(false);
    expect(time.source).toBe("backEnd");
    expect(off(world, time)).toBeLessThan(2);
    host.synchronize();
    await world.advance(seconds(30));
    time.look();
    expect(time.source).toBe("timeServer");
  });

  it("R11 somebody who sets the clock with a battery by hand is believed", () => {
    const { host, world, start } = machine({ shows: HOUR_LATE, battery: true });
    const { time, note, noted } = start();
    note();
    host.set(world.now());
    time.look();
    expect(time.source).toBe("battery");
    expect(noted()).toEqual([world.now()]);
  });

  it("R11 a host without a battery or a time server goes on by the back end when its clock runs away", async () => {
    const { host, world, start } = machine({ shows: Date.UTC(2026, 2, 1, 6) });
    const { time, tell } = start();
    tell(false);
    host.set(epochMillis(world.now() + minutes(2)));
    await world.advance(minutes(1));
    tell(false);
    expect(off(world, time)).toBeLessThan(2);
    expect(time.certificateTime().isLowerBound).toBe(true);
  });

  it("R11 does not jump to and fro between two clocks that are just about a minute apart", async () => {
    const { host, world, start } = machine({ shows: Date.UTC(2026, 2, 1, 6) });
    const { time, tell } = start();
    tell(false);
    host.set(epochMillis(world.now() + minutes(1) + seconds(1)));
    const steps: number[] = [];
    for (const late of [0, 2, 0, 2, 0, 2]) {
      await world.advance(minutes(5));
      const before = time.now();
      tell(false, seconds(late));
      steps.push(Math.abs(time.now() - before));
    }
    expect(steps.filter((step) => step > seconds(10))).toHaveLength(1);
  });
});

describe("a back end that tells whole seconds", () => {
  it("R11 does not set the clock back and forth by parts of a second with each heartbeat", async () => {
    const { world, start } = machine({ shows: 0 });
    const { time, tell } = start();
    const cutOff = () => millis(-(world.now() % 1000));
    await world.advance(millis(123));
    tell(false, cutOff());
    const lead = time.now() - time.uptime();
    for (let beat = 0; beat < 20; beat++) {
      await world.advance(millis(300_037));
      tell(false, cutOff());
      expect(time.now() - time.uptime()).toBe(lead);
    }
  });

  it("R11 is followed where its clock has really come to differ", async () => {
    const { world, start } = machine({ shows: 0 });
    const { time, tell } = start();
    tell(false);
    await world.advance(minutes(5));
    tell(false, seconds(2));
    expect(time.now()).toBe(world.now() + seconds(2));
  });
});

describe("the time in another process", () => {
  it("R11 puts right what the one before has stamped where a time server has set the clock in between", () => {
    const { host, world, start } = machine({ shows: 0 });
    const before = start();
    before.note();
    host.synchronize();
    const after = start();
    expect(after.time.source).toBe("timeServer");
    expect(after.noted()).toEqual([world.now()]);
  });

  it("R11 of the same boot goes on by the back end that contradicted the clock with a battery", async () => {
    const { world, start } = machine({ shows: HOUR_LATE, battery: true });
    start().tell(true);
    await world.advance(minutes(1));
    const { time } = start();
    expect(time.source).toBe("backEnd");
    expect(off(world, time)).toBeLessThan(2);
  });

  it("R11 of another boot has to learn anew that the clock with a battery is wrong, and takes the stamps before for right until then", async () => {
    const { host, world, start } = machine({ shows: HOUR_LATE, battery: true });
    const first = start();
    first.note();
    await world.advance(minutes(1));
    const second = start("boot-2");
    expect(second.time.source).toBe("battery");
    expect(second.noted()).toEqual([HOUR_LATE]);
    second.tell(true);
    expect(second.noted()).toEqual([HOUR_LATE]);
    expect(host.now()).toBeLessThan(second.time.now());
  });

  it("R11 only a moment of which somebody was sure counts for certificates later", async () => {
    const { host, start } = machine({ battery: true });
    const { time, tell, store } = start();
    time.mark();
    store.health.flush();
    expect(store.time.vouched()).toBeUndefined();
    tell(true);
    time.mark();
    store.health.flush();
    expect(store.time.vouched()).toBe(host.now());
  });
});
