import { expect, it } from "vitest";
import { AgentError } from "#hal/core/errors";
import { minutes, seconds } from "#hal/core/units";
import { StationBench } from "#test/support/station-bench";

it("R13 a driver that never has done with a sign of life is overdue after one of its periods and 10 s", async () => {
  const bench = await new StationBench().start();
  await bench.clock.advance(minutes(1));
  expect(bench.evse.boardOverdue()).toBe(0);
  bench.hardware.permit.renew = () => new Promise(() => undefined);

  await bench.clock.advance(seconds(18));
  expect(bench.evse.boardOverdue()).toBe(0);
  await bench.clock.advance(seconds(3));
  expect(bench.evse.boardOverdue()).toBeGreaterThan(0);
  await bench.stop();
  expect(bench.evse.boardOverdue()).toBe(0);
});

it("R13 a driver that tells of a silent board has done its work", async () => {
  const bench = await new StationBench().start();
  bench.hardware.permit.renew = async () => {
    throw new AgentError("board.timeout", "no answer");
  };
  await bench.clock.advance(minutes(5));
  expect(bench.evse.boardOverdue()).toBe(0);
  await bench.stop();
});
