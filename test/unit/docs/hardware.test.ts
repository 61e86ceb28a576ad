import { describe, expect, it } from "vitest";
import * as z from "zod";
import { meterModel, meterModelIds } from "#hal/drivers/modbus-meter/models";
import { boardSchema } from "#config/board-schema";
import { tableBelow } from "#test/support/markdown-table";
import { leafPaths } from "#test/support/schema-paths";

const FILE = "docs/hardware.md";
const LINE_SETTINGS = /\.(baudRate|dataBits|parity|stopBits)$/;

describe("docs/hardware.md", () => {
  it("tells every key of a board file and no other", () => {
    const told = tableBelow(FILE, "Board files").map(([key]) => key ?? "");
    const known = leafPaths(z.toJSONSchema(boardSchema, { io: "input" }), { buses: "name" });
    // Said once, for the bus.
    const wanted = known.filter((key) => key.startsWith("buses.") || !LINE_SETTINGS.test(key));
    expect([...told].sort()).toEqual([...wanted].sort());
  });

  it("tells every meter model with its factory settings", () => {
    const told = tableBelow(FILE, "Meters").map(([id, , factory]) => [id, factory]);
    const known = meterModelIds.map((id) => {
      const { baudRate, dataBits, parity, stopBits, unit } = meterModel(id)?.factory ?? {};
      const line = `${String(dataBits)}${(parity ?? "?").slice(0, 1).toUpperCase()}${String(stopBits)}`;
      return [id, `${String(baudRate)} ${line}, unit ${String(unit)}`];
    });
    expect([...told].sort()).toEqual([...known].sort());
  });
});
