import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { AgentError } from "#hal/core/errors";

/** How commands are run that only root may run: as they are, or by sudo without a question. Undefined where there is no way. */
export type RootRights = readonly string[];

const tools = ["mkfs.ext4", "losetup", "mount", "umount", "chmod", "perl"] as const;
const environment = { PATH: "/usr/sbin:/usr/bin:/sbin:/bin:/usr/local/bin" };

/** What is missing for cutting the power of a disk here; undefined when nothing is. `isRoot` says who we are. */
export function missingForLoopDisks(isRoot: boolean): { readonly rights?: RootRights; readonly missing?: string } {
  const lacking = tools.find((tool) => spawnSync("which", [tool], { env: environment }).status !== 0);
  if (lacking !== undefined) return { missing: lacking };
  if (spawnSync("perl", ["-MTime::HiRes", "-e", "1"], { env: environment }).status !== 0)
    return { missing: "perl's Time::HiRes" };
  if (!existsSync("/dev/loop-control")) return { missing: "loop devices" };
  if (isRoot) return { rights: [] };
  const canSudo = spawnSync("sudo", ["-n", "true"], { env: environment, stdio: "ignore" }).status === 0;
  return canSudo ? { rights: ["sudo", "-n"] } : { missing: "root" };
}

/** Runs one command with the rights of root and gives what it says. Throws AgentError `root.failed`. */
export function runAsRoot(rights: RootRights, command: readonly string[]): string {
  const [program = "", ...args] = [...rights, ...command];
  const { status, stdout, stderr } = spawnSync(program, args, { env: environment, encoding: "utf8" });
  if (status === 0) return stdout.trim();
  throw new AgentError("root.failed", `${command.join(" ")}: ${stderr.trim()}`, { status });
}
