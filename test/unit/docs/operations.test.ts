import { describe, expect, it } from "vitest";
import * as z from "zod";
import { dialect16 } from "#agent/ocpp/dialects/v16/dialect-16";
import { exitCodes } from "#agent/runtime/exit-codes";
import { processMetrics } from "#agent/telemetry/process-metrics";
import { stationMetrics } from "#agent/telemetry/station-metrics";
import { configSchema } from "#config/schema";
import { metricSample, vitalsSample } from "#test/support/metric-samples";
import { leafPaths } from "#test/support/schema-paths";
import { tableBelow } from "#test/support/markdown-table";

const FILE = "docs/operations.md";

describe("docs/operations.md", () => {
  it("tells every key of the configuration and no other", () => {
    const told = tableBelow(FILE, "Configuration").map(([key]) => key);
    const known = leafPaths(z.toJSONSchema(configSchema, { io: "input" }), { devices: "role", variables: "key" });
    expect([...told].sort()).toEqual([...known].sort());
  });

  it("tells every message that the back end may send", () => {
    const told = tableBelow(FILE, "OCPP 1.6 messages").map(([action]) => action);
    expect(told).toEqual([...dialect16.routes.keys()].sort());
  });

  it("tells every metric with its labels and its meaning", () => {
    const families = [...stationMetrics(metricSample), ...processMetrics(vitalsSample)];
    const known = families.map(({ name, help, samples }) => {
      const labels = [...new Set(samples.flatMap((sample) => Object.keys(sample.labels ?? {})))];
      return [name, labels.join(", "), help];
    });
    expect(tableBelow(FILE, "Metrics")).toEqual(known.sort());
  });

  it("tells every exit code with its reason", () => {
    const told = new Map(tableBelow(FILE, "With systemd").map(([code, reason]) => [reason, Number(code)]));
    for (const [reason, code] of Object.entries(exitCodes)) expect([reason, told.get(reason)]).toEqual([reason, code]);
  });
});
