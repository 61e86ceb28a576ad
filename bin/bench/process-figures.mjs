/** What a process has used so far, as Linux tells it. */
import { readdirSync, readFileSync } from "node:fs";

/** Resident memory in MB (10^6 bytes). */
export function residentMemory(pid) {
  const [, kibibytes] = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8")) ?? [];
  if (kibibytes === undefined) throw new Error(`process ${pid} has no memory any more`);
  return (Number(kibibytes) * 1024) / 1e6;
}

/** Processor time of all its living threads, in ms; more precise than the 10 ms ticks of its `stat`. */
export function processorTime(pid) {
  const nanoseconds = readdirSync(`/proc/${pid}/task`).map((thread) =>
    Number(readFileSync(`/proc/${pid}/task/${thread}/schedstat`, "utf8").split(" ")[0]),
  );
  return nanoseconds.reduce((sum, each) => sum + each, 0) / 1e6;
}
