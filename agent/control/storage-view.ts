/** What an outlet has to know of the disk. */
export interface StorageView {
  /** Whether what may not be lost is written at present, or waits: for a disk that refuses, or for one that is slow. */
  trouble(): "none" | "slow" | "refuses";
  /** Stands for all that may not be lost and was handed over until now. */
  mark(): number;
  /** Whether all of that is on disk; of mark 0 it always is. */
  isOnDisk(mark: number): boolean;
  /** A charge whose start is on disk goes on meanwhile; otherwise it is ended. */
  readonly goesOn: boolean;
}
