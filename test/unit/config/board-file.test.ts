import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { loadBoardFile, shippedBoards } from "#config/board-file";
import type { BoardFile } from "#config/board-schema";
import { printMistakes } from "#config/print-mistakes";
import { temporaryDirectory } from "#test/support/temporary-directory";

/** The mistakes in a variant of the shipped board. */
function mistakesOf(change: (board: BoardFile) => unknown): readonly string[] {
  const shipped = loadBoardFile("/x/borne.json", "openevse-sdm630");
  if (!shipped.ok) throw new Error(printMistakes(shipped.reason));
  const directory = temporaryDirectory();
  writeFileSync(join(directory, "board.json"), JSON.stringify(change(shipped.value)));
  const outcome = loadBoardFile(join(directory, "borne.json"), "board.json");
  return outcome.ok ? [] : outcome.reason.map(({ path, message }) => `${path}: ${message}`);
}

function withEvse(board: BoardFile, change: (evse: BoardFile["evses"][number]) => object): unknown {
  return { ...board, evses: board.evses.map((evse) => ({ ...evse, ...change(evse) })) };
}

function twoEvses(board: BoardFile, second: (evse: BoardFile["evses"][number]) => object): unknown {
  return { ...board, evses: board.evses.flatMap((evse) => [evse, { ...evse, ...second(evse) }]) };
}

describe("the boards that come with the program", () => {
  it.each(shippedBoards())("%s is right", (name) => {
    expect(loadBoardFile("/x/borne.json", name)).toMatchObject({ ok: true });
  });
});

describe("a board file", () => {
  it("without a heartbeat must name what opens the contactor when the agent is silent", () => {
    const silent = (board: BoardFile) =>
      withEvse(board, ({ controller }) => ({ controller: { ...controller, heartbeat: false } }));
    const interlocked = (board: BoardFile) =>
      withEvse(board, ({ controller }) => ({
        controller: { ...controller, heartbeat: false, interlock: "watchdog relay K3" },
      }));

    expect(mistakesOf(silent)).toEqual([
      "evses[0].controller.interlock: is missing: without a heartbeat the board file must name what opens the contactor when the agent is silent",
    ]);
    expect(mistakesOf(interlocked)).toEqual([]);
  });

  it("names the mistake inside the alternative that was meant", () => {
    const halfHeartbeat = (board: BoardFile) =>
      withEvse(board, ({ controller }) => ({ controller: { ...controller, heartbeat: { seconds: 30, current: 6 } } }));
    const wrongKind = (board: BoardFile) =>
      withEvse(board, ({ controller }) => ({ controller: { ...controller, heartbeat: "off" } }));

    expect(mistakesOf(halfHeartbeat)).toEqual([
      "evses[0].controller.heartbeat.fallbackCurrent: is missing",
      "evses[0].controller.heartbeat.current: is unknown; possible are seconds, fallbackCurrent",
    ]);
    expect(mistakesOf(wrongKind)).toEqual([
      "evses[0].controller.heartbeat: must be false, or must be a section in { }",
    ]);
  });

  it("does not let the board fall back to more than the fuse allows", () => {
    const change = (board: BoardFile) =>
      withEvse(board, ({ controller }) => ({
        maxCurrent: 10,
        controller: { ...controller, heartbeat: { seconds: 30, fallbackCurrent: 16 } },
      }));

    expect(mistakesOf(change)).toEqual([
      "evses[0].controller.heartbeat.fallbackCurrent: must not exceed the outlet's maxCurrent",
    ]);
  });

  it("keeps the current within what the norm has a signal for", () => {
    expect(mistakesOf((board) => withEvse(board, () => ({ maxCurrent: 5 })))).toEqual([
      "evses[0].maxCurrent: must be at least 6",
    ]);
    expect(mistakesOf((board) => withEvse(board, () => ({ phases: 2 })))).toEqual(["evses[0].phases: must be 1 or 3"]);
    expect(mistakesOf((board) => withEvse(board, () => ({ light: { driver: "disco" } })))).toEqual([
      'evses[0].light.driver: must be "controller" or "none"',
    ]);
  });

  it("finds what two outlets may not share", () => {
    expect(mistakesOf((board) => twoEvses(board, () => ({})))).toEqual([
      "evses[1].id: must be 2: outlets are numbered from 1 in order",
      "evses[1].meter.unit: is the unit of evses[0].meter too",
      "evses[1].controller.device: is the device of evses[0].controller.device too",
    ]);
  });

  it("lets two outlets have their meters on one bus", () => {
    const change = (board: BoardFile) =>
      twoEvses(board, ({ controller, meter }) => ({
        id: 2,
        controller: { ...controller, device: "controller-2" },
        meter: { ...meter, unit: 2 },
      }));

    expect(mistakesOf(change)).toEqual([]);
  });

  it("finds a meter on a bus that is not there", () => {
    const change = (board: BoardFile) => withEvse(board, ({ meter }) => ({ meter: { ...meter, bus: "meterbus" } }));

    expect(mistakesOf(change)).toEqual(['evses[0].meter.bus: names no bus of this board; did you mean "meter-bus"?']);
  });

  it("needs an outlet, and readers with names of their own", () => {
    expect(mistakesOf((board) => ({ ...board, evses: [] }))).toEqual(["evses: must not be an empty list"]);
    const change = (board: BoardFile) => ({
      ...board,
      readers: board.readers.flatMap((reader) => [reader, { ...reader, device: "reader-2" }]),
    });
    expect(mistakesOf(change)).toEqual(["readers[1].name: is the name of another reader too"]);
  });
});
