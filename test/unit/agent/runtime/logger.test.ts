import { describe, expect, it } from "vitest";
import { AgentError } from "#hal/core/errors";
import type { Log } from "#hal/core/log";
import { VirtualClock } from "#hal/core/virtual-clock";
import { createLog, type LogLevel } from "#agent/runtime/logger";
import { storeEpoch } from "#test/support/station-store-samples";

function recorded(level: LogLevel, say: (log: Log) => void): readonly string[] {
  const lines: string[] = [];
  const destination = {
    write: (line: string) => {
      lines.push(line);
    },
  };
  say(createLog({ level, clock: new VirtualClock(storeEpoch), destination, base: { station: "cp001" } }));
  return lines;
}

const parsed = (lines: readonly string[]) => lines.map((line): unknown => JSON.parse(line));

describe("a log line", () => {
  it("is one JSON object with time, level, base, own fields and event", () => {
    const lines = recorded("info", (log) => {
      log.info({ evse: 1, level2: "C" }, "pilot.changed");
    });

    expect(lines.map((line) => line.endsWith("}\n"))).toEqual([true]);
    expect(parsed(lines)).toEqual([
      {
        time: "2026-01-15T12:00:00.000Z",
        level: "info",
        station: "cp001",
        evse: 1,
        level2: "C",
        event: "pilot.changed",
      },
    ]);
  });

  it("carries the fields of its child log", () => {
    const lines = recorded("info", (log) => {
      log.child({ evse: 2 }).child({ part: "meter" }).warn({ silentMs: 5 }, "meter.silent");
    });

    expect(parsed(lines)).toMatchObject([{ level: "warn", evse: 2, part: "meter", silentMs: 5 }]);
  });

  it("is left out below the level", () => {
    const everything = (log: Log) => {
      for (const level of ["trace", "debug", "info", "warn", "error"] as const) log[level]({}, level);
    };

    expect(parsed(recorded("warn", everything))).toMatchObject([{ event: "warn" }, { event: "error" }]);
    expect(recorded("trace", everything)).toHaveLength(5);
    expect(recorded("silent", everything)).toEqual([]);
  });

  it("tells of an error with its code, details and cause", () => {
    const error = new AgentError("modbus.timeout", "the meter did not answer", { unit: 3 }, new RangeError("inner"));

    const lines = recorded("info", (log) => {
      log.error({ error }, "meter.failed");
    });

    expect(parsed(lines)).toMatchObject([
      { error: { code: "modbus.timeout", details: { unit: 3 }, cause: { name: "RangeError", message: "inner" } } },
    ]);
  });

  it("can be written whatever its fields are", () => {
    const circle: Record<string, unknown> = { big: 12n, nan: Number.NaN, bytes: new Uint8Array(3), gone: undefined };
    circle["self"] = circle;

    const lines = recorded("info", (log) => {
      log.info({ circle, map: new Map([["a", 1]]), set: new Set([1]), when: new Date(NaN), call: () => 1 }, "odd");
    });

    expect(parsed(lines)).toMatchObject([
      { circle: { big: "12", nan: "NaN", bytes: "3 bytes" }, map: { a: 1 }, set: [1], when: "no date" },
    ]);
  });
});

describe("secrets and tokens", () => {
  const secret = "hunter2-planted";
  const token = "04A2B3C4D5E6F7";
  const plantings: readonly (readonly [string, Record<string, unknown>])[] = [
    ["a password", { password: secret }],
    ["a password deep in the configuration", { config: { csms: [{ basicAuthPassword: secret }] } }],
    ["a password as bytes", { csms: { password: new TextEncoder().encode(secret) } }],
    ["a header", { headers: { Authorization: `Basic ${secret}`, "Set-Cookie": secret } }],
    ["the 1.6 key in a frame", { frame: [2, "1", "ChangeConfiguration", { key: "AuthorizationKey", value: secret }] }],
    ["the 2.x password in a frame", { frame: [{ variable: { name: "BasicAuthPassword" }, attributeValue: secret }] }],
    ["an address", { url: `wss://cp001:${secret}@csms.example/ocpp` }],
    ["an error's message", { error: new AgentError("csms.refused", `wss://cp001:${secret}@csms.example`) }],
    [
      "an error's details",
      { error: new AgentError("x", "y", { password: secret }, new AgentError("z", "w", { apiKey: secret })) },
    ],
    ["a map", { variables: new Map([["AuthorizationKey", secret]]) }],
    ["a token", { token }],
    ["a frame's tag", { frame: [2, "1", "Authorize", { idTag: token }] }],
    ["a frame's token", { frame: [2, "1", "Authorize", { idToken: { idToken: token, type: "ISO14443" } }] }],
    ["a card's number", { reader: { uid: token, parentIdTag: token } }],
  ];

  it.each(plantings)("do not get into the log by %s", (_what, fields) => {
    const text = recorded("trace", (log) => {
      log.trace(fields, "planted");
      log.child(fields).error({}, "planted");
    }).join("");

    expect(text).toContain('planted"');
    expect(text).not.toContain(secret);
    expect(text).not.toContain(token);
  });

  it("leave enough of a token to tell two cards apart, and nothing of a very short one", () => {
    const lines = recorded("info", (log) => {
      log.info({ a: { token }, b: { token: "04A2B3C4" }, c: { token: "1234" } }, "cards");
    });

    expect(parsed(lines)).toMatchObject([{ a: { token: "***E6F7" }, b: { token: "***C4" }, c: { token: "***" } }]);
  });

  it("are told from ordinary keys and values", () => {
    const fields = { key: "HeartbeatInterval", value: "60", table: "fact", at: "a@b" };

    expect(
      parsed(
        recorded("info", (log) => {
          log.info(fields, "set");
        }),
      ),
    ).toMatchObject([fields]);
  });
});
