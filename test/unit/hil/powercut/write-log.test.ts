import { describe, expect, it } from "vitest";
import { readWriteLog } from "#hil/powercut/write-log";

describe("the record of what a process wrote", () => {
  it("is read step by step, with bytes that look like lines", () => {
    const log = Buffer.from(
      "C 7 0 /d/a b\nW 7 4096 6\nS 7 0\nS 7 0\nF 7 0\nD 2 0\nR 0 0 /d/a\t/d/b\nT 7 3\nU 0 0 /d/b\nA 0 0 2\nok",
    );
    expect(readWriteLog(log)).toEqual([
      { kind: "opened", file: 7, path: "/d/a b" },
      { kind: "written", file: 7, offset: 4096, bytes: Buffer.from("S 7 0\n") },
      { kind: "flushed", file: 7 },
      { kind: "flushFailed", file: 7 },
      { kind: "directoryFlushed" },
      { kind: "renamed", from: "/d/a", to: "/d/b" },
      { kind: "truncated", file: 7, length: 3 },
      { kind: "removed", path: "/d/b" },
      { kind: "said", text: "ok" },
    ]);
  });

  it("is refused when it is something else", () => {
    expect(() => readWriteLog(Buffer.from("hello\n"))).toThrow("not a record of writes");
  });
});
