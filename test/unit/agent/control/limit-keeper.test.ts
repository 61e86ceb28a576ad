import { describe, expect, it } from "vitest";
import { type EvseId, evseId } from "#hal/core/charging";
import type { Clock } from "#hal/core/clock";
import { AgentError } from "#hal/core/errors";
import { silentLog } from "#hal/core/log";
import { epochMillis, hours, millis, minutes, seconds } from "#hal/core/units";
import { VirtualClock } from "#hal/core/virtual-clock";
import { LimitKeeper } from "#agent/control/limit-keeper";
import { ProfileBook } from "#agent/control/profile-book";
import type { ChargingProfile, InstalledProfile } from "#agent/domain/smart-charging/charging-profile";
import type { ProfileChange, ProfileStore } from "#agent/ports/profile-store";
import { FakeKeptEvse } from "#test/support/fake-kept-evse";
import { START, StationBench } from "#test/support/station-bench";

class FakeProfileStore implements ProfileStore {
  readonly changes: ProfileChange[] = [];
  failure: AgentError | undefined;

  all(): readonly InstalledProfile[] {
    return [];
  }

  change(change: ProfileChange): void {
    if (this.failure !== undefined) throw this.failure;
    this.changes.push(change);
  }
}

function keeping(outlets: number, clockOf: (clock: VirtualClock) => Clock = (clock) => clock) {
  const clock = new VirtualClock(START);
  const evses = Array.from({ length: outlets }, (_, index) => new FakeKeptEvse(index + 1, clock));
  const store = new FakeProfileStore();
  const bounds = { maximumStackLevel: 10, maximumPeriods: 100, maximumInstalled: 20 };
  const book = new ProfileBook({ evses, store, bounds, log: silentLog });
  return { clock, evses, store, book, keeper: new LimitKeeper({ evses, book, clock: clockOf(clock) }) };
}

function profile(limit: number, more: Partial<ChargingProfile> = {}): ChargingProfile {
  const periods = [{ start: millis(0), limit }];
  const schedule = { unit: "A" as const, startsAt: START, periods };
  return { id: 1, stackLevel: 0, purpose: "txDefault", kind: "absolute", schedule, ...more };
}

const station: EvseId | 0 = 0;

describe("the limit keeper", () => {
  it("9.8 shares what the station may draw equally among the outlets in use", async () => {
    const { clock, evses, book, keeper } = keeping(2);
    await keeper.start();
    book.install(station, profile(30, { purpose: "stationMax" }));
    const limits = () => evses.map((evse) => evse.limit());
    expect(limits()).toEqual([30, 30]);
    evses[0]?.begin(clock.now());
    expect(limits()).toEqual([30, 15]);
    evses[1]?.begin(clock.now());
    expect(limits()).toEqual([15, 15]);
    expect(evses[0]?.reason()).toBe("charging profile 1 of the back end, shared by 2 outlets");
    evses[0]?.end(clock.now());
    expect(limits()).toEqual([15, 30]);
    await keeper.stop();
  });

  it("9.1 a profile of one outlet says nothing to another one", async () => {
    const { evses, book, keeper } = keeping(2);
    await keeper.start();
    book.install(evseId(2), profile(10));
    expect(evses.map((evse) => evse.limit())).toEqual([undefined, 10]);
    await keeper.stop();
  });

  it("lifts its limit when the schedule is over, and leaves no timer behind", async () => {
    const { clock, evses, book, keeper } = keeping(1);
    await keeper.start();
    expect(clock.pending()).toBe(0);
    book.install(evseId(1), profile(10, { validTo: epochMillis(START + 45_000) }));
    await clock.advance(millis(44_999));
    expect(evses[0]?.limit()).toBe(10);
    await clock.advance(millis(1));
    expect(evses[0]?.posts.at(-1)).toEqual({ type: "limit.lifted", owner: "chargingProfile" });
    expect(clock.pending()).toBe(1);
    await keeper.stop();
    expect(clock.pending()).toBe(0);
  });

  it("tells an outlet once, although wall clock and uptime do not tick together", async () => {
    let looks = 0;
    const trembling = (clock: VirtualClock): Clock => ({
      now: () => epochMillis(clock.now() + (looks++ % 3)),
      uptime: () => clock.uptime(),
      after: (delay, ring) => clock.after(delay, ring),
    });
    const { clock, evses, book, keeper } = keeping(1, trembling);
    await keeper.start();
    evses[0]?.begin(clock.now());
    const schedule = { unit: "A" as const, periods: [{ start: millis(0), limit: 10 }], duration: hours(1) };
    book.install(evseId(1), profile(10, { kind: "relative", schedule }));
    await clock.advance(minutes(5));
    expect(evses[0]?.posts).toHaveLength(1);
    await keeper.stop();
  });

  it("9.4 keeps nothing of a profile that could not be written down", async () => {
    const { evses, book, store, keeper } = keeping(1);
    await keeper.start();
    store.failure = new AgentError("store.failed", "the disk is full");
    expect(() => book.install(evseId(1), profile(10))).toThrow(store.failure);
    expect(book.all()).toEqual([]);
    expect(evses[0]?.posts).toEqual([]);
    await keeper.stop();
  });

  it("9.12 writes down what lasts, and never a transaction's own profile", async () => {
    const { clock, evses, book, store, keeper } = keeping(1);
    await keeper.start();
    book.install(evseId(1), profile(10));
    evses[0]?.begin(clock.now());
    expect(book.install(evseId(1), profile(8, { id: 2, purpose: "tx" }))).toBe("accepted");
    evses[0]?.end(clock.now());
    expect(book.all()).toHaveLength(1);
    expect(store.changes).toEqual([{ removed: [], added: { evse: 1, profile: profile(10) } }]);
    book.clear({});
    expect(store.changes.at(-1)).toEqual({ removed: [1] });
    await keeper.stop();
  });
});

describe("a limit of 0 A at the outlet", () => {
  it("withdraws the permission at once, orders the contactor open after 6 s, and grants again afterwards", async () => {
    const bench = await new StationBench().start();
    await bench.charge();
    bench.hardware.permit.commands.length = 0;
    bench.profiles.install(evseId(1), profile(0));
    expect(bench.hardware.permit.commands).toEqual(["withdraw"]);
    await bench.clock.advance(millis(5999));
    expect(orders(bench)).toEqual(["withdraw"]);
    await bench.clock.advance(millis(1));
    expect(orders(bench)).toEqual(["withdraw", "open"]);
    bench.hardware.pilot.report("B");
    bench.profiles.install(evseId(1), profile(16));
    await bench.clock.advance(seconds(1));
    expect(orders(bench)).toEqual(["withdraw", "open", "grant 16"]);
    await bench.stop();
    expect(bench.clock.pending()).toBe(0);
  });

  it("lowers at once and raises at the pace of a vehicle", async () => {
    const bench = await new StationBench().start();
    await bench.charge();
    bench.hardware.permit.commands.length = 0;
    bench.profiles.install(evseId(1), profile(10));
    expect(orders(bench)).toEqual(["grant 10"]);
    bench.profiles.install(evseId(1), profile(20));
    await bench.clock.advance(seconds(4));
    expect(orders(bench)).toEqual(["grant 10"]);
    await bench.clock.advance(seconds(1));
    expect(orders(bench)).toEqual(["grant 10", "grant 20"]);
    await bench.stop();
  });
});

function orders(bench: StationBench): readonly string[] {
  return bench.hardware.permit.commands.filter((command) => command !== "renew");
}
