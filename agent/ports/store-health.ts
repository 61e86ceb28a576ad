import type { Listenable } from "#hal/core/signal";
import type { EpochMillis } from "#hal/core/units";

/** The disk does not take what may not be lost. */
export interface StoreTrouble {
  readonly since: EpochMillis;
  readonly why: string;
  /** It takes it, but slowly: nobody stands still for it, and what is written counts once it is flushed, seconds later. */
  readonly isSlow: boolean;
}

export interface StoreState {
  /** Absent while the disk takes everything at once. */
  readonly trouble: StoreTrouble | undefined;
  /** Something is in memory that is not on disk yet. */
  readonly isWaiting: boolean;
  /** Whether what may not be lost is on disk twice. */
  readonly isInTwoPlaces: boolean;
  /** When the database was last made anew out of its second copy, since this process began. */
  readonly rebuiltAt: EpochMillis | undefined;
}

/** How well the store keeps its promise. */
export interface StoreHealth {
  state(): StoreState;
  readonly changes: Listenable<undefined>;
  /** Something has reached the disk, and may leave now. */
  readonly written: Listenable<undefined>;
  /** Writes what waits. */
  flush(): void;
  /** Stands for everything of class A that has been handed over until now. */
  mark(): number;
  /** Whether everything of class A that was handed over until that mark is on disk. */
  isOnDisk(mark: number): boolean;
}
