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

it.each(["ttyS", "ttyAMA", "ttymxc", "ttyLP", "ttyO", "ttySTM", "ttyPS", "ttySC"])(
  "R13 the unit file lets it use the lines that kernels call %s",
  (name) => {
    expect(unit.split("\n")).toContain(`DeviceAllow=char-${name} rw`);
  },
);

it.each([
  ["ttyUSB", 188],
  ["ttyACM", 166],
])("R13 the unit file lets it use adapters (%s) that are plugged in after its start", (_name, number) => {
  expect(unit.split("\n")).toContain(`DeviceAllow=char-${String(number)} rw`);
});

it("S7 the ports of the example are open to a process without rights", () => {
  const [, first] =
    /^net\.ipv4\.ip_unprivileged_port_start = (\d+)$/m.exec(read("config", "systemd", "borne-ports.conf")) ?? [];
  const example = read("config", "examples", "openevse.json");
  const ports = [...example.matchAll(/"(?:port|securePort)": (\d+)/g)].map(([, port]) => Number(port));
  expect(ports).toContain(443);
  for (const port of ports) expect(port).toBeGreaterThanOrEqual(Number(first));
});

it("R13 the unit file is the one that the documentation shows", () => {
  expect(read("docs", "operations.md")).toContain(unit.trimEnd());
});
