import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { repository } from "#test/support/architecture-tree";
import { runProgram } from "#test/support/run-program";
import { endSample, sessionSample, startSample } from "#test/support/station-store-samples";
import { StoreDisk } from "#test/support/store-disk";
import { temporaryDirectory } from "#test/support/temporary-directory";

const config = {
  station: { vendor: "Borne", model: "Test", serialNumber: "T-1" },
  store: { directory: "store" },
  csms: { url: "ws://127.0.0.1:9", identity: "T-1" },
  board: { file: "openevse-sdm630" },
  devices: { controller: "/dev/none-1", "meter-bus": "/dev/none-2", reader: "/dev/none-3" },
};

function chargerDirectory(): string {
  const directory = temporaryDirectory();
  writeFileSync(join(directory, "charger.json"), JSON.stringify(config), { mode: 0o600 });
  return directory;
}

const list = (directory: string, ...options: readonly string[]) =>
  runProgram(join(repository, "bin/borne.mjs"), ["dead-letters", "-c", join(directory, "charger.json"), ...options], {
    folder: directory,
    env: { PATH: process.env["PATH"] ?? "" },
  });

describe("borne dead-letters", () => {
  it("R5 lists what the back end never took, while the store is in use, to read and to work with", async () => {
    const directory = chargerDirectory();
    mkdirSync(join(directory, "store"), { mode: 0o700 });
    const store = new StoreDisk(join(directory, "store")).open();
    store.sessions.commit({ session: sessionSample("t1"), facts: [startSample("t1"), endSample("t1", 1)] });
    for (let i = 0; i < 2; i++)
      store.facts.settle(store.facts.head()?.position ?? 0, { kind: "dead", why: "no good answer after 5 attempts" });
    const text = await list(directory);
    const json = await list(directory, "--json");
    expect([text.exitCode, json.exitCode]).toEqual([0, 0]);
    expect(text.stdout.trimEnd().split("\n")).toEqual([
      "2026-01-15T12:00:00.000Z  transaction.started  t1  0 attempts: no good answer after 5 attempts",
      "2026-01-15T12:00:00.000Z  transaction.ended  t1  0 attempts: no good answer after 5 attempts",
    ]);
    const letters = json.stdout
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line) as { readonly fact: unknown });
    expect(letters.map(({ fact }) => fact)).toEqual([startSample("t1"), endSample("t1", 1)]);
  });

  it("ends with 74 where there is no store, and makes none", async () => {
    const { exitCode, stdout, stderr } = await list(chargerDirectory());
    expect(exitCode).toBe(74);
    expect(stdout).toBe("");
    expect(stderr).toContain("there is no store");
  });
});
