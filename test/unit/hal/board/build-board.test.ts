import { describe, expect, it } from "vitest";
import { buildBoard } from "#hal/board/build-board";
import type { BoardSettings, ControllerSettings, EvseSettings } from "#hal/board/board-settings";
import { silentLog } from "#hal/core/log";
import { epochMillis, seconds } from "#hal/core/units";
import { VirtualClock } from "#hal/core/virtual-clock";
import type { LineSettings } from "#hal/links/byte-link";
import { ScriptedByteLink } from "#test/support/scripted-byte-link";

const line: LineSettings = { baudRate: 9600, dataBits: 8, parity: "none", stopBits: 1 };
const controller: ControllerSettings = {
  ...line,
  baudRate: 115200,
  driver: "openevse-rapi",
  path: "/dev/evse",
  heartbeat: { seconds: 30, fallbackCurrent: 6 },
};
const evse: EvseSettings = {
  id: 1,
  phases: 3,
  maxCurrent: 16,
  controller,
  meter: { driver: "modbus", bus: "meters", model: "eastron-sdm630-v2", unit: 1 },
  light: { driver: "controller" },
};
const settings: BoardSettings = {
  model: "test-box",
  buses: { meters: { ...line, path: "/dev/rs485" } },
  evses: [evse],
  readers: [
    {
      ...line,
      name: "front",
      driver: "line",
      path: "/dev/reader",
      byteOrder: "normal",
      radix: "hex",
      stripPrefix: "",
      debounceSeconds: 3,
    },
  ],
};

function build(changes: Partial<BoardSettings> = {}) {
  const clock = new VirtualClock(epochMillis(0));
  const opened: [string, LineSettings][] = [];
  const links = new Map<string, ScriptedByteLink>();
  const openLink = (path: string, lineSettings: LineSettings) => {
    const link = new ScriptedByteLink(path);
    opened.push([path, lineSettings]);
    links.set(path, link);
    return link;
  };
  const board = buildBoard({ ...settings, ...changes }, { clock, lineClock: clock, log: silentLog, openLink });
  return { board, clock, opened, links };
}

describe("a board built from its settings", () => {
  it("has what the settings name", () => {
    const { board } = build();

    expect(board.model).toBe("test-box");
    expect(board.evses).toHaveLength(1);
    expect(board.evses[0]).toMatchObject({ id: 1, phases: 3, installedLimit: 16 });
    expect(board.evses[0]?.permit.onSilence).toEqual({ kind: "reducesTo", limit: 6 });
    expect(board.evses[0]?.permit.range.max).toBe(16);
    expect(board.readers.map(({ name }) => name)).toEqual(["front"]);
    expect(board.faults.active()).toEqual([]);
  });

  it("makes each link with its own line settings and opens none", () => {
    const { opened, links } = build();

    expect(opened).toEqual([
      ["/dev/rs485", line],
      ["/dev/evse", { ...line, baudRate: 115200 }],
      ["/dev/reader", line],
    ]);
    expect([...links.values()].some((link) => link.isOpen())).toBe(false);
  });

  it("starts buses before what is on them", () => {
    const { board } = build();

    expect(board.components).toHaveLength(4);
    expect(board.components[0]?.name).toContain("meters");
    expect(board.components.at(-1)?.name).toBe("front");
  });

  it("starts and stops with every device missing, and leaves no timer", async () => {
    const { board, clock, links } = build();
    for (const link of links.values()) link.failOpen = true;
    const abort = new AbortController();

    for (const component of board.components) await component.start(abort.signal);
    await clock.advance(seconds(10));
    expect(board.evses[0]?.faults.active()).toEqual(["board.silent"]);
    expect(board.faults.active()).toEqual(["reader.silent"]);
    for (const component of board.components) await component.stop();

    expect(clock.pending()).toBe(0);
  });

  it("has a light that shows nothing where none is fitted", () => {
    const { board } = build({ evses: [{ ...evse, light: { driver: "none" } }] });

    expect(() => board.evses[0]?.light.show({ colour: "red", rhythm: "fast" })).not.toThrow();
  });

  it.each([
    ["evses[0].meter.model", { evses: [{ ...evse, meter: { ...evse.meter, model: "eastron-sdm999" } }] }],
    ["evses[0].meter.bus", { evses: [{ ...evse, meter: { ...evse.meter, bus: "metres" } }] }],
    ["evses[0].controller.interlock", { evses: [{ ...evse, controller: { ...controller, heartbeat: false } }] }],
    [
      "evses[0].controller.interlock",
      { evses: [{ ...evse, controller: { ...controller, heartbeat: false, interlock: " " } }] },
    ],
    ["evses[0].controller.path", { buses: { meters: { ...line, path: "/dev/evse" } } }],
    ["evses[1].controller.path", { evses: [evse, { ...evse, id: 2 }] }],
  ] as const)("is refused with the path of the mistake: %s", (path, changes) => {
    expect(() => build(changes)).toThrow(expect.objectContaining({ code: "config.board" }));
    expect(() => build(changes)).toThrow(path);
  });

  it("is refused for a driver that came round the schema", () => {
    const driver = "openevse-wifi" as "openevse-rapi";
    const unknown = { evses: [{ ...evse, controller: { ...controller, driver } }] };

    expect(() => build(unknown)).toThrow("evses[0].controller.driver");
  });

  it("may do without heartbeat when an interlock is named", () => {
    const interlock = "time relay K7 in the contactor's coil circuit";
    const { board } = build({ evses: [{ ...evse, controller: { ...controller, heartbeat: false, interlock } }] });

    expect(board.evses[0]?.permit.onSilence).toEqual({ kind: "nothing", interlock });
  });
});
