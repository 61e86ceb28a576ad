import { readdirSync, readlinkSync } from "node:fs";

const MULTIPLEXERS: readonly string[] = ["/dev/ptmx", "/dev/pts/ptmx"];

/**
 * The descriptors of this process that hold the master of a pseudo terminal. node-pty leaves them open across `exec`: a child that has one keeps
 * the terminal alive, and pulling the plug here would go unnoticed there. Empty where there is no /proc.
 */
export function terminalMasters(): readonly number[] {
  return listed("/proc/self/fd")
    .map(Number)
    .filter((descriptor) => MULTIPLEXERS.includes(targetOf(descriptor)));
}

function listed(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    // Not Linux.
    return [];
  }
}

function targetOf(descriptor: number): string {
  try {
    return readlinkSync(`/proc/self/fd/${String(descriptor)}`);
  } catch {
    // Closed between listing and looking.
    return "";
  }
}
