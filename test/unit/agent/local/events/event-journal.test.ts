import { describe, expect, it } from "vitest";
import { epochMillis, minutes, seconds } from "#hal/core/units";
import { VirtualClock } from "#hal/core/virtual-clock";
import { AgentError } from "#hal/core/errors";
import { silentLog } from "#hal/core/log";
import type { SiteEvent } from "#agent/domain/site/site-event";
import { EventJournal } from "#agent/local/events/event-journal";
import { startEvents } from "#agent/local/events/note-start";
import { openStationStore } from "#agent/store/station-store";
import { storeEpoch } from "#test/support/station-store-samples";
import { RecordingLog } from "#test/support/recording-log";

const refused: SiteEvent = { code: "login.failed", severity: "warning" };

function bench() {
  const clock = new VirtualClock(storeEpoch);
  const { events } = openStationStore({ path: ":memory:", clock, log: silentLog }).site;
  const journal = new EventJournal({ store: () => events, clock, lineClock: clock, log: silentLog });
  const counts = () => events.page({ limit: 200 }).map(({ code, count }) => [code, count]);
  return { clock, events, journal, counts };
}

describe("the journal of events", () => {
  it("writes what comes together in one commit, soon", async () => {
    const { clock, journal, counts } = bench();
    journal.note(refused);
    journal.note({ code: "csms.lost", severity: "warning" });
    expect(counts()).toEqual([]);

    await clock.advance(seconds(3));

    expect(counts()).toEqual([
      ["csms.lost", 1],
      ["login.failed", 1],
    ]);
  });

  it("R11 puts down when it happened by the clock as it is when it is written", async () => {
    const { clock, events, journal } = bench();
    journal.note(refused);
    await clock.advance(seconds(1));
    const set = epochMillis(storeEpoch + minutes(60 * 24 * 40));
    clock.setWallTime(set);
    await clock.advance(seconds(2));
    expect(events.page({ limit: 1 })[0]?.at).toBe(set - seconds(1));
  });

  it("counts what is repeated instead of writing it, to spare the flash memory", async () => {
    const { clock, journal, counts } = bench();
    for (let i = 0; i < 600; i += 1) {
      journal.note(refused);
      await clock.advance(seconds(1));
    }
    await clock.advance(minutes(11));

    const written = counts();
    expect(written.length).toBeLessThanOrEqual(3);
    expect(written.reduce((sum, [, count]) => sum + Number(count), 0)).toBe(600);
  });

  it("writes the rest when the program ends", () => {
    const { journal, counts } = bench();
    journal.note(refused);
    journal.note(refused);
    journal.stop();

    expect(counts()).toEqual([["login.failed", 2]]);
  });

  it("keeps its memory whatever names visitors invent", async () => {
    const { clock, journal, counts } = bench();
    for (let i = 0; i < 5000; i += 1)
      journal.note({ code: "account.changed", severity: "info", subject: `n${String(i)}` });
    await clock.advance(seconds(3));

    expect(counts().length).toBe(200);
  });

  it("lets nobody's charge end because it cannot write", async () => {
    const clock = new VirtualClock(storeEpoch);
    const log = new RecordingLog();
    const broken = () => {
      throw new AgentError("store.failed", "disk full");
    };
    const journal = new EventJournal({ store: broken, clock, lineClock: clock, log });
    journal.note(refused);
    await clock.advance(seconds(3));

    expect(log.events.map(({ event }) => event)).toContain("events.lost");
  });
});

describe("the kept events", () => {
  it("are bounded, and a flood of lesser ones drowns no alarm", () => {
    const { events, clock } = bench();
    const entry = { at: clock.now(), count: 1 };
    events.add([{ ...entry, code: "unbilled.added", severity: "alarm" }]);
    for (let i = 0; i < 40; i += 1)
      events.add(Array.from({ length: 100 }, () => ({ ...entry, code: "login.failed", severity: "warning" }) as const));

    expect(events.page({ limit: 5000 })).toHaveLength(1501);
    expect(events.page({ limit: 5, severity: "alarm" })).toHaveLength(1);
  });

  it("are acknowledged once, by somebody", () => {
    const { events, clock } = bench();
    const entry = { at: clock.now(), count: 1, code: "csms.lost", severity: "warning" } as const;
    events.add([entry, entry, { ...entry, severity: "info" }]);
    expect(events.open()).toBe(2);

    expect(events.acknowledge({ first: 1, last: 1 }, "anna", clock.now())).toBe(1);
    expect(events.acknowledge({ first: 1, last: 1 }, "bert", clock.now())).toBe(0);

    expect(events.open()).toBe(1);
    expect(events.page({ limit: 10, openOnly: true }).map(({ id }) => id)).toEqual([2]);
    expect(events.page({ limit: 10 }).at(-1)?.acknowledged).toEqual({ by: "anna", at: clock.now() });
  });

  it("tell of another program once, at its first start", async () => {
    const { events, journal, clock } = bench();
    const codes = (version: string) => startEvents(events, version).map(({ code }) => code);
    expect(codes("1.0.0")).toEqual(["agent.started"]);
    for (const event of startEvents(events, "1.0.0")) journal.note(event);
    await clock.advance(seconds(3));

    expect(codes("1.0.0")).toEqual(["agent.started"]);
    expect(codes("1.1.0")).toEqual(["agent.started", "firmware.changed"]);
  });
});
