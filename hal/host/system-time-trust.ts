import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

export interface TimeTrustPaths {
  /** systemd-timesyncd, and others that take its place, make it when a time server has set the clock; it is gone after a restart. */
  readonly synchronized: string;
  /** One folder for each clock of the hardware. */
  readonly hardwareClocks: string;
}

const usual: TimeTrustPaths = { synchronized: "/run/systemd/timesync/synchronized", hardwareClocks: "/sys/class/rtc" };

/**
 * Who vouches for the host's wall clock: a time server has set it since the machine came up, or the kernel has set it from a clock with a battery,
 * which it does only where that says that it has not stopped. Without either it may show 1970, or when the machine was last switched off.
 */
export function systemTimeSource(paths: TimeTrustPaths = usual): "timeServer" | "battery" | undefined {
  if (existsSync(paths.synchronized)) return "timeServer";
  return hardwareClocks(paths.hardwareClocks).some(hasSetTheSystem) ? "battery" : undefined;
}

function hardwareClocks(folder: string): readonly string[] {
  return existsSync(folder) ? readdirSync(folder).map((name) => join(folder, name)) : [];
}

/** The kernel writes 1 for the one clock from which it took the time. */
function hasSetTheSystem(folder: string): boolean {
  try {
    return readFileSync(join(folder, "hctosys"), "utf8").trim() === "1";
  } catch {
    return false;
  }
}
