import { expect, it } from "vitest";
import { energiesOf, expectBill } from "#test/support/rehearsal-bill";
import { startBench } from "#test/support/rehearsal-bench";

/** Of a 32 bit float between 16,384 and 32,768 kWh, in Wh. */
const STEP = 1000 / 512;

it("bills what the meter's float register shows far above 8,000 kWh, where a step is two watt-hours", async () => {
  const bench = await startBench({ meterStart: 20_000_001 });
  const shown = () => Math.fround(bench.register() / 1000) * 1000;
  const [from, trueFrom] = [shown(), bench.register()];
  await bench.charge();
  await bench.chargeBy(300);
  await bench.unplug();
  const [to, trueTo] = [shown(), bench.register()];
  const books = await bench.stop();
  const transaction = bench.transaction();
  const billed = (transaction.stop?.meterStop ?? 0) - transaction.meterStart;

  expectBill({ transaction, books, from, to });
  expect(Math.abs(billed - (to - from))).toBeLessThanOrEqual(1);
  expect(Math.abs(billed - (trueTo - trueFrom))).toBeLessThanOrEqual(STEP + 1);
  const registers = [transaction.meterStart, ...energiesOf(transaction), transaction.stop?.meterStop ?? 0];
  for (const [place, register] of registers.entries())
    expect(register).toBeGreaterThanOrEqual(registers[place - 1] ?? 0);
});
