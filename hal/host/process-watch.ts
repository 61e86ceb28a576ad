import { type IntervalHistogram, monitorEventLoopDelay, performance } from "node:perf_hooks";
import type { ProcessVitals } from "#hal/core/process-vitals";

/** How often a timer looks how late it is, in milliseconds: often enough to see a stall, seldom enough to cost nothing. */
const RESOLUTION = 100;
const NANOSECONDS = 1e9;

/** Of a Node process what is looked at. */
export interface WatchedProcess {
  memoryUsage(): { readonly rss: number; readonly heapUsed: number };
  cpuUsage(): { readonly user: number; readonly system: number };
}

/** Reads how the process fares. That its timers are timed begins with the first look: most chargers are never looked at. */
export class ProcessWatch {
  readonly #process: WatchedProcess;
  #delays: IntervalHistogram | undefined;

  constructor(watched: WatchedProcess) {
    this.#process = watched;
  }

  read(): ProcessVitals {
    const { rss, heapUsed } = this.#process.memoryUsage();
    const { user, system } = this.#process.cpuUsage();
    return {
      residentBytes: rss,
      heapBytes: heapUsed,
      cpuSeconds: (user + system) / 1e6,
      loopActiveSeconds: performance.eventLoopUtilization().active / 1000,
      loopLagSeconds: this.#lag(),
    };
  }

  stop(): void {
    this.#delays?.disable();
    this.#delays = undefined;
  }

  #lag(): number {
    if (this.#delays === undefined) {
      this.#delays = monitorEventLoopDelay({ resolution: RESOLUTION });
      this.#delays.enable();
      return 0;
    }
    const worst = this.#delays.max / NANOSECONDS - RESOLUTION / 1000;
    this.#delays.reset();
    return Math.max(0, worst);
  }
}
