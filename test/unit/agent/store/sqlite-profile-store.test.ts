import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { evseId } from "#hal/core/charging";
import { silentLog } from "#hal/core/log";
import { epochMillis, hours, millis, seconds } from "#hal/core/units";
import { VirtualClock } from "#hal/core/virtual-clock";
import type { InstalledProfile } from "#agent/domain/smart-charging/charging-profile";
import { openDatabase } from "#agent/store/database";
import { openStationStore } from "#agent/store/station-store";
import { storeEpoch } from "#test/support/station-store-samples";
import { temporaryDirectory } from "#test/support/temporary-directory";

const full: InstalledProfile = {
  evse: evseId(1),
  profile: {
    id: 7,
    stackLevel: 3,
    purpose: "txDefault",
    kind: "recurring",
    recurrency: "weekly",
    validFrom: storeEpoch,
    validTo: epochMillis(storeEpoch + 86_400_000),
    schedule: {
      unit: "W",
      duration: hours(8),
      startsAt: storeEpoch,
      periods: [
        { start: millis(0), limit: 7000.5, phases: 3 },
        { start: seconds(60), limit: 0 },
      ],
      minimumRate: 4140,
    },
  },
};
const plain: InstalledProfile = {
  evse: 0,
  profile: {
    id: 1,
    stackLevel: 0,
    purpose: "stationMax",
    kind: "absolute",
    schedule: { unit: "A", startsAt: storeEpoch, periods: [{ start: millis(0), limit: 16 }] },
  },
};

function open(path: string) {
  return openStationStore({ path, clock: new VirtualClock(storeEpoch), log: silentLog });
}

/** Writes `body` over the stored one, as a failing disk or another program would. */
function spoil(path: string, statement: string): void {
  const database = openDatabase({ path, log: silentLog });
  database.execute(statement);
  database.close();
}

describe("the store of charging profiles", () => {
  it("9.12 gives back after a restart what was put in, in the order of installation", () => {
    const path = join(temporaryDirectory(), "station.db");
    const before = open(path);
    before.profiles.change({ removed: [], added: full });
    before.profiles.change({ removed: [], added: plain });
    before.close();
    const after = open(path);
    expect(after.profiles.all()).toEqual([full, plain]);
    after.close();
  });

  it("9.2 replaces in one commit", () => {
    const store = open(":memory:");
    store.profiles.change({ removed: [], added: full });
    const other = { ...plain, profile: { ...plain.profile, id: 7 } };
    store.profiles.change({ removed: [7], added: other });
    expect(store.profiles.all()).toEqual([other]);
    store.profiles.change({ removed: [7] });
    expect(store.profiles.all()).toEqual([]);
    store.close();
  });

  it("takes nothing away when what is added cannot be written", () => {
    const store = open(":memory:");
    store.profiles.change({ removed: [], added: full });
    const schedule = { ...plain.profile.schedule, periods: [{ start: millis(0), limit: Number.NaN }] };
    const bad = { ...plain, profile: { ...plain.profile, schedule } };
    expect(() => {
      store.profiles.change({ removed: [7], added: bad });
    }).toThrow(expect.objectContaining({ code: "store.bad-value" }));
    expect(store.profiles.all()).toEqual([full]);
    store.close();
  });

  it.each([
    ["body", "UPDATE charging_profile SET body = '{'"],
    ["format", "UPDATE charging_profile SET format = 99"],
    ["schedule.", "UPDATE charging_profile SET body = json_remove(body, '$.schedule')"],
    [
      "schedule.periods[0].limit",
      "UPDATE charging_profile SET body = json_set(body, '$.schedule.periods[0].limit', 'much')",
    ],
    ["purpose", "UPDATE charging_profile SET body = json_set(body, '$.purpose', 'tx')"],
  ])("says which row is spoilt when %s cannot be read", (field, statement) => {
    const path = join(temporaryDirectory(), "station.db");
    const before = open(path);
    before.profiles.change({ removed: [], added: full });
    before.close();
    spoil(path, statement);
    const after = open(path);
    expect(() => after.profiles.all()).toThrow(
      expect.objectContaining({ code: "store.corrupt-row", details: { table: "charging_profile", key: 7, field } }),
    );
    after.close();
  });
});
