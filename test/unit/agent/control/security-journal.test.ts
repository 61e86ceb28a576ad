import { describe, expect, it } from "vitest";
import { silentLog } from "#hal/core/log";
import { epochMillis, minutes } from "#hal/core/units";
import { VirtualClock } from "#hal/core/virtual-clock";
import type { Notice } from "#agent/domain/notices/notice";
import { SecurityJournal } from "#agent/control/security-journal";
import { openStationStore } from "#agent/store/station-store";

function journal() {
  const clock = new VirtualClock(epochMillis(1_000_000));
  const store = openStationStore({ path: ":memory:", clock, log: silentLog });
  const told: Notice[] = [];
  const allowed = { isTelling: true };
  const made = new SecurityJournal({
    store: store.securityLog,
    clock,
    log: silentLog,
    tell: (notice) => told.push(notice),
    isTellingAllowed: () => allowed.isTelling,
  });
  return { clock, store, told, allowed, journal: made };
}

describe("the security journal", () => {
  it("11.9 tells the back end of a critical event and keeps it in the security log", () => {
    const { journal: subject, told } = journal();

    subject.raise("TamperDetectionActivated", "the lid is open");

    const entry = { event: "TamperDetectionActivated", at: 1_000_000, info: "the lid is open" };
    expect(subject.entries()).toEqual([entry]);
    expect(told).toEqual([{ type: "security.event", isCritical: true, ...entry }]);
  });

  it("11.9 only writes down an event that is not critical", () => {
    const { journal: subject, told } = journal();

    subject.raise("InvalidMessages", "Foo");

    expect(subject.entries()).toMatchObject([{ event: "InvalidMessages" }]);
    expect(told).toEqual([]);
  });

  it("tells nothing while DisableSecurityEventNotifications is set, and writes down all the same", () => {
    const { journal: subject, told, allowed } = journal();
    allowed.isTelling = false;

    subject.raise("StartupOfTheDevice");

    expect(told).toEqual([]);
    expect(subject.entries()).toEqual([{ event: "StartupOfTheDevice", at: 1_000_000 }]);
  });

  it("lets a flood of one event through only in part and says how many were left out", async () => {
    const { journal: subject, clock } = journal();
    for (let count = 0; count < 500; count++) subject.raise("InvalidMessages");
    subject.raise("SettingSystemTime");

    await clock.advance(minutes(1));
    subject.raise("InvalidMessages", "again");

    const kept = subject.entries();
    expect(kept.filter(({ event }) => event === "InvalidMessages")).toHaveLength(11);
    expect(kept.at(-2)?.event).toBe("SettingSystemTime");
    expect(kept.at(-1)?.info).toBe("again (490 more before it)");
  });

  it("survives a store that fails", () => {
    const { journal: subject, store } = journal();
    store.close();

    expect(() => {
      subject.raise("StartupOfTheDevice");
    }).not.toThrow();
  });

  it("keeps the last ten thousand entries", () => {
    const { store } = journal();
    for (let count = 0; count < 10_003; count++)
      store.securityLog.add({ event: "ResetOrReboot", at: epochMillis(count) });

    const entries = store.securityLog.entries();

    expect(entries).toHaveLength(10_000);
    expect(entries[0]?.at).toBe(3);
  });
});
