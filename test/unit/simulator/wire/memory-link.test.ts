import { expect, test } from "vitest";
import { epochMillis, millis } from "#hal/core/units";
import { VirtualClock } from "#hal/core/virtual-clock";
import { memoryLinkPair } from "#simulator/wire/memory-link";

const flush = () => Promise.resolve().then(() => undefined);

async function opened(latency?: { clock: VirtualClock; delay: ReturnType<typeof millis> }) {
  const wire = memoryLinkPair("line", latency === undefined ? {} : { latency });
  await Promise.all([wire.near.open(), wire.far.open()]);
  const got: number[][] = [];
  wire.far.bytes.listen((bytes) => got.push([...bytes]));
  return { wire, got };
}

test("delivers in the next microtask, never inside the call that writes", async () => {
  const { wire, got } = await opened();

  const written = wire.near.write(Uint8Array.from([1]));
  expect(got).toEqual([]);
  await written;
  await flush();

  expect(got).toEqual([[1]]);
});

test("loses what is written while the other end is closed", async () => {
  const { wire, got } = await opened();
  await wire.far.close();

  await wire.near.write(Uint8Array.from([1]));
  await wire.far.open();
  await flush();

  expect(got).toEqual([]);
});

test("discard forgets what is still underway", async () => {
  const { wire, got } = await opened();

  const written = wire.near.write(Uint8Array.from([1]));
  wire.far.discard();
  await written;
  await wire.near.write(Uint8Array.from([2]));
  await flush();

  expect(got).toEqual([[2]]);
});

test("a cut loses what is still underway", async () => {
  const { wire, got } = await opened();

  const written = wire.near.write(Uint8Array.from([1]));
  await wire.cut();
  await written;
  await flush();

  expect(got).toEqual([]);
});

test("keeps the order and the delay of a line with latency, and leaves no timer when it closes", async () => {
  const clock = new VirtualClock(epochMillis(0));
  const { wire, got } = await opened({ clock, delay: millis(20) });

  await wire.near.write(Uint8Array.from([1]));
  await clock.advance(millis(10));
  await wire.near.write(Uint8Array.from([2]));
  await clock.advance(millis(10));
  expect(got).toEqual([[1]]);
  await clock.advance(millis(10));
  expect(got).toEqual([[1], [2]]);

  await wire.near.write(Uint8Array.from([3]));
  await wire.far.close();
  expect(clock.pending()).toBe(0);
});
