import { EventEmitter } from "node:events";
import { describe, expect, it } from "vitest";
import { AgentError } from "#hal/core/errors";
import { seconds } from "#hal/core/units";
import { VirtualClock } from "#hal/core/virtual-clock";
import { exitCodes, exitReasonOf } from "#agent/runtime/exit-codes";
import { Shutdown } from "#agent/runtime/shutdown";
import { RecordingLog } from "#test/support/recording-log";
import { storeEpoch } from "#test/support/station-store-samples";

function bench(stop: () => Promise<void> = () => Promise.resolve()) {
  const clock = new VirtualClock(storeEpoch);
  const log = new RecordingLog();
  const exits: number[] = [];
  let stops = 0;
  const process = Object.assign(new EventEmitter(), {
    exit: (code: number) => {
      exits.push(code);
    },
  });
  const shutdown = new Shutdown({
    process,
    clock,
    log,
    deadline: seconds(10),
    stop: () => {
      stops++;
      return stop();
    },
  });
  shutdown.listen();
  return { clock, log, exits, process, shutdown, stops: () => stops };
}

const hangs = () => new Promise<never>(() => undefined);

describe("the end of the process", () => {
  it.each(["SIGTERM", "SIGINT"])("comes in order and with 0 when %s asks for it", async (signal) => {
    const { clock, exits, process, stops } = bench();

    process.emit(signal);
    await clock.advance(seconds(1));

    expect(exits).toEqual([exitCodes.asked]);
    expect(stops()).toBe(1);
    expect(clock.pending()).toBe(0);
  });

  it("comes at once with a second signal", async () => {
    const { clock, exits, process, stops } = bench(hangs);

    process.emit("SIGTERM");
    await clock.advance(seconds(1));
    expect(exits).toEqual([]);
    process.emit("SIGTERM");

    expect(exits).toEqual([exitCodes.internal]);
    expect(stops()).toBe(1);
  });

  it("does not wait longer than its deadline", async () => {
    const { clock, exits, process, log } = bench(hangs);

    process.emit("SIGTERM");
    await clock.advance(seconds(9));
    expect(exits).toEqual([]);
    await clock.advance(seconds(1));

    expect(exits).toEqual([exitCodes.internal]);
    expect(log.named("error")).toEqual(["agent.stop-late"]);
  });

  it("comes at once with an error while stopping", async () => {
    const { clock, exits, shutdown, process } = bench(hangs);

    shutdown.request("restart", "reset");
    await clock.advance(seconds(1));
    process.emit("uncaughtException", new AgentError("x", "y"));

    expect(exits).toEqual([exitCodes.internal]);
  });

  it("keeps the first reason", async () => {
    const { clock, exits, shutdown } = bench();

    shutdown.request("restart", "reset");
    shutdown.request("asked", "later");
    await clock.advance(seconds(1));

    expect(exits).toEqual([exitCodes.restart]);
  });

  it.each([
    ["uncaughtException", new AgentError("store.failed", "disk full"), exitCodes.storage],
    ["unhandledRejection", new AgentError("store.corrupt-row", "bad"), exitCodes.storage],
    ["uncaughtException", new TypeError("bug"), exitCodes.internal],
  ])("follows in order from an error nobody caught: %s", async (event, error, code) => {
    const { clock, exits, process, stops, log } = bench();

    process.emit(event, error);
    await clock.advance(seconds(1));

    expect(exits).toEqual([code]);
    expect(stops()).toBe(1);
    expect(log.named("error")).toEqual(["agent.crashed"]);
  });

  it("tells of a storage that failed while stopping", async () => {
    const { clock, exits, process } = bench(() => Promise.reject(new AgentError("store.failed", "disk full")));

    process.emit("SIGTERM");
    await clock.advance(seconds(1));

    expect(exits).toEqual([exitCodes.storage]);
  });

  it("comes too when stopping throws at once", async () => {
    const { clock, exits, process } = bench(() => {
      throw new AgentError("internal.bug", "thrown, not rejected");
    });

    process.emit("SIGTERM");
    await clock.advance(seconds(1));

    expect(exits).toEqual([exitCodes.internal]);
  });

  it("is no business of a shutdown that listens no more", () => {
    const { process, shutdown } = bench();

    shutdown.unlisten();

    expect(process.eventNames()).toEqual([]);
  });
});

describe("exitReasonOf", () => {
  it.each([
    ["store.pragma", "storage"],
    ["config.no-package-root", "config"],
    ["storefront", "internal"],
  ])("of %s is %s", (code, reason) => {
    expect(exitReasonOf(new AgentError(code, "x"))).toBe(reason);
  });
});
