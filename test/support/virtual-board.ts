import { SeededRandom } from "#hal/core/random";
import { epochMillis, millis, type Millis } from "#hal/core/units";
import { VirtualClock } from "#hal/core/virtual-clock";
import { encodeRapiCommand } from "#hal/wire/rapi";
import { VirtualOpenEvse, type VirtualOpenEvseOptions } from "#simulator/devices/virtual-openevse";
import { memoryLinkPair } from "#simulator/wire/memory-link";
import { WorldRunner, type PlugInOptions } from "#simulator/world/world-runner";

/** A car with no lots drawn: asks after one second, follows after one, stops after one. */
export const promptCar: PlugInOptions = { requestDelay: millis(1000), reaction: millis(1000), stopDelay: millis(1000) };

/** An OpenEVSE board on a bench: the test is the host at the other end of its line. */
export async function virtualBoard(options: Partial<VirtualOpenEvseOptions> = {}) {
  const clock = new VirtualClock(epochMillis(Date.UTC(2026, 10, 22, 8)));
  const lineClock = new VirtualClock(epochMillis(0));
  const world = new WorldRunner({ clock, random: new SeededRandom(7).stream("world") });
  const wire = memoryLinkPair("board");
  const board = new VirtualOpenEvse({ link: wire.far, world, clock, lineClock, ...options });
  const heard: string[] = [];
  wire.near.bytes.listen((bytes) => {
    heard.push(...Buffer.from(bytes).toString("latin1").split("\r").slice(0, -1));
  });
  await wire.near.open();
  world.start();
  await board.start();
  await clock.advance(millis(100));

  const sendRaw = async (text: string) => {
    const before = heard.length;
    await wire.near.write(Buffer.from(text, "latin1"));
    await clock.advance(millis(0));
    return heard.slice(before);
  };
  return {
    clock,
    lineClock,
    world,
    wire,
    board,
    heard,
    sendRaw,
    /** The first line that comes back. */
    ask: async (code: string, ...args: readonly string[]) =>
      (await sendRaw(`${encodeRapiCommand({ code, args })}\r`))[0] ?? "",
    /** Both clocks, as in one process. */
    advance: async (span: Millis) => {
      await lineClock.advance(span);
      await clock.advance(span);
    },
    stop: async () => {
      await board.stop();
      world.stop();
    },
  };
}
