import { readdirSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { SeededRandom } from "#hal/core/random";
import { AgentError } from "#hal/core/errors";
import { seconds } from "#hal/core/units";
import { endSample, sessionSample, startSample } from "#test/support/station-store-samples";
import { damages, StoreDisk } from "#test/support/store-disk";
import { contentOf, eventsOf, fillStore } from "#test/support/store-recovery";
import { RecordingLog } from "#test/support/recording-log";

async function filled(): Promise<{ readonly disk: StoreDisk; readonly expected: object }> {
  const disk = new StoreDisk();
  const store = disk.open();
  await fillStore(disk, store);
  return { disk, expected: contentOf(disk.cutPower().open()) };
}

/** What no journal can make shorter. */
function noise(seed: number): string {
  const stream = new SeededRandom(seed).stream("noise");
  return Array.from({ length: 50_000 }, () => String.fromCharCode(33 + Math.floor(stream.next() * 90))).join("");
}

describe("a store whose database was damaged", () => {
  it.each(damages)("R9 %s: has everything of class A when it opens, and says what happened", async (damage) => {
    const { disk, expected } = await filled();
    const closed = disk.cutPower();
    closed.open().close();
    closed.damage(damage, 0.05);
    const begun = performance.now();
    const store = closed.open();
    expect(performance.now() - begun).toBeLessThan(30_000);
    expect(contentOf(store)).toEqual(expected);
    expect(eventsOf(store)).toEqual(["RecordUndeliverable", "StoreRebuilt"]);
    expect(store.health.state()).toMatchObject({
      trouble: undefined,
      isInTwoPlaces: true,
      rebuiltAt: closed.clock.now(),
    });
  });

  it.each(damages)("R9 %s, after a power cut: the write-ahead log of another file is not mixed in", async (damage) => {
    const { disk, expected } = await filled();
    const cut = disk.cutPower();
    cut.damage(damage, 0.05);
    expect(contentOf(cut.open())).toEqual(expected);
  });

  it("R9 gets commits back that were acknowledged and that the write-ahead log lost", async () => {
    const { disk, expected } = await filled();
    const cut = disk.cutPower();
    cut.damage("log lost");
    expect(contentOf(cut.open())).toEqual(expected);
  });

  it("R9 goes on from there: what is committed afterwards is safe again", async () => {
    const { disk } = await filled();
    const closed = disk.cutPower();
    closed.open().close();
    closed.damage("zeroed");
    const store = closed.open();
    await closed.untilSnapshot();
    store.sessions.commit({ session: sessionSample("later"), facts: [startSample("later")] });
    const expected = contentOf(closed.cutPower().open());
    const again = closed.cutPower();
    again.damage("zeroed");
    expect(contentOf(again.open())).toEqual(expected);
  });

  it("R9 keeps the damaged file, and not more than two of them", async () => {
    const { disk } = await filled();
    const cut = disk.cutPower();
    for (let i = 0; i < 4; i++) {
      cut.open().close();
      cut.damage("not a database");
    }
    cut.open();
    const names = readdirSync(cut.directory).filter((name) => /damaged-\d+$/.test(name));
    expect(names).toEqual(["station.db.damaged-3", "station.db.damaged-4"]);
  });

  it("R9 is made from the older snapshot when the newest is damaged too", async () => {
    const { disk, expected } = await filled();
    const store = disk.open();
    for (let i = 0; i < 60; i++) store.variables.set("HeartbeatInterval", noise(i));
    await disk.untilSnapshot(2);
    store.variables.set("HeartbeatInterval", "77");
    store.close();
    const cut = disk.cutPower();
    const newest =
      readdirSync(cut.directory)
        .filter((name) => name.includes("snapshot"))
        .at(-1) ?? "";
    cut.write(Buffer.from("no database"), newest.replace("station.db", ""));
    cut.damage("deleted");
    expect(contentOf(cut.open())).toEqual(expected);
  });

  it("R9 charges on with empty books when both copies are gone", () => {
    const disk = new StoreDisk();
    disk.write(Buffer.from("x".repeat(8192)));
    const log = new RecordingLog();
    const store = disk.open({}, log);
    store.sessions.commit({ session: sessionSample("t1"), facts: [startSample("t1")] });
    expect(store.facts.depth()).toBe(1);
    expect(eventsOf(store)).toEqual(["StoreRebuilt"]);
  });

  it("R9 is mended while it is in use, and what was being written is not lost", async () => {
    const disk = new StoreDisk();
    let isDamaged = false;
    const store = disk.open({
      beforeWrite: () => {
        if (!isDamaged) return;
        isDamaged = false;
        throw new AgentError("store.failed", "malformed", { sqlite: "SQLITE_CORRUPT_INDEX" });
      },
    });
    await fillStore(disk, store);
    const expected = contentOf(disk.cutPower().open());
    isDamaged = true;
    const end = endSample("open", 2);
    const ended = { at: end.at, meterStop: end.meterStop, cause: end.cause };
    store.sessions.commit({ session: sessionSample("open", { nextSeqNo: 3, ended }), facts: [end] });
    expect(store.health.state()).toMatchObject({ trouble: undefined, rebuiltAt: disk.clock.now() });
    const found = contentOf(disk.cutPower().open()) as { readonly queue: readonly unknown[] };
    expect(found.queue).toEqual([
      ...(expected as { readonly queue: readonly unknown[] }).queue,
      { fact: end, attempts: 0 },
    ]);
  });
});

describe("the second copy", () => {
  it("R1 what was torn off in the middle of a record is cut off, and nothing else", async () => {
    const { disk, expected } = await filled();
    const whole = disk.cutPower();
    whole.open().close();
    const name =
      readdirSync(whole.directory)
        .filter((each) => each.includes("journal"))
        .at(-1) ?? "";
    const suffix = name.replace("station.db", "");
    const bytes = whole.read(suffix);
    for (const length of [bytes.length - 1, bytes.length - 100, 1, 0]) {
      const cut = whole.cutPower();
      cut.write(bytes.subarray(0, length), suffix);
      const store = cut.open();
      expect(contentOf(cut.cutPower().open())).toEqual(expected);
      // The database decides; the journal begins anew and is whole again with the next snapshot.
      await cut.untilSnapshot(2);
      store.close();
      cut.damage("deleted");
      expect(contentOf(cut.open())).toEqual(expected);
    }
  });

  it("is bounded: old snapshots and journals go", async () => {
    const disk = new StoreDisk();
    const store = disk.open();
    for (let i = 0; i < 150; i++) {
      store.variables.set("HeartbeatInterval", noise(i));
      if (i % 10 === 0) await disk.clock.advance(seconds(1));
    }
    await disk.untilSnapshot(2);
    const names = readdirSync(disk.directory);
    expect(names.filter((name) => name.includes("snapshot-"))).toHaveLength(2);
    expect(names.filter((name) => name.includes("journal-")).length).toBeLessThanOrEqual(4);
  }, 60_000);

  it("R9 any page may be flipped", async () => {
    const { disk, expected } = await filled();
    const closed = disk.cutPower();
    closed.open().close();
    const chance = new SeededRandom(Number(process.env["BORNE_SEED"] ?? 1)).stream("page");
    for (let flip = 0; flip < Number(process.env["BORNE_FLIPS"] ?? 25); flip++) {
      const one = closed.cutPower();
      one.damage("one page flipped", chance.next());
      expect(contentOf(one.open()), `flip ${String(flip)}`).toEqual(expected);
    }
  }, 600_000);
});
