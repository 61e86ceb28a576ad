import { describe, expect, it } from "vitest";
import { AgentError } from "#hal/core/errors";
import { SeededRandom } from "#hal/core/random";
import { millis, seconds } from "#hal/core/units";
import { VirtualClock } from "#hal/core/virtual-clock";
import { type SupervisedComponent, Supervisor } from "#agent/runtime/supervisor";
import { FakeComponent, type FakeComponentOptions } from "#test/support/fake-component";
import { RecordingLog } from "#test/support/recording-log";
import { storeEpoch } from "#test/support/station-store-samples";

function bench() {
  const clock = new VirtualClock(storeEpoch);
  const log = new RecordingLog();
  const journal: string[] = [];
  const part = (
    name: string,
    onStartFailure: SupervisedComponent["onStartFailure"] = "fail",
    options: FakeComponentOptions = {},
  ) => ({ component: new FakeComponent(name, journal, options), onStartFailure });
  const supervise = (...components: SupervisedComponent[]) =>
    new Supervisor({
      components,
      clock,
      random: new SeededRandom(1),
      log,
      retry: { minimum: seconds(1), repeatTimes: 2, randomRange: millis(0) },
    });
  return { clock, log, journal, part, supervise };
}

const fails = () => Promise.reject(new AgentError("link.open-failed", "no such device"));
const works = () => Promise.resolve();
const hangs = () => new Promise<never>(() => undefined);

describe("the supervisor", () => {
  it("starts in order and stops in reverse", async () => {
    const { clock, journal, part, supervise } = bench();
    const supervisor = supervise(part("store"), part("board"), part("csms"));

    await supervisor.start();
    await supervisor.stop();

    expect(journal).toEqual(["start store", "start board", "start csms", "stop csms", "stop board", "stop store"]);
    expect(clock.pending()).toBe(0);
  });

  it("gives up the start when a component fails that may not, and stops those before it", async () => {
    const { journal, part, supervise } = bench();
    const supervisor = supervise(part("store"), part("board", "fail", { starts: [fails] }), part("csms"));

    await expect(supervisor.start()).rejects.toMatchObject({ code: "link.open-failed" });

    expect(journal).toEqual(["start store", "start board", "stop board", "stop store"]);
  });

  it("starts a component that may fail again by itself, with back-off, while the others go on", async () => {
    const { clock, journal, part, supervise, log } = bench();
    const supervisor = supervise(part("meter", "retry", { starts: [fails, fails, fails, works] }), part("csms"));

    await supervisor.start();
    expect(journal).toEqual(["start meter", "start csms"]);
    expect(supervisor.health().get("meter")).toMatchObject({
      kind: "degraded",
      why: expect.stringContaining("no such device") as unknown,
    });
    expect(supervisor.health().get("csms")).toEqual({ kind: "ok" });

    const starts: number[] = [];
    for (let second = 1; second <= 20; second++) {
      const before = journal.length;
      await clock.advance(seconds(1));
      if (journal.length > before) starts.push(second);
    }

    expect(starts).toEqual([1, 3, 7]);
    expect(supervisor.health().get("meter")).toEqual({ kind: "ok" });
    expect(log.named("warn")).toEqual(Array.from({ length: 3 }, () => "component.start-failed"));
    expect(clock.pending()).toBe(0);
  });

  it("ends the retries when it stops", async () => {
    const { clock, journal, part, supervise } = bench();
    const supervisor = supervise(part("meter", "retry", { starts: [fails] }));
    await supervisor.start();

    await supervisor.stop();
    await clock.advance(seconds(60));

    expect(journal).toEqual(["start meter", "stop meter"]);
    expect(clock.pending()).toBe(0);
  });

  it("does not let a component that hangs or fails in its stop keep the others running", async () => {
    const { clock, journal, part, supervise, log } = bench();
    const supervisor = supervise(part("store"), part("board", "fail", { stop: fails }), {
      ...part("csms", "fail", { stop: hangs }),
      stopDeadline: seconds(2),
    });
    await supervisor.start();

    const stopped = supervisor.stop();
    await clock.advance(seconds(1.9));
    expect(journal.at(-1)).toBe("stop csms");
    await clock.advance(seconds(0.2));
    await stopped;

    expect(journal.slice(-3)).toEqual(["stop csms", "stop board", "stop store"]);
    expect(log.named("error")).toEqual(["component.stop-late", "component.stop-failed"]);
  });

  it("tells a start that is under way to end, and stops what never finished starting", async () => {
    const { clock, journal, part, supervise } = bench();
    const slow = part("csms", "fail", { starts: [hangs] });
    const supervisor = supervise(part("store"), slow, part("never"));
    const starting = supervisor.start();
    await clock.advance(seconds(1));

    const stopped = supervisor.stop();
    expect(slow.component.abort?.aborted).toBe(true);
    await clock.advance(seconds(10));
    await stopped;

    expect(journal).toEqual(["start store", "start csms", "stop csms", "stop store"]);
    expect(clock.pending()).toBe(0);
    expect(starting).toBeInstanceOf(Promise);
  });

  it("begins nothing more when it was stopped during a start", async () => {
    const { clock, journal, part, supervise } = bench();
    let finish: () => void = () => undefined;
    const slow = () =>
      new Promise<void>((resolve) => {
        finish = resolve;
      });
    const supervisor = supervise(part("csms", "fail", { starts: [slow] }), part("never"));
    const starting = supervisor.start().catch((error: unknown) => error);
    await clock.advance(seconds(1));

    const stopped = supervisor.stop();
    finish();
    await stopped;

    expect(await starting).toMatchObject({ code: "supervisor.stopped" });
    expect(journal).toEqual(["start csms", "stop csms"]);
  });

  it("stops once however often it is asked", async () => {
    const { journal, part, supervise } = bench();
    const supervisor = supervise(part("store"));
    await supervisor.start();

    await Promise.all([supervisor.stop(), supervisor.stop()]);

    expect(journal).toEqual(["start store", "stop store"]);
  });
});
