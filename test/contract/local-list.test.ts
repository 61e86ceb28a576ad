import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { silentLog } from "#hal/core/log";
import { VirtualClock } from "#hal/core/virtual-clock";
import { idToken } from "#agent/domain/authorization/id-token";
import type { LocalList } from "#agent/ports/station-store";
import { openStationStore } from "#agent/store/station-store";
import { FakeLocalList } from "#test/support/fake-local-list";
import { storeEpoch } from "#test/support/station-store-samples";
import { temporaryDirectory } from "#test/support/temporary-directory";

function openAt(path: string): LocalList {
  const store = openStationStore({ path, clock: new VirtualClock(storeEpoch), log: silentLog });
  onTestFinished(() => {
    store.close();
  });
  return store.localList;
}

const A = idToken("A1");
const B = idToken("B2");
const accepted = { status: "accepted" } as const;

describe.each([
  ["in SQLite", () => openAt(":memory:")],
  ["as the tests' fake", () => new FakeLocalList()],
] as const)("the local list %s", (_name, open) => {
  it("5.12 is empty and of version 0 at first", () => {
    const list = open();
    expect([list.version(), list.size(), list.find(A)]).toEqual([0, 0, undefined]);
  });

  it("5.11 keeps everything that is said of a token and finds it whatever its case", () => {
    const list = open();
    const info = { status: "accepted", parent: idToken("FLEET"), expiresAt: 1_900_000_000_000 } as const;
    list.apply({ kind: "full", version: 3, entries: [{ token: A, info }] });
    expect(list.find(idToken("a1"))).toEqual(info);
    expect([list.version(), list.size()]).toEqual([3, 1]);
  });

  it("5.11 Full replaces, Differential changes, adds and deletes", () => {
    const list = open();
    list.apply({ kind: "full", version: 1, entries: [{ token: A, info: accepted }] });
    list.apply({ kind: "full", version: 2, entries: [{ token: B, info: accepted }] });
    expect(list.find(A)).toBeUndefined();
    list.apply({
      kind: "differential",
      version: 3,
      entries: [
        { token: idToken("b2"), info: { status: "blocked" } },
        { token: A, info: accepted },
      ],
    });
    expect([list.find(B)?.status, list.size()]).toEqual(["blocked", 2]);
    list.apply({ kind: "differential", version: 4, entries: [{ token: idToken("a1") }] });
    expect([list.find(A), list.size(), list.version()]).toEqual([undefined, 1, 4]);
  });
});

describe("the local list on disk", () => {
  it("4.10 survives a restart", () => {
    const path = join(temporaryDirectory(), "station.db");
    openAt(path).apply({ kind: "full", version: 9, entries: [{ token: A, info: accepted }] });
    const again = openAt(path);
    expect([again.version(), again.find(A)]).toEqual([9, accepted]);
  });

  it("5.11 is changed as a whole or not at all", () => {
    const list = openAt(":memory:");
    list.apply({ kind: "full", version: 1, entries: [{ token: A, info: accepted }] });
    const update = { kind: "full", version: 1.5, entries: [{ token: B, info: accepted }] } as const;
    expect(() => {
      list.apply(update);
    }).toThrow();
    expect([list.version(), list.find(A), list.find(B)]).toEqual([1, accepted, undefined]);
  });
});
