import { describe, expect, it } from "vitest";
import { silentLog } from "#hal/core/log";
import { epochMillis, seconds } from "#hal/core/units";
import { VirtualClock } from "#hal/core/virtual-clock";
import type { FirmwareOrder, UpdateState } from "#agent/domain/firmware/firmware-update";
import { openDatabase } from "#agent/store/database";
import { decodeUpdate, encodeUpdate } from "#agent/store/firmware-codec";
import { firmwareUpdate } from "#agent/store/migrations/007-firmware-update";
import { SqliteFirmwareStore } from "#agent/store/sqlite-firmware-store";
import { WriteBehind } from "#agent/store/write-behind";

const order: FirmwareOrder = {
  location: "http://files.test/fw.bin",
  retrieveAt: epochMillis(1000),
  installAt: epochMillis(2000),
  retries: 2,
  retryInterval: seconds(10),
  signed: { requestId: 7, certificate: "PEM", signature: "c2ln" },
};
const { signed: _signed, installAt: _installAt, ...plain } = order;

const states: readonly UpdateState[] = [
  { kind: "none" },
  { kind: "scheduled", order },
  { kind: "scheduled", order: plain },
  { kind: "downloading", order, attempt: 2 },
  { kind: "resting", order, attempt: 2, until: epochMillis(5), isPaused: true },
  { kind: "verifying", order },
  { kind: "installScheduled", order },
  { kind: "clearing", order, isTold: true },
  { kind: "installing", order, tries: 1 },
  { kind: "restarting", order, tries: 2 },
  { kind: "proving", order },
  { kind: "reverting", order },
  { kind: "ended", status: "installed", requestId: 7, at: epochMillis(9) },
  { kind: "ended", status: "downloadFailed", at: epochMillis(9), why: "no" },
];

function store(write: () => void = () => undefined) {
  const database = openDatabase({ path: ":memory:", log: silentLog });
  database.execute(firmwareUpdate.up);
  const behind = new WriteBehind({ database, clock: new VirtualClock(epochMillis(0)), log: silentLog });
  return { database, firmware: new SqliteFirmwareStore(database, behind, { write }) };
}

describe("the record of an update", () => {
  it.each(states)("keeps one that is $kind as it was", (state) => {
    const { firmware } = store();
    firmware.commit({ kind: "scheduled", order }, []);
    firmware.commit(state, []);
    expect(firmware.load()).toEqual(state);
  });

  it("is none at first", () => {
    expect(store().firmware.load()).toEqual({ kind: "none" });
  });

  it("is written with what is told of it, or not at all", () => {
    const { firmware } = store(() => {
      throw new TypeError("full");
    });
    const notice = { type: "firmware.status", status: "downloading" } as const;
    expect(() => {
      firmware.commit({ kind: "verifying", order }, [notice]);
    }).toThrow("full");
    expect(firmware.load()).toEqual({ kind: "none" });
  });

  it.each(["{", "{}", '{"kind":"odd"}', '{"kind":"verifying"}', '{"kind":"ended","status":"idle","at":1}'])(
    "refuses what makes no sense: %s",
    (body) => {
      const place = { table: "firmware_update", key: 1 };
      expect(() => decodeUpdate(place, 1, body)).toThrow(expect.objectContaining({ code: "store.corrupt-row" }));
      expect(() => decodeUpdate(place, 2, encodeUpdate({ kind: "none" }))).toThrow();
    },
  );
});
