import { describe, expect, it } from "vitest";
import { AgentError } from "#hal/core/errors";
import { background } from "#agent/runtime/background";
import { RecordingLog } from "#test/support/recording-log";

describe("work in the background", () => {
  it("is logged by name when it fails, and hurts nobody", async () => {
    const log = new RecordingLog();
    const error = new AgentError("mqtt.closed", "gone");

    background(log, "telemetry", Promise.reject(error));
    background(log, "other", Promise.resolve());
    await Promise.resolve();
    await Promise.resolve();

    expect(log.events).toEqual([
      { level: "error", event: "background.failed", fields: { task: "telemetry", error, why: "gone (mqtt.closed)" } },
    ]);
  });
});
