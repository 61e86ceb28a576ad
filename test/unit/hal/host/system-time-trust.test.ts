import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { isSystemTimeTrusted } from "#hal/host/system-time-trust";
import { temporaryDirectory } from "#test/support/temporary-directory";

function paths() {
  const root = temporaryDirectory();
  return { synchronized: join(root, "synchronized"), hardwareClocks: join(root, "rtc") };
}

it("is not vouched for where there is neither a time server nor a clock with a battery", () => {
  expect(isSystemTimeTrusted(paths())).toBe(false);
});

it("is vouched for once a time server has set it", () => {
  const at = paths();
  writeFileSync(at.synchronized, "");
  expect(isSystemTimeTrusted(at)).toBe(true);
});

it.each([
  ["1\n", true],
  ["0\n", false],
  [undefined, false],
])("is vouched for by a clock of the hardware only when the system was set from it: %j", (text, isTrusted) => {
  const at = paths();
  mkdirSync(join(at.hardwareClocks, "rtc0"), { recursive: true });
  if (text !== undefined) writeFileSync(join(at.hardwareClocks, "rtc0", "hctosys"), text);
  expect(isSystemTimeTrusted(at)).toBe(isTrusted);
});
