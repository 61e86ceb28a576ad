import { readFileSync } from "node:fs";
import { hostname } from "node:os";

const KERNEL_BOOT_ID = "/proc/sys/kernel/random/boot_id";

/**
 * Names this run of the machine: another value after every restart of the machine, the same for all processes between. Where the kernel
 * does not tell, it is made of the host's name and the time at which the machine came up, to ten seconds.
 */
export function readBootId(path: string = KERNEL_BOOT_ID): string {
  try {
    const id = readFileSync(path, "utf8").trim();
    if (id !== "") return id;
  } catch {
    return derivedBootId();
  }
  return derivedBootId();
}

function derivedBootId(): string {
  // hrtime counts from the start of the machine; its difference to the wall clock is the start, give or take a step of that clock.
  const bootedAt = Date.now() - Number(process.hrtime.bigint() / 1_000_000n);
  return `${hostname()}-${String(Math.round(bootedAt / 10_000))}`;
}
