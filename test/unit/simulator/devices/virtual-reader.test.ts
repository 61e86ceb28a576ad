import { expect, onTestFinished, test } from "vitest";
import { epochMillis, millis, seconds } from "#hal/core/units";
import { VirtualClock } from "#hal/core/virtual-clock";
import { VirtualReader, type VirtualReaderOptions } from "#simulator/devices/virtual-reader";
import { memoryLinkPair } from "#simulator/wire/memory-link";

async function bench(options: Partial<VirtualReaderOptions> = {}) {
  const clock = new VirtualClock(epochMillis(0));
  const wire = memoryLinkPair("reader");
  const reader = new VirtualReader({ link: wire.far, clock, ...options });
  const heard: string[] = [];
  wire.near.bytes.listen((bytes) => heard.push(Buffer.from(bytes).toString("latin1")));
  await wire.near.open();
  await reader.start();
  onTestFinished(() => reader.stop());
  return { clock, wire, reader, heard };
}

test("tells a card once when it is only held to it for a moment", async () => {
  const { clock, reader, heard } = await bench();

  reader.tap("04a1b2c3d4e5f6");
  await clock.advance(seconds(5));

  expect(heard).toEqual(["04A1B2C3D4E5F6\r\n"]);
  expect(reader.card()).toBeUndefined();
  expect(clock.pending()).toBe(0);
});

test("tells a card that stays again and again, until it is taken away", async () => {
  const { clock, reader, heard } = await bench({ repeat: millis(500) });

  reader.present("01020304");
  await clock.advance(millis(1600));
  reader.remove();
  await clock.advance(seconds(5));

  expect(heard.length).toBe(4);
});

test("a second card takes the place of the first", async () => {
  const { clock, reader, heard } = await bench();

  reader.present("01020304");
  reader.tap("0a0b0c0d");
  await clock.advance(seconds(2));

  expect(heard).toEqual(["01020304\r\n", "0A0B0C0D\r\n"]);
});

test.each([
  [{ prefix: "UID=", ending: "\n" }, "UID=0A0B0C0D\n"],
  [{ byteOrder: "reversed" }, "0D0C0B0A\r\n"],
  [{ radix: "decimal" }, "168496141\r\n"],
  [{ letters: "lower" }, "0a0b0c0d\r\n"],
] as const)("writes as %j asks", async (format, line) => {
  const { clock, reader, heard } = await bench({ format });

  reader.tap("0a0b0c0d");
  await clock.advance(seconds(1));

  expect(heard).toEqual([line]);
});

test("goes on after its plug was out", async () => {
  const { clock, wire, reader, heard } = await bench();
  await wire.cut();
  reader.tap("01020304");
  await clock.advance(seconds(2));
  expect(heard).toEqual([]);

  await wire.mend();
  await wire.near.open();
  await clock.advance(millis(200));
  reader.tap("0a0b0c0d");
  await clock.advance(seconds(1));

  expect(heard).toEqual(["0A0B0C0D\r\n"]);
});
