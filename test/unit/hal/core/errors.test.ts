import { describe, expect, it } from "vitest";
import { AgentError, describeError, explainError, hasCode } from "#hal/core/errors";

describe("an error", () => {
  it("has its own code and those above it", () => {
    const error = new AgentError("modbus.timeout", "no answer");

    expect(hasCode(error, "modbus.timeout")).toBe(true);
    expect(hasCode(error, "modbus")).toBe(true);
    expect(hasCode(error, "mod")).toBe(false);
    expect(hasCode(new TypeError("no answer"), "modbus")).toBe(false);
  });

  it("describes itself in a few words", () => {
    expect(describeError(new AgentError("modbus.timeout", "no answer", { unit: 3 }))).toBe(
      "no answer (modbus.timeout)",
    );
    expect(describeError("plain")).toBe("plain");
  });

  it("explains itself in one line with what it is about and why, down to the last cause", () => {
    const cause = new AgentError("link.failed", "no line", { retries: [1, 2] }, new TypeError("first\n  second"));
    const error = new AgentError("store.failed", "cannot write", { path: "/data/station.db", since: undefined }, cause);

    expect(explainError(error)).toBe(
      "cannot write (store.failed), path /data/station.db: no line (link.failed), retries [1,2]: first second",
    );
    expect(explainError("plain")).toBe("plain");
  });
});
