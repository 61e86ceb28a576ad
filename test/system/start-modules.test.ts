import { readFileSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { onTestFinished, describe, expect, it } from "vitest";
import { SeededRandom } from "#hal/core/random";
import { SystemClock } from "#hal/host/system-clock";
import { fieldsOf } from "#simulator/csms/payload-fields";
import { cards, Rehearsal } from "#simulator/rehearsal";
import { repository } from "#test/support/architecture-tree";
import { until } from "#test/support/rehearsal-until";
import { temporaryDirectory } from "#test/support/temporary-directory";

/** What somebody else needs: a visitor on the page, an export, a certificate, an upload, another board, the command line. */
const later = [
  ...["fastify", "find-my-way", "light-my-request", "pdfkit", "fontkit", "uqr", "@peculiar/x509", "tslib"],
  ...["basic-ftp", "ssh2", "ssh2-sftp-client", "onoff", "i2c-bus", "commander", "esbuild", "typescript", "node-pty"],
];
/** Of zod the program has what it needs of it inside. */
const never = ["zod"];

/** Writes down each module that Node looks at, and at the end of the process those that were required. */
function noteTaker(folder: string) {
  const noted = join(folder, "modules.txt");
  const hooks = `
    import { appendFileSync } from "node:fs";
    export async function load(url, context, next) {
      appendFileSync(${JSON.stringify(noted)}, url + "\\n");
      return next(url, context);
    }`;
  const start = `
    import { appendFileSync } from "node:fs";
    import { Module, register } from "node:module";
    import { pathToFileURL } from "node:url";
    register("data:text/javascript,${encodeURIComponent(hooks)}");
    process.on("exit", () => {
      for (const file of Object.keys(Module._cache)) appendFileSync(${JSON.stringify(noted)}, pathToFileURL(file) + "\\n");
    });`;
  const script = join(folder, "note-modules.mjs");
  writeFileSync(script, start);
  return { option: `--import ${pathToFileURL(script).href}`, noted };
}

/** Files below the repository that an agent had loaded when it was charging. */
async function loadedByCharge(): Promise<readonly string[]> {
  const directory = temporaryDirectory();
  const clock = new SystemClock();
  const { option, noted } = noteTaker(directory);
  const rehearsal = new Rehearsal({
    directory,
    clock,
    lineClock: clock,
    scale: { speed: 1, anchor: clock.now() },
    random: new SeededRandom(1),
    command: join(repository, "bin", "borne.mjs"),
    execPath: process.execPath,
    environment: { ...process.env, NODE_OPTIONS: option },
    logLevel: "info",
    hasSite: true,
  });
  onTestFinished(() => rehearsal.stop());
  await rehearsal.start();
  const { station, csms } = rehearsal;
  const reported = (status: string) =>
    csms.messages.some(
      ({ action, payload }) => action === "StatusNotification" && fieldsOf(payload)["status"] === status,
    );
  await until("the connector is available", () => reported("Available"));
  station.plugIn({ stateOfCharge: 0.2 });
  await until("the connector is preparing", () => reported("Preparing"));
  station.tapCard(cards.valid);
  await until("the vehicle charges", () => reported("Charging"));
  await rehearsal.agent.stop();
  const urls = readFileSync(noted, "utf8").trimEnd().split("\n");
  const files = urls.filter((url) => url.startsWith("file:")).map((url) => relative(repository, fileURLToPath(url)));
  return [...new Set(files.filter((file) => !file.startsWith("..")))];
}

describe("what the agent loads to charge a vehicle", () => {
  it("is itself in one piece and the packages it needs for that, and nothing that waits for somebody else", async () => {
    const files = await loadedByCharge();

    const packages = new Set(files.flatMap((file) => /^node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(file)?.[1] ?? []));
    expect([...packages]).toEqual(expect.arrayContaining(["better-sqlite3", "pino", "ws"]));
    expect([...later, ...never].filter((name) => packages.has(name))).toEqual([]);
    const own = files.filter((file) => !file.startsWith("node_modules/"));
    expect(own).toContain("dist/program/agent.js");
    expect(own.filter((file) => !file.startsWith("dist/program/") && file !== "bin/borne.mjs")).toEqual([]);
    expect(own.filter((file) => /\/(site|[a-z]+-transfer|pdf-library|qr-code|live-socket)-/.test(file))).toEqual([]);
    // Each costs a charger some tenths of a millisecond on every start.
    expect(files.length).toBeLessThan(230);
  });
});
