import { describe, expect, it } from "vitest";
import { epochMillis, minutes, seconds } from "#hal/core/units";
import { VirtualClock } from "#hal/core/virtual-clock";
import { InboundCalls } from "#agent/ocpp/rpc-inbound-calls";
import type { CallHandler, CallReply } from "#agent/ports/csms-link";

function desk(handler: (run: number) => CallReply | Promise<CallReply>) {
  const clock = new VirtualClock(epochMillis(0));
  const failures: unknown[] = [];
  const calls = new InboundCalls(clock, (error) => failures.push(error));
  const seen = { runs: 0, sent: [] as unknown[], isUp: true, failures, clock };
  const run: CallHandler = async () => handler(++seen.runs);
  const ask = (id: string, payload: object = {}) => {
    calls.serve({ id, action: "Reset", payload }, run, (frame) => {
      if (seen.isUp) seen.sent.push(frame);
      return seen.isUp;
    });
    return clock.advance(seconds(1));
  };
  return { seen, ask };
}

const result = (payload: object = {}): CallReply => ({ kind: "result", payload });

describe("calls of the peer", () => {
  it("forgets an answer after two minutes and runs the handler afresh", async () => {
    const { seen, ask } = desk((run) => result({ run }));
    await ask("a");
    await seen.clock.advance(minutes(2));
    await ask("a");
    expect(seen.sent).toEqual([
      [3, "a", { run: 1 }],
      [3, "a", { run: 2 }],
    ]);
  });

  it("keeps a bounded number of answers", async () => {
    const { seen, ask } = desk((run) => result({ run }));
    for (let call = 0; call < 40; call++) await ask(String(call));
    await ask("39");
    await ask("0");
    expect(seen.runs).toBe(41);
  });

  it.each([
    ["silence", { kind: "silence" }],
    ["an error", { kind: "error", code: "SecurityError", description: "" }],
  ] as const)("does not remember %s: the reason may have gone when the call comes again", async (_name, first) => {
    const { seen, ask } = desk((run) => (run === 1 ? first : result({ run })));
    await ask("a");
    await ask("a");
    expect(seen.sent.at(-1)).toEqual([3, "a", { run: 2 }]);
  });

  it("keeps what is to follow until the answer has left, and lets it follow once", async () => {
    let followed = 0;
    const { seen, ask } = desk(() => ({ kind: "result", payload: {}, afterwards: () => followed++ }));
    seen.isUp = false;
    await ask("a");
    expect(followed).toBe(0);
    seen.isUp = true;
    await ask("a");
    await ask("a");
    expect(followed).toBe(1);
    expect(seen.runs).toBe(1);
    expect(seen.sent).toHaveLength(2);
  });

  it("reports a handler and a follow-up that throw, and goes on", async () => {
    const { seen, ask } = desk((run) => {
      if (run === 1) throw new RangeError("first");
      return {
        kind: "result",
        payload: {},
        afterwards: () => {
          throw new RangeError("second");
        },
      };
    });
    await ask("a");
    await ask("b");
    await ask("b");
    expect(seen.failures.map(String)).toEqual(["RangeError: first", "RangeError: second"]);
    expect(seen.sent).toHaveLength(3);
  });
});
