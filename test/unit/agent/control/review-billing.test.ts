import { describe, expect, it } from "vitest";
import { epochMillis, minutes, seconds } from "#hal/core/units";
import { START, StationBench } from "#test/support/station-bench";

describe("what is billed when the meter is silent at the end", () => {
  it("is the last reading that was written down, also when no samples are taken", async () => {
    const bench = await new StationBench({ sampleInterval: seconds(0) }).start();
    await bench.charge();
    bench.hardware.meter.energy = 9000;
    await bench.clock.advance(minutes(2));
    bench.hardware.meter.isAnswering = false;
    await bench.clock.advance(minutes(2));
    bench.hardware.pilot.report("B");
    await bench.clock.advance(seconds(15));
    expect(bench.store.sessions.recent(1)[0]?.ended).toMatchObject({ meterStop: 9000, cause: "other" });
    expect(bench.store.sessions.unbilled()).toMatchObject([{ why: "meter-silent", energy: 0 }]);
    await bench.stop();
  });
});

describe("what flows after the end of a transaction because nobody could open the contactor", () => {
  it("is on nobody's bill, and an alarm is kept", async () => {
    const bench = await new StationBench().start();
    await bench.charge();
    bench.hardware.faults.set("board.silent", true);
    await bench.tap("CAFE0001");
    await bench.clock.advance(seconds(12));
    expect(bench.store.sessions.recent(1)[0]?.ended?.cause).toBe("local");
    expect(bench.store.sessions.unbilled()).toMatchObject([{ why: "contactor-closed" }]);
    await bench.stop();
  });
});

describe("a transaction during which the wall clock is set back", () => {
  it("keeps its true length and the order of its values", async () => {
    const bench = await new StationBench().start();
    await bench.charge();
    const begun = bench.clock.uptime();
    await bench.clock.advance(seconds(25));
    bench.clock.setWallTime(epochMillis(START - minutes(60)));
    await bench.clock.advance(seconds(25));
    await bench.tap("CAFE0001");
    bench.hardware.pilot.report("B");
    await bench.clock.advance(seconds(2));
    const [session] = bench.store.sessions.recent(1);
    const length = Number(session?.ended?.at) - Number(session?.startedAt);
    expect(Math.abs(length - (bench.clock.uptime() - begun))).toBeLessThan(3000);
    const times: number[] = [];
    for (let head = bench.store.facts.head(); head !== undefined; head = bench.store.facts.head()) {
      times.push(head.fact.at);
      bench.store.facts.settle(head.position, { kind: "unspoken" });
    }
    expect(times.length).toBeGreaterThan(4);
    expect(times).toEqual([...times].sort((a, b) => a - b));
    await bench.stop();
  });
});

describe("a transaction that is stopped while its grant is still on the way to the board", () => {
  it("is read when the board has confirmed that the permission is gone, not before", async () => {
    const bench = await new StationBench().start();
    let take: () => void = () => undefined;
    const slow = new Promise<void>((resolve) => {
      take = resolve;
    });
    bench.hardware.permit.answers.push(slow);
    bench.hardware.pilot.report("B");
    await bench.tap("CAFE0001");
    await bench.tap("CAFE0001");
    expect(bench.store.sessions.open()).toHaveLength(1);
    bench.hardware.meter.energy = 1006;
    take();
    await bench.clock.advance(seconds(1));
    expect(bench.store.sessions.recent(1)[0]?.ended?.meterStop).toBe(1006);
    await bench.stop();
  });
});
