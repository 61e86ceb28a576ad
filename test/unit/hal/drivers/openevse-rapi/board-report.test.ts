import { describe, expect, it } from "vitest";
import { amperes } from "#hal/core/units";
import { type BoardReport, faultOfState, readPilot } from "#hal/drivers/openevse-rapi/board-report";

const report = (state: number, flags?: number): BoardReport => ({ state, flags, amps: amperes(16) });

describe("a reading of the pilot", () => {
  it.each([
    ["nobody there", report(0x01, 0x0000), { level: "A", energized: false, offered: 0 }],
    ["a vehicle that waits", report(0x02, 0x0100), { level: "B", energized: false, offered: 16 }],
    ["a vehicle that charges", report(0x03, 0x0140), { level: "C", energized: true, offered: 16 }],
    ["a vehicle that is locked out", report(0x02, 0x0108), { level: "B", energized: false, offered: 0 }],
    ["sleep without a vehicle", report(0xfe, 0x0000), { level: "A", energized: false, offered: 0 }],
    ["sleep with a vehicle", report(0xfe, 0x0100), { level: "B", energized: false, offered: 0 }],
    ["sleep before the contactor has opened", report(0xfe, 0x0140), { level: "B", energized: true, offered: 0 }],
    ["disabled with a vehicle", report(0xff, 0x0100), { level: "B", energized: false, offered: 0 }],
    ["ventilation wanted", report(0x04, 0x0100), { level: "D", energized: false, offered: 0 }],
    ["a fault", report(0x06, 0x0100), { level: "F", energized: false, offered: 0 }],
    ["old firmware, charging", report(0x03), { level: "C", energized: true, offered: 16 }],
    ["old firmware, asleep", report(0xfe), { level: "A", energized: false, offered: 0 }],
  ])("of %s", (_what, seen, reading) => {
    expect(readPilot(seen)).toEqual(reading);
  });

  it("is not made of a state that the board has not decided yet, unless its contactor is known to be open", () => {
    expect(readPilot(report(0x00, 0x0140))).toBeUndefined();
    expect(readPilot({ ...report(0x00, 0), flags: undefined })).toBeUndefined();
    expect(readPilot(report(0x00, 0x0100))).toEqual({ level: "E", energized: false, offered: 0 });
    expect(faultOfState(0x00)).toBeUndefined();
  });
});
