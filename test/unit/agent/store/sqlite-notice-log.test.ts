import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { AgentError } from "#hal/core/errors";
import { silentLog } from "#hal/core/log";
import { VirtualClock } from "#hal/core/virtual-clock";
import type { Notice } from "#agent/domain/notices/notice";
import { openDatabase } from "#agent/store/database";
import { openStationStore } from "#agent/store/station-store";
import { storeEpoch } from "#test/support/station-store-samples";
import { temporaryDirectory } from "#test/support/temporary-directory";

const notices: readonly Notice[] = [
  { type: "diagnostics.status", status: "uploading" },
  { type: "log.status", status: "permissionDenied", requestId: 3 },
  { type: "firmware.status", status: "installVerificationFailed" },
  { type: "security.event", event: "InvalidMessages", at: storeEpoch, isCritical: true, info: "why" },
  { type: "security.event", event: "ResetOrReboot", at: storeEpoch, isCritical: false },
];

function open(path: string) {
  return openStationStore({ path, clock: new VirtualClock(storeEpoch), log: silentLog });
}

describe("SqliteNoticeLog", () => {
  it("gives every notice back in order, after a restart too", () => {
    const path = join(temporaryDirectory(), "station.db");
    const first = open(path);
    for (const notice of notices) first.notices.add(notice);
    first.close();
    const store = open(path);
    const seen: Notice[] = [];
    for (let head = store.notices.head(); head !== undefined; head = store.notices.head()) {
      seen.push(head.notice);
      store.notices.remove(head.position);
    }
    expect(seen).toEqual(notices);
    store.close();
  });

  it("counts attempts over restarts", () => {
    const path = join(temporaryDirectory(), "station.db");
    const first = open(path);
    first.notices.add({ type: "diagnostics.status", status: "uploaded" });
    first.notices.noteAttempt(first.notices.head()?.position ?? -1);
    first.close();
    const store = open(path);
    expect(store.notices.head()?.attempts).toBe(1);
    store.close();
  });

  it("gives up what matters least when it is full", () => {
    const store = open(":memory:");
    const critical = { type: "security.event", event: "InvalidMessages", at: storeEpoch, isCritical: true } as const;
    store.notices.add(critical);
    for (let i = 0; i < 1000; i += 1) store.notices.add({ type: "log.status", status: "uploading", requestId: i });
    const seen: Notice[] = [];
    for (let head = store.notices.head(); head !== undefined; head = store.notices.head()) {
      seen.push(head.notice);
      store.notices.remove(head.position);
    }
    expect(seen).toHaveLength(1000);
    expect(seen.slice(0, 2)).toEqual([critical, { type: "log.status", status: "uploading", requestId: 1 }]);
    store.close();
  });

  it("says which row it cannot read", () => {
    const path = join(temporaryDirectory(), "station.db");
    open(path).close();
    const database = openDatabase({ path, log: silentLog });
    database.prepare("INSERT INTO notice (format, body, is_critical) VALUES (1, '{', 0)").run();
    database.close();
    const store = open(path);
    expect(() => store.notices.head()).toThrow(AgentError);
    store.close();
  });
});
