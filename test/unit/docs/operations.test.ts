import { describe, expect, it } from "vitest";
import { z } from "zod";
import { catalogue } from "#agent/domain/variables/catalogue";
import { measurands } from "#agent/domain/metering/meter-sample";
import { dialect16 } from "#agent/ocpp/dialects/v16/dialect-16";
import { exitCodes } from "#agent/runtime/exit-codes";
import { configSchema } from "#config/schema";
import { leafPaths } from "#test/support/schema-paths";
import { tableBelow } from "#test/support/markdown-table";

const FILE = "docs/operations.md";

describe("docs/operations.md", () => {
  it("tells every key of the configuration and no other", () => {
    const told = tableBelow(FILE, "Configuration").map(([key]) => key);
    const known = leafPaths(z.toJSONSchema(configSchema, { io: "input" }), { devices: "role", variables: "key" });
    expect([...told].sort()).toEqual([...known].sort());
  });

  it("tells every OCPP key with its default, its values and whether it can be set", () => {
    const told = tableBelow(FILE, "OCPP 1.6 keys").map((row) => row.slice(0, 4));
    const known = Object.values(catalogue).map(({ key16, ...entry }) => [
      key16,
      entry.default === "" ? "empty" : entry.default,
      valuesOf(entry.type, entry.constraints),
      entry.mutability === "ReadOnly" ? "no" : entry.rebootRequired ? "after a restart" : "yes",
    ]);
    expect(told).toEqual(known);
  });

  it("tells every message that the back end may send", () => {
    const told = tableBelow(FILE, "OCPP 1.6 messages").map(([action]) => action);
    expect(told).toEqual([...dialect16.routes.keys()].sort());
  });

  it("tells every exit code with its reason", () => {
    const told = new Map(tableBelow(FILE, "With systemd").map(([code, reason]) => [reason, Number(code)]));
    for (const [reason, code] of Object.entries(exitCodes)) expect([reason, told.get(reason)]).toEqual([reason, code]);
  });
});

function valuesOf(type: string, constraints: object): string {
  if ("minimum" in constraints && "maximum" in constraints) {
    const [low, high] = [String(constraints.minimum), String(constraints.maximum)];
    return low === high ? low : `${low} to ${high}`;
  }
  if (type === "boolean") return "true, false";
  if ("members" in constraints) return constraints.members === measurands ? "measurands" : "empty";
  return "text";
}
