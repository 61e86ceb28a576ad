import { describe, expect, it } from "vitest";
import { epochMillis, millis, seconds } from "#hal/core/units";
import { VirtualClock } from "#hal/core/virtual-clock";
import { VirtualLock } from "#simulator/devices/virtual-lock";

function bench() {
  const clock = new VirtualClock(epochMillis(0));
  return { clock, lock: new VirtualLock(clock) };
}

describe("a virtual lock", () => {
  it("takes the time of its motor and tells when the bolt has moved", async () => {
    const { clock, lock } = bench();
    const seen: string[] = [];
    lock.changes.listen((position) => seen.push(position));
    const locked = lock.lock();
    await clock.advance(millis(100));
    expect(lock.position()).toBe("unlocked");
    await clock.advance(millis(200));
    await locked;
    expect([lock.position(), ...seen]).toEqual(["locked", "locked"]);
  });

  it("does not move when it is jammed, and says so", async () => {
    const { clock, lock } = bench();
    lock.setJammed(true);
    const refused = expect(lock.lock()).rejects.toMatchObject({ code: "lock.jammed" });
    await clock.advance(seconds(1));
    await refused;
    expect(lock.position()).toBe("unlocked");
  });

  it("is where it should be at once when it is there already", async () => {
    const { clock, lock } = bench();
    lock.setJammed(true);
    await lock.unlock();
    expect(clock.pending()).toBe(0);
  });

  it("leaves no timer when the power goes", () => {
    const { clock, lock } = bench();
    lock.lock().catch(() => undefined);
    lock.stop();
    expect([clock.pending(), lock.position()]).toEqual([0, "unlocked"]);
  });
});
