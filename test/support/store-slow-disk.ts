import { AgentError } from "#hal/core/errors";
import { type Log, silentLog } from "#hal/core/log";
import { millis, type Millis } from "#hal/core/units";
import { VirtualClock } from "#hal/core/virtual-clock";
import { settleMacrotasks } from "#hal/host/macrotask";
import type { StationStore } from "#agent/ports/station-store";
import { type Database, openDatabase } from "#agent/store/database";
import { openStationStore } from "#agent/store/station-store";
import { endSample, sessionSample, startSample, storeEpoch, updateSample } from "#test/support/station-store-samples";

/**
 * A store whose disk takes its time for a flush. One that is waited for adds to `stalled`, during which the process would stand still; one in another
 * thread, and a look at the disk, end after that span of virtual time.
 */
export class SlowDisk {
  readonly clock = new VirtualClock(storeEpoch, settleMacrotasks);
  readonly database: Database;
  readonly store: StationStore;
  /** How long a flush takes. */
  takes: Millis = millis(0);
  /** What the next flushes in another thread fail with. */
  failure: Error | undefined;
  /** The same by path, where one is given. */
  failureOf: ((path: string) => Error | undefined) | undefined;
  /** What was flushed in another thread. */
  readonly files: string[] = [];
  /** What each commit fails with. */
  refusal: AgentError | undefined;
  stalled: Millis = millis(0);
  /** Flushes in another thread: begun, and under way. */
  flushes = 0;
  underWay = 0;
  probes = 0;

  constructor({ path = ":memory:", log = silentLog }: { readonly path?: string; readonly log?: Log } = {}) {
    const { clock } = this;
    const lineClock = {
      now: () => clock.now(),
      uptime: () => millis(clock.uptime() + this.stalled),
      after: (delay: Millis, ring: () => void) => clock.after(delay, ring),
    };
    this.database = openDatabase({
      path,
      log,
      lineClock,
      beforeWrite: () => {
        const { refusal } = this;
        if (refusal?.details["sqlite"] === "SQLITE_CORRUPT") this.refusal = undefined;
        if (refusal !== undefined) throw refusal;
        this.#stall();
      },
    });
    this.store = openStationStore({
      path,
      clock,
      lineClock,
      log,
      database: this.database,
      probe: () => this.#probe(),
      flushFile: (path) => this.#flush(path),
    });
  }

  /** The first commit is slow, and was felt. */
  becomeSlow(takes: Millis): void {
    this.takes = takes;
    this.begin("first");
  }

  begin(name: string): void {
    this.store.sessions.commit({ session: sessionSample(name), facts: [startSample(name)] });
  }

  sample(name: string, seqNo: number): void {
    const session = sessionSample(name, { nextSeqNo: seqNo + 1 });
    this.store.sessions.commit({ session, facts: [updateSample(name, seqNo)] });
  }

  end(name: string, seqNo: number): void {
    const end = endSample(name, seqNo);
    const ended = { at: end.at, meterStop: end.meterStop, cause: end.cause };
    this.store.sessions.commit({ session: sessionSample(name, { nextSeqNo: seqNo + 1, ended }), facts: [end] });
  }

  /** A commit of somebody else's finds the file damaged, whereupon it is made anew. */
  findDamage(): void {
    this.refusal = new AgentError("store.failed", "malformed", { sqlite: "SQLITE_CORRUPT" });
    this.database.prepare("UPDATE sqlite_sequence SET seq = seq").run();
  }

  /** Answers what may leave now, as the back end would; gives back what it was. */
  answer(): string | undefined {
    const { facts } = this.store;
    const head = facts.head();
    if (head === undefined) return undefined;
    facts.settle(head.position, { kind: "delivered" });
    return nameOf(head.fact);
  }

  /** Facts as the database has them. */
  rows(): readonly string[] {
    const rows = this.database.prepare("SELECT type, seq_no, state FROM fact ORDER BY position").all();
    return rows.map((row) => Object.values(row as Record<string, string | number>).join(" "));
  }

  #stall(): void {
    if (this.database.pragma("synchronous") === 2) this.stalled = millis(this.stalled + this.takes);
  }

  async #flush(path: string): Promise<void> {
    this.files.push(path);
    this.flushes += 1;
    this.underWay += 1;
    const failure = this.failureOf === undefined ? this.failure : this.failureOf(path);
    await this.#pass();
    this.underWay -= 1;
    if (failure !== undefined) throw failure;
  }

  async #probe(): Promise<void> {
    this.probes += 1;
    await this.#pass();
  }

  #pass(): Promise<void> {
    return new Promise((resolve) => {
      this.clock.after(this.takes, resolve);
    });
  }
}

function nameOf(fact: { readonly type: string; readonly seqNo?: number; readonly transactionId?: string }): string {
  return `${fact.transactionId ?? ""} ${fact.type} ${String(fact.seqNo ?? "")}`;
}

export function brokenDisk(): AgentError {
  return new AgentError("store.failed", "EIO: i/o error, fdatasync", { sqlite: "none" });
}
