import { describe, expect, it, onTestFinished } from "vitest";
import { hasCode } from "#hal/core/errors";
import { millis, seconds } from "#hal/core/units";
import type { CallHandler, CallReply, CsmsConnection, Traffic } from "#agent/ports/csms-link";
import { errorCodeSpelling } from "#agent/ocpp/validation/error-code";
import { type CsmsBench, type CsmsBenchOptions, type Frame, SUBPROTOCOL } from "#test/support/csms-bench";
import { MemoryBench } from "#test/support/csms-memory-bench";
import { SocketBench } from "#test/support/csms-socket-bench";

const never = new AbortController().signal;
const nothing: CallHandler = async () => ({ kind: "result", payload: {} });

const implementations: readonly (readonly [string, (options?: CsmsBenchOptions) => Promise<CsmsBench>])[] = [
  ["over a socket", (options) => SocketBench.start(options)],
  ["in memory", async (options) => new MemoryBench(options)],
];

describe.each(implementations)("a link %s", (_, makeBench) => {
  async function started(options?: CsmsBenchOptions): Promise<CsmsBench> {
    const bench = await makeBench(options);
    onTestFinished(() => bench.stop());
    return bench;
  }

  async function connected(bench: CsmsBench, handler: CallHandler = nothing): Promise<CsmsConnection> {
    const result = await bench.settled(bench.link.connect(bench.target, handler, never));
    if (!result.ok) return expect.fail(`no connection: ${result.failure.detail}`);
    return result.connection;
  }

  /** Starts a bench, connects, and hands in a call as the CSMS would. */
  async function asked(handler: CallHandler, ...frames: readonly Frame[]): Promise<CsmsBench> {
    const bench = await started();
    await connected(bench, handler);
    await bench.until(() => bench.isReady());
    for (const frame of frames) bench.send(JSON.stringify(frame));
    return bench;
  }

  describe("when connecting", () => {
    it("gives an open connection with the subprotocol that the CSMS chose", async () => {
      const bench = await started();
      const connection = await connected(bench);
      expect(connection.subprotocol).toBe(SUBPROTOCOL);
      expect(connection.isOpen()).toBe(true);
    });

    it("tells an HTTP refusal with its status", async () => {
      const bench = await started();
      bench.handshake = 404;
      const result = await bench.settled(bench.link.connect(bench.target, nothing, never));
      expect(result).toMatchObject({ ok: false, failure: { kind: "refused", httpStatus: 404 } });
    });

    it("tells a CSMS that speaks none of the subprotocols", async () => {
      const bench = await started();
      bench.handshake = "noSubprotocol";
      const result = await bench.settled(bench.link.connect(bench.target, nothing, never));
      expect(result).toMatchObject({ ok: false, failure: { kind: "noSubprotocol" } });
    });

    it.each([
      ["an identity with a colon", { identity: "a:b" }],
      ["an empty identity", { identity: "" }],
      ["another scheme", { url: "http://127.0.0.1/" }],
      ["no URL at all", { url: "not a url" }],
    ])("refuses %s before anything leaves", async (_name, change) => {
      const bench = await started();
      const result = await bench.settled(bench.link.connect({ ...bench.target, ...change }, nothing, never));
      expect(result).toMatchObject({ ok: false, failure: { kind: "unreachable" } });
    });

    it("gives up when aborted before and while it connects", async () => {
      const bench = await started();
      const early = await bench.settled(bench.link.connect(bench.target, nothing, AbortSignal.abort()));
      expect(early).toMatchObject({ ok: false, failure: { kind: "aborted" } });
      const controller = new AbortController();
      bench.handshake = "silence";
      const attempt = bench.link.connect(bench.target, nothing, controller.signal);
      controller.abort();
      expect(await bench.settled(attempt)).toMatchObject({ ok: false, failure: { kind: "aborted" } });
      await bench.until(() => bench.leftovers() === 0);
    });

    it("connects again after a failure", async () => {
      const bench = await started();
      bench.handshake = 503;
      await bench.settled(bench.link.connect(bench.target, nothing, never));
      bench.handshake = "accept";
      expect((await connected(bench)).isOpen()).toBe(true);
    });
  });

  describe("when calling", () => {
    it("1.1 1.4 sends an id of at most 36 characters and resolves with the payload of the result", async () => {
      const bench = await started();
      bench.answer = (call) => [[3, call[1], { currentTime: "2026-01-01T00:00:00Z" }]];
      const connection = await connected(bench);
      const result = await bench.settled(connection.call("Heartbeat", {}, seconds(5)));
      expect(result).toEqual({ currentTime: "2026-01-01T00:00:00Z" });
      expect(bench.arrived).toEqual([[2, expect.stringMatching(/^.{1,36}$/), "Heartbeat", {}]]);
    });

    it.each(["FormationViolation", "OccurenceConstraintViolation", "SomethingOfItsOwn"])(
      "rejects with the code %s as the CSMS spelt it",
      async (word) => {
        const bench = await started();
        bench.answer = (call) => [[4, call[1], word, "no", {}]];
        const connection = await connected(bench);
        const call = connection.call("Heartbeat", {}, seconds(5));
        await expect(bench.settled(call)).rejects.toMatchObject({
          code: "csms.call-error",
          details: { errorCode: word, errorDescription: "no" },
        });
      },
    );

    it("1.15 2.8 rejects when no answer came in time, and drops the one that comes later", async () => {
      const bench = await started();
      bench.answer = () => [];
      const connection = await connected(bench);
      const call = connection.call("Heartbeat", {}, millis(60));
      await expect(bench.settled(call)).rejects.toSatisfy((error) => hasCode(error, "csms.timeout"));
      bench.send(JSON.stringify([3, bench.arrived[0]?.[1], {}]));
      bench.answer = (again) => [[3, again[1], { currentTime: "later" }]];
      expect(await bench.settled(connection.call("Heartbeat", {}, seconds(5)))).toEqual({ currentTime: "later" });
    });

    it("rejects an outstanding call when the connection is closed from here", async () => {
      const bench = await started();
      bench.answer = () => [];
      const connection = await connected(bench);
      const call = connection.call("Heartbeat", {}, seconds(60));
      const failure = expect(call).rejects.toSatisfy((error) => hasCode(error, "csms.closed"));
      await bench.until(() => bench.arrived.length === 1);
      await bench.settled(connection.close(1000));
      await failure;
    });

    it("rejects an outstanding call when the connection drops", async () => {
      const bench = await started();
      bench.answer = () => [];
      const connection = await connected(bench);
      const call = connection.call("Heartbeat", {}, seconds(60));
      const failure = expect(call).rejects.toSatisfy((error) => hasCode(error, "csms.closed"));
      await bench.until(() => bench.arrived.length === 1);
      bench.drop();
      await bench.settled(connection.closed);
      await failure;
    });

    it("rejects at once when there is no connection any more", async () => {
      const bench = await started();
      const connection = await connected(bench);
      await bench.settled(connection.close(1000));
      await expect(connection.call("Heartbeat", {}, seconds(5))).rejects.toSatisfy((e) => hasCode(e, "csms.closed"));
    });
  });

  describe("when called", () => {
    const reset: Frame = [2, "r-1", "Reset", { type: "Soft" }];

    it("1.1 hands action, payload and id to the handler and answers with its result", async () => {
      const seen: unknown[] = [];
      const bench = await asked(async (...call) => {
        seen.push(call);
        return { kind: "result", payload: { status: "Accepted" } };
      }, reset);
      await bench.until(() => bench.arrived.length === 1);
      expect(seen).toEqual([["Reset", { type: "Soft" }, "r-1"]]);
      expect(bench.arrived).toEqual([[3, "r-1", { status: "Accepted" }]]);
    });

    it.each([...Object.values(errorCodeSpelling.v16), ...Object.values(errorCodeSpelling.v2x)])(
      "answers with the code %s letter by letter",
      async (code) => {
        const bench = await asked(async () => ({ kind: "error", code, description: "why", details: { a: 1 } }), reset);
        await bench.until(() => bench.arrived.length === 1);
        expect(bench.arrived).toEqual([[4, "r-1", code, "why", { a: 1 }]]);
      },
    );

    it("1.1 cuts a description at 255 characters and sends details as an object", async () => {
      const bench = await asked(
        async () => ({ kind: "error", code: "GenericError", description: "x".repeat(300) }),
        reset,
      );
      await bench.until(() => bench.arrived.length === 1);
      expect(bench.arrived).toEqual([[4, "r-1", "GenericError", "x".repeat(255), {}]]);
    });

    it("stays silent when the handler says so", async () => {
      const bench = await asked(
        async (action) => (action === "Reset" ? { kind: "silence" } : { kind: "result", payload: {} }),
        reset,
        [2, "c-1", "ClearCache", {}],
      );
      await bench.until(() => bench.arrived.length === 1);
      expect(bench.arrived).toEqual([[3, "c-1", {}]]);
    });

    it("answers InternalError and nothing of the cause when the handler throws", async () => {
      const bench = await asked(() => Promise.reject(new TypeError("secret")), reset);
      await bench.until(() => bench.arrived.length === 1);
      expect(bench.arrived[0]?.slice(0, 3)).toEqual([4, "r-1", "InternalError"]);
      expect(JSON.stringify(bench.arrived)).not.toContain("secret");
    });

    it("1.3 serves a call while one of its own is outstanding", async () => {
      const bench = await started();
      bench.answer = () => [];
      const connection = await connected(bench);
      await bench.until(() => bench.isReady());
      const own = connection.call("Heartbeat", {}, millis(200)).catch(() => undefined);
      bench.send(JSON.stringify(reset));
      await bench.until(() => bench.arrived.length === 2);
      expect(bench.arrived).toContainEqual([3, "r-1", {}]);
      await bench.settled(own);
    });

    it("1.13 runs the handler once when a call comes again while the first is at work, and answers", async () => {
      let answer: (reply: CallReply) => void = () => undefined;
      let runs = 0;
      const handler: CallHandler = () => {
        runs++;
        return new Promise((resolve) => {
          answer = resolve;
        });
      };
      const bench = await asked(handler, reset, reset, reset);
      await bench.until(() => runs > 0);
      answer({ kind: "result", payload: { status: "Accepted" } });
      await bench.until(() => bench.arrived.length === 1);
      expect(bench.arrived).toEqual([[3, "r-1", { status: "Accepted" }]]);
      expect(runs).toBe(1);
    });

    it("1.4 1.13 repeats a recent answer for a call that comes again, also on the next connection", async () => {
      let runs = 0;
      const handler: CallHandler = async () => ({ kind: "result", payload: { run: ++runs } });
      const bench = await asked(handler, reset);
      await bench.until(() => bench.arrived.length === 1);
      bench.send(JSON.stringify(reset));
      await bench.until(() => bench.arrived.length === 2);
      bench.drop();
      await connected(bench, handler);
      await bench.until(() => bench.isReady());
      bench.send(JSON.stringify(reset));
      await bench.until(() => bench.arrived.length === 3);
      expect(new Set(bench.arrived.map((frame) => JSON.stringify(frame)))).toEqual(
        new Set([JSON.stringify([3, "r-1", { run: 1 }])]),
      );
    });

    it("1.4 runs another call although a careless peer gave it a used id", async () => {
      const actions: string[] = [];
      const bench = await asked(
        async (action) => {
          actions.push(action);
          return { kind: "result", payload: {} };
        },
        reset,
        [2, "r-1", "ClearCache", {}],
      );
      await bench.until(() => bench.arrived.length === 2);
      expect(actions).toEqual(["Reset", "ClearCache"]);
    });

    it("1.6 s.5.17 runs what follows an answer after the answer has left", async () => {
      const bench = await started();
      const connection: CsmsConnection = await connected(bench, async () => ({
        kind: "result",
        payload: { status: "Accepted" },
        afterwards: () => {
          connection.call("Heartbeat", {}, seconds(5)).catch(() => undefined);
        },
      }));
      await bench.until(() => bench.isReady());
      bench.send(JSON.stringify([2, "t-1", "TriggerMessage", { requestedMessage: "Heartbeat" }]));
      await bench.until(() => bench.arrived.length === 2);
      expect(bench.arrived.map((frame) => frame[0])).toEqual([3, 2]);
    });

    it("sends nothing on a later connection when the first dropped before the handler was done, and nothing follows", async () => {
      let answer: (reply: CallReply) => void = () => undefined;
      let followed = 0;
      const handler: CallHandler = () =>
        new Promise((resolve) => {
          answer = resolve;
        });
      const bench = await started();
      const first = await connected(bench, handler);
      await bench.until(() => bench.isReady());
      bench.send(JSON.stringify(reset));
      await bench.until(() => answer.length === 1);
      bench.drop();
      await bench.settled(first.closed);
      const second = await connected(bench, handler);
      answer({ kind: "result", payload: {}, afterwards: () => followed++ });
      await bench.settled(second.call("Heartbeat", {}, seconds(5)));
      expect(bench.arrived.map((frame) => frame[0])).toEqual([2]);
      expect(followed).toBe(0);
    });
  });

  describe("when something is wrong with what comes", () => {
    const oddities: readonly (readonly [string, string])[] = [
      ["no JSON", "{not json"],
      ["no list", '{"a":1}'],
      ["an empty list", "[]"],
      ["no id", "[2]"],
      ["an id that is a number", '[2,7,"Reset",{}]'],
      ["an unknown message type", '[9,"a",{}]'],
      ["a result for no call", '[3,"unknown",{}]'],
      ["an error for no call", '[4,"unknown","GenericError","",{}]'],
      ["nothing", ""],
      ["a prototype", '[3,"unknown",{"__proto__":{"isOpen":true}}]'],
    ];

    it.each(oddities)("1.10 1.14 ignores %s and goes on", async (_name, text) => {
      const bench = await started();
      const connection = await connected(bench);
      await bench.until(() => bench.isReady());
      bench.send(text);
      expect(await bench.settled(connection.call("Heartbeat", {}, seconds(5)))).toEqual({});
      expect(connection.isOpen()).toBe(true);
      expect(bench.arrived.map((frame) => frame[0])).toEqual([2]);
    });

    it("answers defective frames when the version has words for that", async () => {
      const bench = await started({
        answerTo: (subprotocol, defect) => (subprotocol === SUBPROTOCOL ? errorCodeSpelling.v2x[defect] : undefined),
      });
      await connected(bench);
      await bench.until(() => bench.isReady());
      bench.send("{not json");
      bench.send('[9,"a",{}]');
      await bench.until(() => bench.arrived.length === 2);
      expect(bench.arrived[0]?.slice(0, 3)).toEqual([4, "-1", "RpcFrameworkError"]);
      expect(bench.arrived[1]?.[2]).toBe("MessageTypeNotSupported");
    });

    it("keeps a payload that is nested absurdly deep from the handler and from the listeners", async () => {
      const bench = await started();
      const seen: unknown[] = [];
      const connection = await connected(bench, async (action) => {
        seen.push(action);
        return { kind: "result", payload: {} };
      });
      connection.traffic.listen(({ direction, frame }) => {
        if (direction === "received") seen.push(frame);
      });
      await bench.until(() => bench.isReady());
      bench.send(`[2,"deep","DataTransfer",${"[".repeat(30_000)}${"]".repeat(30_000)}]`);
      bench.answer = (call) => [[3, call[1], {}]];
      await bench.settled(connection.call("Heartbeat", {}, seconds(5)));
      expect(seen).toHaveLength(1);
      expect(connection.isOpen()).toBe(true);
    });

    it("ends the connection at a message above the limit", async () => {
      const bench = await started();
      const connection = await connected(bench);
      await bench.until(() => bench.isReady());
      bench.send(JSON.stringify([2, "big", "DataTransfer", { data: "x".repeat(70_000) }]));
      expect(await bench.settled(connection.closed)).toMatch(/1009|[Mm]ax payload/);
      expect(connection.isOpen()).toBe(false);
    });
  });

  it("shows each frame of both directions, in order", async () => {
    const bench = await started();
    const connection = await connected(bench);
    const passed: Traffic[] = [];
    connection.traffic.listen((traffic) => passed.push(traffic));
    await bench.until(() => bench.isReady());
    await bench.settled(connection.call("Heartbeat", {}, seconds(5)));
    bench.send(JSON.stringify([2, "c-1", "ClearCache", {}]));
    await bench.until(() => bench.arrived.length === 2);
    const id = bench.arrived[0]?.[1];
    expect(passed).toEqual([
      { direction: "sent", frame: [2, id, "Heartbeat", {}] },
      { direction: "received", frame: [3, id, {}] },
      { direction: "received", frame: [2, "c-1", "ClearCache", {}] },
      { direction: "sent", frame: [3, "c-1", {}] },
    ]);
  });

  it("leaves no timer and no socket behind when closed", async () => {
    const bench = await started();
    const connection = await connected(bench);
    await bench.settled(connection.call("Heartbeat", {}, seconds(60)));
    await bench.settled(connection.close(1000));
    expect(connection.isOpen()).toBe(false);
    expect(await connection.closed).toContain("1000");
    await bench.until(() => bench.leftovers() === 0);
  });
});
