import { describe, expect, it } from "vitest";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { SystemClock } from "#hal/host/system-clock";
import { chargerBoot } from "#test/support/charger-boot";
import { bootFileIn, ChargerDriver } from "#test/support/charger-driver";
import { temporaryDirectory } from "#test/support/temporary-directory";

/** Nobody listens there. */
const NOWHERE = "ws://127.0.0.1:1";
const idle = () => {
  const directory = temporaryDirectory();
  return ChargerDriver.start(chargerBoot(NOWHERE, directory), directory);
};

interface Refused {
  readonly what: string;
  readonly path?: string;
  readonly body?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly method?: string;
  readonly status: number;
}

const refusals: readonly Refused[] = [
  { what: "a foreign Host", headers: { host: "evil.example" }, status: 403 },
  { what: "a Host without the port", headers: { host: "127.0.0.1" }, status: 403 },
  { what: "a form's content type", headers: { "content-type": "text/plain" }, status: 415 },
  { what: "no content type", headers: { "content-type": "" }, status: 415 },
  { what: "a body that is not JSON", body: "{", status: 400 },
  { what: "a body that is no object", body: "[]", status: 400 },
  { what: "a body without end", body: JSON.stringify({ idToken: "x".repeat(70_000) }), status: 413 },
  { what: "another method", method: "OPTIONS", status: 405 },
  { what: "an unknown operation", path: "/constructor", status: 404 },
  { what: "the root", path: "/", status: 404 },
  { what: "a mode that is not spoken", path: "/plugIn", body: '{"evseId":1,"mode":"iso15118-ac"}', status: 501 },
];

describe("the process of a simulated charger", () => {
  it("is ready within 5 s although nobody answers it, and says nothing but JSON lines", async () => {
    const clock = new SystemClock();
    const begun = clock.uptime();
    const charger = await idle();
    const took = clock.uptime() - begun;

    charger.closeInput();
    const exit = await charger.exit;

    expect(took).toBeLessThan(5000);
    expect(charger.lines).toEqual([
      { event: "ready", controlUrl: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/) as string },
    ]);
    expect(charger.strays).toEqual([]);
    expect(exit).toEqual({ code: 0, signal: null });
  });

  it("answers lines that are no operations, each in its turn", async () => {
    const charger = await idle();

    charger.write('what?\n[1]\n{"id":"x"}\n{"id":{"deep":1},"op":"sta');
    charger.write('te"}\n\n');
    await charger.do("state");

    expect(charger.lines.slice(1, 5)).toMatchObject([
      { id: null, ok: false },
      { id: null, ok: false },
      { id: "x", ok: false },
      { id: { deep: 1 }, ok: true },
    ]);
  });

  it("refuses over HTTP whatever a page in a browser could send, and what makes no sense", async () => {
    const charger = await idle();
    const json = "application/json; charset=utf-8";

    for (const { what, path, body, headers, method, status } of refusals) {
      const answer = await charger.post(path ?? "/state", body ?? "{}", headers ?? {}, method ?? "POST");
      const error: unknown = expect.any(String);
      expect({ what, ...answer }).toEqual({ what, status, body: { ok: false, error } });
    }
    expect(await charger.post("/state", "", { "content-type": json })).toMatchObject({
      status: 200,
      body: { ok: true },
    });
  });

  it.each([
    { what: "a version that is not spoken", boot: { ocppVersion: "2.0.1" }, lines: ["ocppVersion: names no version"] },
    {
      what: "unknown fields",
      boot: { speed: 2 },
      csms: { pass: "x" },
      lines: ["csms.pass: is unknown", "speed: is unknown"],
    },
    {
      what: "a security profile without what it needs",
      csms: { securityProfile: 2 },
      lines: ["csms.url: must begin with wss://", "csms.basicAuthPassword: is missing"],
    },
    {
      what: "configuration keys that cannot be",
      keys: { HeartbeatInterval: "often", HeartbeatIntervall: "1" },
      lines: ["configurationKeys.HeartbeatInterval: has a value", "configurationKeys.HeartbeatIntervall: is no"],
    },
  ])("ends with 78 and a line for each mistake at $what", async ({ boot, csms, keys, lines }) => {
    const directory = temporaryDirectory();
    const changes = {
      ...(csms === undefined ? {} : { csms }),
      ...(keys === undefined ? {} : { configurationKeys: keys }),
    };
    const charger = new ChargerDriver(bootFileIn(directory, { ...chargerBoot(NOWHERE, directory, changes), ...boot }));

    const exit = await charger.exit;

    const told = charger.stderr.trim().split("\n");
    expect(exit).toEqual({ code: 78, signal: null });
    expect(told).toHaveLength(lines.length);
    for (const line of lines) expect(told.some((each) => each.includes(`boot.json: ${line}`))).toBe(true);
    expect(charger.lines).toEqual([]);
  });

  it.each([
    { what: "is not there", text: undefined, says: "cannot be read" },
    { what: "is not JSON", text: '{"ocppVersion": 1.6,}', says: "line 1, column 21" },
  ])("ends with 78 at a boot file that $what", async ({ text, says }) => {
    const file = join(temporaryDirectory(), "boot.json");
    if (text !== undefined) writeFileSync(file, text);
    const charger = new ChargerDriver(file);

    expect(await charger.exit).toEqual({ code: 78, signal: null });
    expect(charger.stderr).toContain(says);
  });

  it("ends with 78 at a state directory that cannot be made", async () => {
    const directory = temporaryDirectory();
    writeFileSync(join(directory, "file"), "");
    const boot = { ...chargerBoot(NOWHERE, directory), stateDir: "file/state" };
    const charger = new ChargerDriver(bootFileIn(directory, boot));

    expect(await charger.exit).toEqual({ code: 78, signal: null });
    expect(charger.stderr).toContain("boot.json: stateDir: cannot be made");
  });
});
