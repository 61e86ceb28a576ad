import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { systemTimeSource } from "#hal/host/system-time-trust";
import { temporaryDirectory } from "#test/support/temporary-directory";

function paths() {
  const root = temporaryDirectory();
  return { synchronized: join(root, "synchronized"), hardwareClocks: join(root, "rtc") };
}

it("is not vouched for where there is neither a time server nor a clock with a battery", () => {
  expect(systemTimeSource(paths())).toBeUndefined();
});

it("is vouched for once a time server has set it", () => {
  const at = paths();
  writeFileSync(at.synchronized, "");
  expect(systemTimeSource(at)).toBe("timeServer");
});

it.each([
  ["1\n", "battery"],
  ["0\n", undefined],
  [undefined, undefined],
])("is vouched for by a clock of the hardware only when the system was set from it: %j", (text, source) => {
  const at = paths();
  mkdirSync(join(at.hardwareClocks, "rtc0"), { recursive: true });
  if (text !== undefined) writeFileSync(join(at.hardwareClocks, "rtc0", "hctosys"), text);
  expect(systemTimeSource(at)).toBe(source);
});

it("is vouched for by the time server before the clock of the hardware", () => {
  const at = paths();
  mkdirSync(join(at.hardwareClocks, "rtc0"), { recursive: true });
  writeFileSync(join(at.hardwareClocks, "rtc0", "hctosys"), "1\n");
  writeFileSync(at.synchronized, "");
  expect(systemTimeSource(at)).toBe("timeServer");
});
