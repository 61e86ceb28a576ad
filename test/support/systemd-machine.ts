import { execFile, spawn } from "node:child_process";
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { onTestFinished } from "vitest";
import { AgentError } from "#hal/core/errors";
import { seconds } from "#hal/core/units";
import { until } from "#test/support/rehearsal-until";

/** The user that the unit file names; nobody of this machine. */
export const unitUser = 29_990;
/** The group that may use its serial lines. */
export const unitLines = 29_991;

/** The first process of name spaces of its own: nothing but the units that it is given, and the real `systemd`. Network and devices are this machine's. */
export class SystemdMachine {
  readonly #pid: number;

  private constructor(pid: number) {
    this.#pid = pid;
  }

  /** @param units what is to stand in files of these names */
  static async start(directory: string, units: Readonly<Record<string, string>>): Promise<SystemdMachine> {
    mkdirSync(join(directory, "units"), { recursive: true });
    mkdirSync(join(directory, "lib"), { recursive: true });
    for (const [name, text] of Object.entries({ ...units, "empty.target": emptyTarget })) {
      const path = join(directory, "units", name);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, text);
    }
    const account = `borne:x:${String(unitUser)}:`;
    writeFileSync(
      join(directory, "passwd"),
      `${etc("passwd")}${account}${String(unitUser)}::/nonexistent:/bin/false\n`,
    );
    writeFileSync(join(directory, "group"), `${etc("group")}${account}\ndialout:x:${String(unitLines)}:\n`);
    const script = join(directory, "init.sh");
    writeFileSync(script, initScript);
    chmodSync(script, 0o755);

    const args = [
      "--fork",
      "--kill-child=SIGKILL",
      "--pid",
      "--mount",
      "--cgroup",
      "--ipc",
      "--uts",
      script,
      directory,
    ];
    const outer = spawn("unshare", args, { stdio: "ignore" });
    onTestFinished(() => {
      outer.kill("SIGKILL");
    });
    const pid = await until("systemd has begun", () => childOf(outer.pid), seconds(10));
    const machine = new SystemdMachine(pid);
    await until("systemd answers", () => machine.#answers(), seconds(20));
    return machine;
  }

  /** What it says. Rejects with AgentError `test.systemctl` when it says no. */
  async systemctl(...args: readonly string[]): Promise<string> {
    const { status, stdout, stderr } = await this.#inside("systemctl", ...args);
    if (status === 0) return stdout.trim();
    throw new AgentError("test.systemctl", `systemctl ${args.join(" ")}: ${stderr.trim()}`, { status });
  }

  show(unit: string, property: string): Promise<string> {
    return this.systemctl("show", unit, "-p", property, "--value");
  }

  /** To the main process of a unit. */
  async signal(unit: string, signal: string): Promise<void> {
    await this.#inside("kill", `-${signal}`, await this.show(unit, "MainPID"));
  }

  async #answers(): Promise<boolean> {
    const { status, stdout } = await this.#inside("systemctl", "is-system-running");
    return status === 0 || ["running", "degraded"].includes(stdout.trim());
  }

  /** Without waiting: the virtual devices live in this process, and the agent talks to them meanwhile. */
  #inside(
    ...command: readonly string[]
  ): Promise<{ readonly status: number; readonly stdout: string; readonly stderr: string }> {
    const args = ["-t", String(this.#pid), "-m", "-p", "-C", ...command];
    return new Promise((resolve) => {
      const child = execFile("nsenter", args, { timeout: seconds(60) }, (_error, stdout, stderr) => {
        resolve({ status: child.exitCode ?? 1, stdout, stderr });
      });
    });
  }
}

/** Without a group that many machines have under another number. */
function etc(name: string): string {
  return readFileSync(join("/etc", name), "utf8").replace(/^dialout:.*\n/m, "");
}

function childOf(pid: number | undefined): number | undefined {
  const text = readFileSync(`/proc/${String(pid)}/task/${String(pid)}/children`, "utf8").trim();
  return text === "" ? undefined : Number(text.split(" ")[0]);
}

const emptyTarget = `[Unit]
Description=nothing by itself
DefaultDependencies=no
`;

/** Nothing of what it mounts is seen outside, and it keeps nothing on this machine. */
const initScript = `#!/bin/sh
set -e
mount --make-rprivate /
mount -t proc proc /proc
umount -l /sys/fs/cgroup || true
mount -t cgroup2 cgroup2 /sys/fs/cgroup
mount -t tmpfs tmpfs /run
mkdir -p /run/systemd
cp -r "$1/units" /run/systemd/system
for name in passwd group; do mount --bind "$1/$name" "/etc/$name"; done
mount --bind "$1/lib" /var/lib
exec env -i PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin SYSTEMD_UNIT_PATH=/run/systemd/system container=borne \\
  /lib/systemd/systemd --system --unit=empty.target --log-target=null --show-status=0
`;
