/** How a process fares. */
export interface ProcessVitals {
  readonly residentBytes: number;
  readonly heapBytes: number;
  /** User and system time since the process began. */
  readonly cpuSeconds: number;
  /** In which the event loop had something to do, since the process began. */
  readonly loopActiveSeconds: number;
  /** The longest that a timer was kept waiting since the last look. */
  readonly loopLagSeconds: number;
}
