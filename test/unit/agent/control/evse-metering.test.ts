import { expect, it } from "vitest";
import { epochMillis, hours, seconds } from "#hal/core/units";
import { START, StationBench } from "#test/support/station-bench";

it.each([hours(2), hours(-2)])(
  "R11 a value that is taken for the price keeps the even time of its transaction when the clock was set by %i ms",
  async (step) => {
    const bench = await new StationBench().start();
    await bench.charge();
    await bench.clock.advance(seconds(25));
    bench.clock.setWallTime(epochMillis(bench.clock.now() + step));
    await bench.clock.advance(seconds(1));
    await bench.evse.metering.priced();
    await bench.clock.advance(seconds(1));
    const { lastReading } = bench.store.sessions.open()[0] ?? {};
    expect(lastReading?.at).toBeGreaterThan(START);
    expect(lastReading?.at).toBeLessThan(START + seconds(60));
    await bench.stop();
  },
);
