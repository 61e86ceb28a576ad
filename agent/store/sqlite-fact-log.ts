import type { Clock } from "#hal/core/clock";
import { hasCode } from "#hal/core/errors";
import type { Log } from "#hal/core/log";
import type { MeterValuesTaken, StationFact } from "#agent/domain/transaction/station-fact";
import type { FactLog, QueuedFact, Settlement } from "#agent/ports/station-store";
import type { Database } from "#agent/store/database";
import { encodeFact } from "#agent/store/fact-codec";
import { FieldReader } from "#agent/store/field-reader";
import { wholeMillis } from "#agent/store/sql-values";
import { classOfFact } from "#agent/store/storage-class";
import { prepareFactStatements } from "#agent/store/fact-statements";
import { type Alarm, decodeQueuedFact, notWaiting, type PlacedFact } from "#agent/store/queued-fact";
import { everySecondInBetween, FactThinning } from "#agent/store/fact-thinning";
import { SettlementWriter } from "#agent/store/settlement-writer";
import type { SqliteTokenCache } from "#agent/store/sqlite-token-cache";
import type { StampEras } from "#agent/store/stamp-eras";
import type { HoldOptions } from "#agent/store/waiting-writes";
import type { WriteBehind } from "#agent/store/write-behind";

export interface FactLogOptions {
  readonly database: Database;
  readonly behind: WriteBehind;
  readonly tokens: Pick<SqliteTokenCache, "write">;
  /** Told inside the commit that gives a fact up. */
  readonly alarm: Alarm;
  readonly clock: Clock;
  readonly log: Log;
  readonly eras: StampEras;
  /** How many settled facts stay for inspection at least, 500 unless told. Waiting facts and dead letters are never deleted. */
  readonly keepSettled?: number;
  /** From how many waiting facts on values in between are thinned out, 200,000 unless told. */
  readonly thinAbove?: number;
}

/**
 * The durable queue, by storage class. Starts and ends, and what was answered to them, are on disk when the call returns, and are given out
 * only when they are. Values in between are given out from memory until the next commit; those answered before it never reach the disk, and
 * that others were answered is written with it. An unreadable fact at the head makes `head` throw `store.corrupt-row` with its position as
 * `key`; it can still be settled, because settling reads the columns only.
 */
export class SqliteFactLog implements FactLog {
  readonly #options: FactLogOptions;
  readonly #database: Database;
  readonly #behind: WriteBehind;
  readonly #sql: ReturnType<typeof prepareFactStatements>;
  readonly #thinning: FactThinning;
  readonly #settlements: SettlementWriter;
  /** As read last; forgotten with whatever changes it, and asked for several times in between. */
  #head: QueuedFact | undefined;
  /** Not on disk, oldest first; newer than all that is. */
  #held: PlacedFact[] = [];
  /** Up to here what is held may leave: the reading on disk is not older, so that no later one can contradict it. */
  #releasedTo = 0;
  /** The commit that is running leaves out what is held. */
  #isSparing = false;
  /** Up to here everything is in the database, and on disk as soon as `written` says so; but for these, which were left out. */
  #sealedTo = 0;
  #spared: ReadonlySet<number> = new Set();
  /** Of the last answer, which has to be on disk before the next is waited for. */
  #answerMark = 0;
  /** Failed sends that no row has counted yet: of what is held, and of what waits for the disk to take the count. */
  readonly #attempts = new Map<number, number>();
  /** Up to here everything on disk is settled, though that may not be written yet. */
  #settledTo = 0;
  #unwrittenSettlements = 0;
  /** Waiting on disk. */
  #stored = 0;
  #nextPosition = 1;

  constructor(options: FactLogOptions) {
    this.#options = options;
    this.#database = options.database;
    this.#behind = options.behind;
    this.#sql = prepareFactStatements(options.database);
    this.#settlements = new SettlementWriter({ keepSettled: 500, ...options, sql: this.#sql });
    this.#thinning = new FactThinning(options.database, options.thinAbove ?? THIN_ABOVE);
    this.reload();
    options.eras.changes.listen(() => {
      this.#head = undefined;
    });
    options.behind.sealed.listen(() => {
      this.#onSealed();
    });
    options.behind.written.listen(() => {
      this.#onWritten();
    });
  }

  /** The database is another one: what was counted is counted again. */
  reload(): void {
    this.#options.eras.reload();
    this.#head = undefined;
    const among = { after: this.#settledTo, before: this.#held[0]?.position ?? Number.MAX_SAFE_INTEGER };
    this.#stored = new FieldReader({ table: "fact", key: "*" }, this.#sql.countWaiting.get(among)).integer("depth");
    const last = new FieldReader({ table: "fact", key: "*" }, this.#sql.selectLast.get()).integer("last");
    this.#nextPosition = Math.max(this.#nextPosition, last + 1);
  }

  /** @throws AgentError `store.bad-value` before anything has been written */
  place(facts: readonly StationFact[], era: number | null): readonly PlacedFact[] {
    return facts.map((fact) => ({ position: this.#nextPosition++, fact, encoded: encodeFact(fact), era }));
  }

  /** Inside a commit, which then leaves out nothing; one before it may have been refused while it did. */
  write(placed: readonly PlacedFact[]): void {
    this.#isSparing = false;
    for (const { position, fact, encoded, era } of placed) {
      const { type } = fact;
      const owner = type === "meter.values" ? noOwner : { transactionId: fact.transactionId, seqNo: fact.seqNo };
      this.#sql.insert.run({ position, ...owner, type, ...encoded, era });
    }
  }

  /** They wait for the next commit; see `HoldOptions`. */
  hold(placed: readonly PlacedFact[], options: Pick<HoldOptions, "hasMore"> = {}): void {
    for (const each of placed) {
      this.#held.push(each);
      this.#holdRow(each, options);
    }
    if (this.#held.length > MOST_HELD) this.#thinHeld();
  }

  #holdRow(fact: PlacedFact, options: HoldOptions = {}): void {
    const write = () => {
      if (this.#isRowSpared()) this.#isSparing = true;
      else this.write([fact]);
    };
    this.#behind.hold(keyOf(fact.position), write, options);
  }

  /** A disk that takes nothing for days must not fill the memory. */
  #thinHeld(): void {
    const isUnwritten = ({ position }: PlacedFact) => !this.#behind.isUnderWay(keyOf(position));
    const dropped = new Set(everySecondInBetween(this.#held.filter(isUnwritten)));
    for (const { position } of dropped) this.#behind.drop(keyOf(position));
    this.#held = this.#held.filter((each) => !dropped.has(each));
    this.#head = undefined;
    this.#options.log.warn({ dropped: dropped.size, waiting: this.#held.length }, "facts.thinned");
  }

  /** They are on disk, or wait for a disk that takes them. */
  wrote(placed: readonly PlacedFact[], isWritten: boolean): void {
    if (placed.length === 0) return;
    if (isWritten) this.#stored += placed.length;
    else this.#held.push(...placed);
    this.#thin();
  }

  add(fact: MeterValuesTaken): void {
    this.hold(this.place([fact], this.#options.eras.now()));
    this.#thin();
  }

  head(): QueuedFact | undefined {
    if (this.#head !== undefined) return this.#head;
    // While the disk takes nothing, nothing is given out whose answer would have to be kept.
    const isStored = this.#stored > 0;
    if (isStored && !this.#behind.mayBeAnswered(this.#answerMark)) return undefined;
    const row = isStored ? this.#sql.selectHead.get({ after: this.#settledTo }) : undefined;
    const head = row === undefined ? this.#firstReleased() : decodeQueuedFact(row, this.#options.eras);
    this.#head = head && { ...head, attempts: head.attempts + (this.#attempts.get(head.position) ?? 0) };
    return this.#head;
  }

  #firstReleased(): QueuedFact | undefined {
    const [first] = this.#held;
    if (first === undefined || classOfFact(first.fact) === "A") return undefined;
    if (first.position > this.#releasedTo && first.fact.type !== "meter.values") return undefined;
    const { position, fact, era } = first;
    return { position, fact: this.#options.eras.readFact(fact, era ?? undefined), attempts: 0 };
  }

  /**
   * While the back end takes everything at once, values need not be written to be told: the reading of the session, on disk, covers them. Those
   * that it has not taken a minute later are written.
   */
  #isRowSpared(): boolean {
    const isDrained = this.#stored === 0 && (this.#held[0]?.position ?? 0) > this.#releasedTo;
    return this.#behind.isFlushing && isDrained && this.#held.every(({ fact }) => classOfFact(fact) === "B");
  }

  #onSealed(): void {
    const spared = this.#isSparing ? this.#held : [];
    this.#isSparing = false;
    this.#spared = new Set(spared.map(({ position }) => position));
    this.#sealedTo = this.#nextPosition - 1;
    this.#unwrittenSettlements = 0;
    for (const each of spared) this.#holdRow(each);
    for (const position of this.#attempts.keys()) if (!this.#isHeld(position)) this.#attempts.delete(position);
  }

  #onWritten(): void {
    this.#releasedTo = this.#sealedTo;
    this.#head = undefined;
    const isStored = ({ position }: PlacedFact) => position <= this.#sealedTo && !this.#spared.has(position);
    const stored = this.#held.filter(isStored);
    this.#held = this.#held.filter((each) => !isStored(each));
    this.#stored += stored.length;
    for (const { position } of stored) this.#attempts.delete(position);
  }

  noteAttempt(position: number): void {
    const subject = this.#head?.fact.type;
    this.#head = undefined;
    if (position <= this.#settledTo) throw notWaiting(position);
    this.#attempts.set(position, (this.#attempts.get(position) ?? 0) + 1);
    if (!this.#isHeld(position))
      this.#behind.keep(`attempt:${String(position)}:${String(this.#behind.mark)}`, () => {
        if (this.#sql.countAttempt.run({ position }) === 0) throw notWaiting(position);
      });
    this.#database.passes("attempt.counted", subject);
  }

  #isHeld(position: number): boolean {
    return this.#held.some((each) => each.position === position);
  }

  settle(position: number, settlement: Settlement): void {
    const head = this.#head;
    this.#head = undefined;
    if (position <= this.#settledTo) throw notWaiting(position);
    const held = this.#held.findIndex((each) => each.position === position);
    const isPlain = settlement.kind !== "dead" && !("token" in settlement) && !("csmsNumber" in settlement);
    // Its row is on its way to the disk, and nothing takes it back.
    const isRowThere = this.#behind.isUnderWay(keyOf(position)) && !this.#spared.has(position);
    if (held >= 0 && isPlain && !isRowThere) {
      this.#held.splice(held, 1);
      this.#attempts.delete(position);
      this.#behind.drop(keyOf(position));
      return;
    }
    const stamp = { at: wholeMillis(this.#options.clock.now()), era: this.#options.eras.now() };
    const write = () => {
      this.#settlements.write(position, settlement, stamp);
    };
    const first = this.#stored === 0 ? this.#held[0] : undefined;
    const known = [head, first].find((each) => each?.position === position);
    const place = { name: "settlement", subject: head?.fact.type } as const;
    const isHead = known !== undefined;
    const canWait = isPlain && isHead && classOfFact(known.fact) === "B";
    if (canWait && this.#unwrittenSettlements < MOST_UNWRITTEN) {
      this.#unwrittenSettlements += 1;
      this.#behind.hold(`settled:${String(position)}`, write, { place });
    } else {
      this.#behind.keep(`settled:${String(position)}`, write, place);
      this.#answerMark = this.#behind.mark;
    }
    this.#settled(position, isHead);
  }

  /** What a disk in trouble has not taken yet was never counted as stored. */
  #settled(position: number, isHead: boolean): void {
    const held = this.#held.findIndex((each) => each.position === position);
    if (held >= 0) this.#held.splice(held, 1);
    else this.#stored -= 1;
    if (isHead) this.#settledTo = position;
  }

  depth(): number {
    return this.#stored + this.#held.length;
  }

  /** Oldest first. One that cannot be read any more is logged and left out, so that it does not hide the others. */
  deadLetters(): readonly QueuedFact[] {
    return this.#sql.selectDead.all().flatMap((row) => {
      try {
        return [decodeQueuedFact(row, this.#options.eras)];
      } catch (error) {
        if (!hasCode(error, "store.corrupt-row")) throw error;
        this.#options.log.error({ ...error.details }, "store.corrupt-row");
        return [];
      }
    });
  }

  #thin(): void {
    if (!this.#thinning.isDue(this.#stored) || this.#behind.trouble() !== undefined) return;
    const dropped = this.#thinning.thin(this.#stored, this.#settledTo, this.#nextPosition - 1);
    this.#head = undefined;
    this.#stored -= dropped;
    this.#options.log.warn({ dropped, waiting: this.#stored }, "facts.thinned");
  }
}

/** Five hours of one outlet with a value every ten seconds; some megabytes. */
const MOST_HELD = 2000;

/** More values than this are not told again after a power cut, whatever their age. */
const MOST_UNWRITTEN = 100;

/** Some 31 days of two outlets in use for half the time with a value every 30 s; 10,000 transactions are a tenth of it. */
const THIN_ABOVE = 200_000;

const noOwner = { transactionId: null, seqNo: null } as const;

function keyOf(position: number): string {
  return `fact:${String(position)}`;
}
