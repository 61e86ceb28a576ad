import { intBelow, type RandomStream } from "#hal/core/random";
import type { WriteStep } from "#hil/powercut/write-log";

/** Not yet flushed. */
type Change =
  | { readonly kind: "written"; readonly offset: number; readonly bytes: Buffer }
  | { readonly kind: "truncated"; readonly length: number };

/** A file whatever its names are: what a flush made sure of, and what came since. */
interface File {
  flushed: Buffer;
  pending: Change[];
}

type NameChange = (names: Map<string, File>) => void;

/** How much of what was not flushed a power cut leaves. */
export type Leftover = "all" | "nothing" | "anything";

/** The unit in which a disk keeps or loses what it was not told to flush. */
const BLOCK = 4096;
/** The unit that is written in one go, whatever happens. */
const SECTOR = 512;
const TORN = 0.1;

/**
 * A disk with a cache: flushed content stays; of everything else a power cut leaves any part, in blocks and now and then in sectors. Names follow a
 * journal: of creations, renames and removals since the last flush of their directory the first so many are there. Stricter than ext4 (which
 * keeps the name of a file that was flushed itself) and laxer than nothing: removals and truncations do not move before what came before them.
 */
export class DiskModel {
  readonly #numbers = new Map<number, File>();
  /** As the running process sees them. */
  readonly #names = new Map<string, File>();
  readonly #flushedNames = new Map<string, File>();
  #pendingNames: NameChange[] = [];

  apply(step: WriteStep): void {
    switch (step.kind) {
      case "opened":
        this.#open(step.file, step.path);
        return;
      case "written":
      case "truncated":
        this.#numbers.get(step.file)?.pending.push(step);
        return;
      case "flushed":
        this.#flush(this.#numbers.get(step.file));
        return;
      case "flushFailed":
        this.#lose(this.#numbers.get(step.file));
        return;
      case "directoryFlushed":
        for (const change of this.#pendingNames) change(this.#flushedNames);
        this.#pendingNames = [];
        return;
      case "renamed":
        this.#rename(step.from, step.to);
        return;
      case "removed":
        this.#change((names) => names.delete(step.path));
        return;
      case "said":
        return;
    }
  }

  /** What is there after a power cut now, by path. */
  afterCut(leftover: Leftover, chance: RandomStream): ReadonlyMap<string, Buffer> {
    const names = new Map(this.#flushedNames);
    for (const change of this.#pendingNames.slice(0, this.#howManyNames(leftover, chance))) change(names);
    return new Map([...names].map(([path, file]) => [path, contentOf(file, leftover, chance)]));
  }

  #howManyNames(leftover: Leftover, chance: RandomStream): number {
    if (leftover === "nothing") return 0;
    return leftover === "all" ? this.#pendingNames.length : intBelow(chance, this.#pendingNames.length + 1);
  }

  #open(number: number, path: string): void {
    const known = this.#names.get(path);
    if (known !== undefined) {
      this.#numbers.set(number, known);
      return;
    }
    const file: File = { flushed: Buffer.alloc(0), pending: [] };
    this.#numbers.set(number, file);
    this.#change((names) => names.set(path, file));
  }

  #rename(from: string, to: string): void {
    const file = this.#names.get(from);
    if (file === undefined) return;
    this.#change((names) => {
      names.delete(from);
      names.set(to, file);
    });
  }

  #change(change: NameChange): void {
    change(this.#names);
    this.#pendingNames.push(change);
  }

  /** The length is the file system's own business, and stays. */
  #lose(file: File | undefined): void {
    if (file === undefined) return;
    const lengths = file.pending.map((change) => ({ kind: "truncated" as const, length: lengthAfter(change) }));
    const length = lengths.reduce((longest, each) => Math.max(longest, each.length), file.flushed.length);
    file.pending = [{ kind: "truncated", length }];
  }

  #flush(file: File | undefined): void {
    if (file === undefined) return;
    file.flushed = file.pending.reduce(applied, file.flushed);
    file.pending = [];
  }
}

function contentOf({ flushed, pending }: File, leftover: Leftover, chance: RandomStream): Buffer {
  if (leftover === "nothing") return flushed;
  const kept = leftover === "all" ? pending : pending.flatMap((change) => someOf(change, chance));
  return kept.reduce(applied, flushed);
}

/** Any part of a change. */
function someOf(change: Change, chance: RandomStream): readonly Change[] {
  if (change.kind === "truncated") return chance.next() < 0.5 ? [change] : [];
  const unit = chance.next() < TORN ? SECTOR : BLOCK;
  const parts: Change[] = [];
  for (let from = 0; from < change.bytes.length;) {
    const offset = change.offset + from;
    const to = Math.min(change.bytes.length, from + unit - (offset % unit));
    if (chance.next() < 0.5) parts.push({ kind: "written", offset, bytes: change.bytes.subarray(from, to) });
    from = to;
  }
  return parts;
}

function lengthAfter(change: Change): number {
  return change.kind === "truncated" ? change.length : change.offset + change.bytes.length;
}

/** A gap reads as zeros. */
function applied(content: Buffer, change: Change): Buffer {
  if (change.kind === "truncated")
    return Buffer.concat([content, Buffer.alloc(Math.max(0, change.length - content.length))]).subarray(
      0,
      change.length,
    );
  const end = change.offset + change.bytes.length;
  const next = Buffer.alloc(Math.max(content.length, end));
  content.copy(next);
  change.bytes.copy(next, change.offset);
  return next;
}
