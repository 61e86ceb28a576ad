import { describe, expect, it } from "vitest";
import { epochMillis, minutes, seconds } from "#hal/core/units";
import { VirtualClock } from "#hal/core/virtual-clock";
import { herdOf } from "#test/support/herd";
import { clientRig } from "#test/support/ocpp-client-rig";

const TEN = Array.from({ length: 10 }, (_, index) => index + 1);

/** Ten stations whose CSMS vanishes for a minute; the moments of the handshakes by which they are back, counted from its return. */
async function returnOfTen(overrides: Readonly<Record<string, string>>): Promise<readonly number[]> {
  const clock = new VirtualClock(epochMillis(Date.parse("2030-01-01T00:00:00Z")));
  const rigs = TEN.map((seed) => clientRig(overrides, { clock, seed }));
  for (const { client } of rigs) await client.start();
  await clock.advance(minutes(5));
  for (const { link } of rigs) link.down();
  await clock.advance(minutes(1));
  const before = rigs.map(({ csms }) => csms.handshakes.length);
  for (const { link } of rigs) link.up();
  const back = clock.uptime();
  await clock.advance(minutes(5));
  expect(rigs.map(({ client }) => client.isOnline())).toEqual(TEN.map(() => true));
  const handshakes = rigs.map(({ csms }, index) => csms.handshakes.slice(before[index]));
  expect(handshakes.map(({ length }) => length)).toEqual(TEN.map(() => 1));
  for (const { client } of rigs) await client.stop();
  return handshakes.flat().map((at) => at - back);
}

describe("ten stations after their CSMS vanished for a minute", () => {
  it("2.1 2.2 come back spread by RetryBackOffRandomRange, each within its next wait", async () => {
    const moments = await returnOfTen({ RetryBackOffRandomRange: "10" });
    const { spread, crowd } = herdOf(moments);
    // Waits of 10, 20 and 40 s, each with up to 10 s more: the third try is the first that finds it there.
    expect(Math.min(...moments)).toBeGreaterThanOrEqual(seconds(10));
    expect(Math.max(...moments)).toBeLessThan(seconds(41));
    expect(spread).toBeGreaterThan(seconds(10));
    expect(crowd).toBeLessThanOrEqual(2);
    expect(new Set(moments).size).toBe(TEN.length);
  });

  it("2.1 2.2 come back all at once without RetryBackOffRandomRange, which is what it is for", async () => {
    const { spread, crowd } = herdOf(await returnOfTen({ RetryBackOffRandomRange: "0" }));
    expect(spread).toBe(0);
    expect(crowd).toBe(TEN.length);
  });

  it("2.2 spread further over a longer RetryBackOffRandomRange", async () => {
    const short = herdOf(await returnOfTen({ RetryBackOffRandomRange: "10" }));
    const long = herdOf(await returnOfTen({ RetryBackOffRandomRange: "60" }));
    expect(long.spread).toBeGreaterThan(2 * short.spread);
  });
});
