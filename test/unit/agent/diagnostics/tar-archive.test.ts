import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { epochMillis } from "#hal/core/units";
import { writeArchive } from "#agent/diagnostics/tar-archive";
import { unpack } from "#test/support/fake-file-transfer";
import { temporaryDirectory } from "#test/support/temporary-directory";

describe("the archive", () => {
  it("is one that tar opens: names, bytes and time", async () => {
    const path = join(temporaryDirectory(), "a.tar.gz");
    const entries = [
      { name: "empty.txt", content: new Uint8Array() },
      { name: "block.txt", content: Buffer.alloc(512, "b") },
      { name: "more.jsonl", content: Buffer.from("ä\n".repeat(400)) },
    ];
    await writeArchive(path, entries, epochMillis(Date.UTC(2026, 2, 1)));
    const listed = execFileSync("tar", ["--utc", "-tvzf", path], { encoding: "utf8" });
    expect(listed.match(/(\d+) 2026-03-01 00:00 \S+/g)).toEqual([
      "0 2026-03-01 00:00 empty.txt",
      "512 2026-03-01 00:00 block.txt",
      "1200 2026-03-01 00:00 more.jsonl",
    ]);
    expect(execFileSync("tar", ["-xOzf", path, "more.jsonl"], { encoding: "utf8" })).toBe("ä\n".repeat(400));
    expect([...unpack(readFileSync(path)).keys()]).toEqual(["empty.txt", "block.txt", "more.jsonl"]);
  });
});
