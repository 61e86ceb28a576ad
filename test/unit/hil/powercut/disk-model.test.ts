import { describe, expect, it } from "vitest";
import { SeededRandom } from "#hal/core/random";
import { DiskModel, type Leftover } from "#hil/powercut/disk-model";
import type { WriteStep } from "#hil/powercut/write-log";

const written = (text: string, offset = 0, file = 1): WriteStep => ({
  kind: "written",
  file,
  offset,
  bytes: Buffer.from(text),
});
const opened = (path = "a", file = 1): WriteStep => ({ kind: "opened", file, path });
const flushed: WriteStep = { kind: "flushed", file: 1 };
const named: WriteStep = { kind: "directoryFlushed" };

function after(steps: readonly WriteStep[], leftover: Leftover, seed = 1): Readonly<Record<string, string>> {
  const disk = new DiskModel();
  for (const step of steps) disk.apply(step);
  const files = disk.afterCut(leftover, new SeededRandom(seed).stream("cut"));
  return Object.fromEntries([...files].map(([path, content]) => [path, content.toString()]));
}

/** All that a cut may leave, as far as forty tries show it. */
function everything(steps: readonly WriteStep[]): ReadonlySet<string> {
  return new Set(Array.from({ length: 40 }, (_none, seed) => JSON.stringify(after(steps, "anything", seed))));
}

describe("R2 a disk whose power is cut", () => {
  it("keeps what was flushed with its name, whatever else it loses", () => {
    const steps = [opened(), named, written("kept"), flushed, written("lost", 4)];
    expect(after(steps, "nothing")).toEqual({ a: "kept" });
    expect(after(steps, "all")).toEqual({ a: "keptlost" });
  });

  it("has lost for good what a flush has failed to write, however often it is flushed afterwards, unless it is written again", () => {
    const failed: WriteStep = { kind: "flushFailed", file: 1 };
    const before = [opened(), named, written("kept"), flushed, written("lost", 4), failed];
    const zeros = "\0".repeat(4);
    expect(after([...before, flushed], "all")).toEqual({ a: `kept${zeros}` });
    expect(after([...before, written("lost", 4), flushed], "nothing")).toEqual({ a: "keptlost" });
  });

  it("loses a flushed file whose name was not flushed", () => {
    expect(after([opened(), written("kept"), flushed], "nothing")).toEqual({});
  });

  it("may keep a later write and lose an earlier one", () => {
    const far = 3 * 4096;
    const states = everything([opened(), named, written("one"), written("two", far)]);
    const onlyLater = [...states].filter((state) => state.includes("two") && !state.includes("one"));
    expect(onlyLater.length).toBeGreaterThan(0);
    expect(states.size).toBe(4);
  });

  it("may lose a part of one write", () => {
    const long = "x".repeat(4096) + "y".repeat(4096);
    const states = everything([opened(), named, written(long)]);
    expect([...states].some((state) => state.includes("y") && !state.includes("x"))).toBe(true);
  });

  it("may show a renamed file without its content when the flush was left out", () => {
    const steps = [opened("a"), named, written("old"), flushed];
    const swap = [...steps, opened("b", 2), written("new", 0, 2), { kind: "renamed", from: "b", to: "a" } as const];
    expect([...everything(swap)]).toContain(JSON.stringify({ a: "" }));
  });

  it("shows the old or the new file when the new one was flushed before the rename", () => {
    const swap: readonly WriteStep[] = [
      opened("a"),
      named,
      written("old"),
      flushed,
      opened("b", 2),
      written("new", 0, 2),
      { kind: "flushed", file: 2 },
      { kind: "renamed", from: "b", to: "a" },
    ];
    const contents = [...everything(swap)].map((state) => (JSON.parse(state) as { readonly a: string }).a);
    expect(new Set(contents)).toEqual(new Set(["old", "new"]));
  });

  it("cuts a file short and fills a gap with zeros", () => {
    const steps: readonly WriteStep[] = [
      opened(),
      written("abcdef"),
      { kind: "truncated", file: 1, length: 2 },
      written("z", 3),
    ];
    expect(after(steps, "all")).toEqual({ a: "ab\0z" });
  });

  it("gives a file that was removed and made again a new life", () => {
    const steps: readonly WriteStep[] = [
      opened(),
      written("old"),
      { kind: "removed", path: "a" },
      opened(),
      written("n"),
    ];
    expect(after(steps, "all")).toEqual({ a: "n" });
  });
});
