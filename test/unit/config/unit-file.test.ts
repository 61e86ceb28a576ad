import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { repository } from "#test/support/architecture-tree";

const read = (...path: readonly string[]) => readFileSync(join(repository, ...path), "utf8");
const unit = read("config", "systemd", "borne.service");

it.each([
  ["waits to hear of the agent", "Type=notify"],
  ["hears what a child of the agent says", "NotifyAccess=all"],
  ["ends an agent that gives no sign of life for 30 s", "WatchdogSec=30"],
  ["starts it again however it ended", "Restart=always"],
  ["counts starts within ten minutes", "StartLimitIntervalSec=600"],
  ["lets five of them fail", "StartLimitBurst=5"],
  ["starts the machine again then", "StartLimitAction=reboot"],
  ["keeps nothing of the memory of an agent that hung", "LimitCORE=0"],
  ["gives it no rights of root", "CapabilityBoundingSet="],
])("R13 the unit file %s", (_what, line) => {
  expect(unit.split("\n")).toContain(line);
});

it("R13 the unit file is the one that the documentation shows", () => {
  expect(read("docs", "operations.md")).toContain(unit.trimEnd());
});
