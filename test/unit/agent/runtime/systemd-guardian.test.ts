import { chmodSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { silentLog } from "#hal/core/log";
import { noGuardian } from "#agent/ports/process-guardian";
import { systemdGuardian } from "#agent/runtime/systemd-guardian";
import { RecordingLog } from "#test/support/recording-log";
import { until } from "#test/support/rehearsal-until";
import { temporaryDirectory } from "#test/support/temporary-directory";

const socket = "/run/nobody/notify";

describe("the way to systemd", () => {
  it("is nobody without NOTIFY_SOCKET", () => {
    expect(systemdGuardian({ env: { WATCHDOG_USEC: "30000000" }, pid: 7 }, silentLog)).toBe(noGuardian);
  });

  it.each([
    ["the time that systemd waits", { WATCHDOG_USEC: "30000000" }, 30_000],
    ["the time that it waits for this process", { WATCHDOG_USEC: "1500000", WATCHDOG_PID: "7" }, 1500],
    ["nothing when it waits for another process", { WATCHDOG_USEC: "30000000", WATCHDOG_PID: "8" }, undefined],
    ["nothing when it does not wait", {}, undefined],
    ["nothing by what is no number", { WATCHDOG_USEC: "soon" }, undefined],
  ])("knows %s", (_what, env, patience) => {
    expect(systemdGuardian({ env: { NOTIFY_SOCKET: socket, ...env }, pid: 7 }, silentLog).patience).toBe(patience);
  });

  it("gives the helper the news word by word, the socket, and nothing else of the environment", async () => {
    const directory = temporaryDirectory();
    const file = join(directory, "heard");
    helper(
      directory,
      `printf '%s|' "$@" "$NOTIFY_SOCKET" "$SECRET" > "${file}.part"; /bin/mv "${file}.part" "${file}"`,
    );
    const env = { PATH: directory, NOTIFY_SOCKET: socket, SECRET: "hunter2" };
    systemdGuardian({ env, pid: 7 }, silentLog).tell(["READY=1", "STATUS=a; rm -rf $HOME"]);

    await until("the helper has done its work", () => existsSync(file));
    expect(readFileSync(file, "utf8")).toBe(`READY=1|STATUS=a; rm -rf $HOME|${socket}||`);
  });

  it("says once that the helper is missing or fails, and never throws", async () => {
    const log = new RecordingLog();
    const untold = () => log.events.filter(({ event }) => event === "watchdog.untold").length;
    const directory = temporaryDirectory();
    const guardian = systemdGuardian({ env: { PATH: directory, NOTIFY_SOCKET: socket }, pid: 7 }, log);
    guardian.tell(["WATCHDOG=1"]);
    await until("the helper has done its work", () => untold() === 1);
    helper(directory, "exit 3");
    guardian.tell(["WATCHDOG=1"]);
    const file = join(directory, "done");
    helper(directory, `: > "${file}"; exit 3`);
    guardian.tell(["WATCHDOG=1"]);
    await until("the helper has done its work", () => existsSync(file));

    expect(untold()).toBe(1);
  });

  it("R13 tells once more that the process works where the first word was not heard, and not when it ends", async () => {
    const directory = temporaryDirectory();
    const log = new RecordingLog();
    const guardian = systemdGuardian({ env: { PATH: directory, NOTIFY_SOCKET: socket }, pid: 7 }, log);
    guardian.tell(["READY=1"]);
    await until("the first word is lost", () => log.events.length === 1);

    const file = join(directory, "heard");
    helper(directory, `echo "$*" >> "${file}"`);
    const lines = () => (existsSync(file) ? readFileSync(file, "utf8").trimEnd().split("\n") : []);
    guardian.tell(["STOPPING=1"]);
    await until("the end is heard", () => lines().length === 1);
    guardian.tell(["WATCHDOG=1"]);
    await until("the sign of life is heard", () => lines().length === 2);
    expect(lines()).toEqual(["STOPPING=1", "READY=1 WATCHDOG=1"]);
    await until("that is enough", () => {
      guardian.tell(["WATCHDOG=1"]);
      return lines().at(-1) === "WATCHDOG=1";
    });
  });

  it("R13 survives a helper that cannot even be tried", () => {
    const log = new RecordingLog();
    systemdGuardian({ env: { NOTIFY_SOCKET: socket }, pid: 7 }, log).tell(["STATUS=\0"]);
    expect(log.events.map(({ event }) => event)).toEqual(["watchdog.untold"]);
  });
});

function helper(directory: string, script: string): void {
  const path = join(directory, "systemd-notify");
  writeFileSync(path, `#!/bin/sh\n${script}\n`);
  chmodSync(path, 0o755);
}
