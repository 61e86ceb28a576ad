import { appendFileSync, mkdirSync, readFileSync, renameSync, statSync } from "node:fs";
import { join } from "node:path";
import { type Cancel, type Clock, every } from "#hal/core/clock";
import { type EpochMillis, epochMillis, hours, type Millis, minutes } from "#hal/core/units";
import type { KeptLog, TimeWindow } from "#agent/ports/kept-log";
import type { LogDestination } from "#agent/runtime/logger";

export interface LogKeeperOptions {
  /** Made when it is not there. */
  readonly directory: string;
  /** The one that the lines are stamped by. */
  readonly clock: Clock;
}

/** Four of them are kept: weeks of an idle station, the last hours of a troubled one. */
const FILE_BYTES = 524_288;
const FILES = 4;
/** What may wait in memory; about as much as a flood writes in a minute. */
const MEMORY_BYTES = 262_144;
/** So long an ordinary line may be lost with the power. */
const FLUSH_INTERVAL = minutes(10);
/** Warnings and errors do not wait, but do not wear the flash out either. */
const URGENT_INTERVAL = minutes(1);
/** Flash wears: a program that says the same every second must not write it all down. */
const HOURLY_BYTES = 400_000;

/**
 * Keeps the last lines of the log for diagnostics: in memory, and every ten minutes in files of limited size and number; warnings and errors at
 * once. At most 0.4 MB an hour reach the disk. A disk that fails costs the file, never the program.
 */
export class LogKeeper implements LogDestination, KeptLog {
  readonly #options: LogKeeperOptions;
  readonly #waiting: string[] = [];
  #waitingBytes = 0;
  #oldest: EpochMillis | undefined;
  #newest: EpochMillis | undefined;
  #fileBytes = 0;
  #gap = "";
  #hourBegan: Millis;
  #hourBytes = 0;
  #lastFlush: Millis | undefined;
  #cancelTimer: Cancel = () => undefined;

  constructor(options: LogKeeperOptions) {
    this.#options = options;
    this.#hourBegan = options.clock.uptime();
    this.#findOlder();
  }

  /** Begins to write down every ten minutes. */
  start(): void {
    this.#cancelTimer = every(this.#options.clock, FLUSH_INTERVAL, () => {
      this.flush();
    });
  }

  /** Writes down the rest. Lines that come later wait in memory. */
  stop(): void {
    this.#cancelTimer();
    this.flush();
  }

  write(line: string): void {
    this.#waiting.push(line);
    this.#waitingBytes += line.length;
    const at = timeOf(line);
    this.#see(at);
    if (this.#waitingBytes > MEMORY_BYTES) this.#makeRoom();
    else if (isUrgent(line) && this.#mayHurry()) this.flush();
  }

  span(): { readonly from: EpochMillis; readonly to: EpochMillis } | undefined {
    if (this.#oldest === undefined || this.#newest === undefined) return undefined;
    return { from: this.#oldest, to: this.#newest };
  }

  *lines({ from = epochMillis(-Infinity), to = epochMillis(Infinity) }: TimeWindow): Generator<string> {
    for (const line of this.#all()) {
      const at = timeOf(line);
      if (at !== undefined && at >= from && at <= to) yield line;
    }
  }

  /** As much as the hour allows, oldest first. */
  flush(): void {
    const { clock, directory } = this.#options;
    this.#lastFlush = clock.uptime();
    const text = this.#takeAllowed();
    if (text === "") return;
    try {
      mkdirSync(directory, { recursive: true, mode: 0o700 });
      appendFileSync(this.#file(0), `${this.#gap}${text}`, { mode: 0o600 });
      this.#gap = "";
      this.#fileBytes += text.length;
      if (this.#fileBytes >= FILE_BYTES) this.#turnOver();
    } catch {
      // The log cannot be told that the log fails; the lines are on the standard error all the same.
    }
  }

  #takeAllowed(): string {
    const now = this.#options.clock.uptime();
    if (now - this.#hourBegan >= hours(1)) {
      this.#hourBegan = now;
      this.#hourBytes = 0;
    }
    let count = 0;
    let bytes = 0;
    for (const line of this.#waiting) {
      if (this.#hourBytes + bytes + line.length > HOURLY_BYTES) break;
      bytes += line.length;
      count += 1;
    }
    const taken = this.#waiting.splice(0, count);
    this.#waitingBytes -= bytes;
    this.#hourBytes += bytes;
    return taken.join("");
  }

  /** Down to half, so that a flood is not sorted out line by line. */
  #makeRoom(): void {
    this.flush();
    if (this.#waitingBytes <= MEMORY_BYTES / 2) return;
    let surplus = this.#waitingBytes - MEMORY_BYTES / 2;
    let count = 0;
    for (const line of this.#waiting) {
      if (surplus <= 0) break;
      surplus -= line.length;
      count += 1;
    }
    for (const line of this.#waiting.splice(0, count)) this.#waitingBytes -= line.length;
  }

  #mayHurry(): boolean {
    return this.#lastFlush === undefined || this.#options.clock.uptime() - this.#lastFlush >= URGENT_INTERVAL;
  }

  #turnOver(): void {
    for (let age = FILES - 1; age > 0; age--) {
      try {
        renameSync(this.#file(age - 1), this.#file(age));
      } catch {
        // Not so many yet.
      }
    }
    this.#fileBytes = 0;
  }

  /** What earlier runs of the program left. */
  #findOlder(): void {
    this.#fileBytes = sizeOf(this.#file(0));
    for (const line of this.#written()) this.#see(timeOf(line));
    // Half a line that a power cut left must not spoil the next one.
    const tail = read(this.#file(0)).at(-1);
    this.#gap = tail === undefined || tail === "\n" ? "" : "\n";
  }

  #see(at: EpochMillis | undefined): void {
    if (at === undefined) return;
    this.#oldest ??= at;
    this.#newest = epochMillis(Math.max(this.#newest ?? at, at));
  }

  *#all(): Generator<string> {
    yield* this.#written();
    yield* [...this.#waiting];
  }

  *#written(): Generator<string> {
    for (let age = FILES - 1; age >= 0; age--)
      for (const line of read(this.#file(age)).split("\n")) if (line !== "") yield `${line}\n`;
  }

  #file(age: number): string {
    return join(this.#options.directory, `log-${String(age)}.jsonl`);
  }
}

/** A power cut may leave half a line: it has no end and tells no time that counts. */
function timeOf(line: string): EpochMillis | undefined {
  if (!line.endsWith("}\n")) return undefined;
  const text = /"time":"([^"]{20,30})"/.exec(line)?.[1];
  const at = text === undefined ? Number.NaN : Date.parse(text);
  return Number.isNaN(at) ? undefined : epochMillis(at);
}

function isUrgent(line: string): boolean {
  return line.startsWith('{"level":"error"') || line.startsWith('{"level":"warn"');
}

function read(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}

function sizeOf(path: string): number {
  try {
    return statSync(path).size;
  } catch {
    return 0;
  }
}
