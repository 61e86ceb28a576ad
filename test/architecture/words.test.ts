import { readdirSync, readFileSync } from "node:fs";
import { basename, join, relative } from "node:path";
import { describe, expect, it } from "vitest";
import { repository } from "#test/support/architecture-tree";

const layers = ["hal", "agent", "config", "simulator", "hil"];

function sourcesBelow(folder: string): readonly string[] {
  return readdirSync(join(repository, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(".ts") && !entry.name.endsWith(".d.ts"))
    .map((entry) => relative(repository, join(entry.parentPath, entry.name)));
}

const read = (file: string) => readFileSync(join(repository, file), "utf8");

describe("words of the sources", () => {
  it("name an OCPP version's subprotocol in one place of the agent only", () => {
    const users = sourcesBelow("agent").filter((file) => /["'`]ocpp(1\.6|2\.0\.1|2\.1)["'`]/.test(read(file)));

    expect(users.filter((file) => file !== "agent/ocpp/dialects/choose-dialect.ts")).toEqual([]);
  });

  it("name files in kebab-case after what they hold", () => {
    const files = layers.flatMap(sourcesBelow).map((file) => basename(file, ".ts"));

    expect(files.filter((name) => !/^[a-z0-9]+(-[a-z0-9]+)*$/.test(name))).toEqual([]);
    expect(files.filter((name) => /^(index|utils?|helpers?|common|misc|.*manager|base)$/.test(name))).toEqual([]);
  });

  it("leave nothing for later", () => {
    const files = layers.flatMap(sourcesBelow).filter((file) => /\b(TODO|FIXME|XXX|HACK)\b/.test(read(file)));

    expect(files).toEqual([]);
  });
});
