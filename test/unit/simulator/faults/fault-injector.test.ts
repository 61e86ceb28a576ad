import { expect, test } from "vitest";
import { SeededRandom } from "#hal/core/random";
import { epochMillis, millis } from "#hal/core/units";
import { VirtualClock } from "#hal/core/virtual-clock";
import { faultCatalogue, faultNames } from "#simulator/faults/catalogue";
import { FaultInjector } from "#simulator/faults/fault-injector";
import { calmLine, type LinePlan } from "#simulator/faults/line-plan";
import { memoryLinkPair } from "#simulator/wire/memory-link";

async function bench(plan: LinePlan) {
  const clock = new VirtualClock(epochMillis(0));
  const wire = memoryLinkPair("line");
  let hangUps = 0;
  const line = new FaultInjector({
    link: wire.far,
    clock,
    chance: new SeededRandom(9).stream("line"),
    hangUp: () => {
      hangUps++;
    },
  });
  line.setPlan(plan);
  await Promise.all([wire.near.open(), line.open()]);
  const atAgent: number[] = [];
  const atDevice: number[] = [];
  wire.near.bytes.listen((bytes) => atAgent.push(...bytes));
  line.bytes.listen((bytes) => atDevice.push(...bytes));
  const talk = async (byte: number) => {
    await wire.near.write(Uint8Array.from([byte]));
    await line.write(Uint8Array.from([byte]));
    await clock.advance(millis(0));
  };
  return { clock, wire, line, atAgent, atDevice, talk, hangUps: () => hangUps };
}

test("a calm line carries both ways", async () => {
  const { atAgent, atDevice, talk } = await bench(calmLine);

  await talk(1);

  expect([atAgent, atDevice]).toEqual([[1], [1]]);
});

test("a direction can be silenced alone", async () => {
  const { atAgent, atDevice, talk } = await bench({ drop: 1, direction: "fromDevice" });

  await talk(1);

  expect([atAgent, atDevice]).toEqual([[], [1]]);
});

test("delayed pieces come late and in order, also when the line becomes calm meanwhile", async () => {
  const { clock, line, atAgent, talk } = await bench({
    delay: { probability: 1, least: millis(100), most: millis(900) },
  });
  for (const byte of [1, 2, 3]) await talk(byte);
  line.setPlan(calmLine);
  await talk(4);
  expect(atAgent).toEqual([]);

  await clock.advance(millis(1000));

  expect(atAgent).toEqual([1, 2, 3, 4]);
  expect(clock.pending()).toBe(0);
});

test("closing forgets what is delayed and leaves no timer", async () => {
  const { clock, line, talk, atAgent } = await bench({
    delay: { probability: 1, least: millis(100), most: millis(900) },
  });
  await talk(1);

  await line.close();

  expect(clock.pending()).toBe(0);
  await clock.advance(millis(1000));
  expect(atAgent).toEqual([]);
});

test("a pulled plug forgets what is delayed", async () => {
  const { clock, wire, talk } = await bench({ delay: { probability: 1, least: millis(100), most: millis(900) } });
  await talk(1);

  await wire.cut();

  expect(clock.pending()).toBe(0);
});

test("hanging up is left to whoever owns the wire", async () => {
  const { talk, hangUps, atAgent } = await bench({ hangUp: 1, direction: "fromDevice" });

  await talk(1);

  expect(hangUps()).toBe(1);
  expect(atAgent).toEqual([]);
});

test("every fault of the catalogue says in words what it is", () => {
  expect(faultNames().length).toBeGreaterThan(15);
  for (const name of faultNames()) expect(faultCatalogue[name].what.length).toBeGreaterThan(5);
});
