/** What an outlet has to know of the disk. */
export interface StorageView {
  /** Whether what may not be lost is written at present, or waits: for a disk that refuses, or for one that is slow. */
  trouble(): "none" | "slow" | "refuses";
  /** Something is in memory that is not on disk yet. */
  isWaiting(): boolean;
  /** A charge whose start is on disk goes on meanwhile; otherwise it is ended. */
  readonly goesOn: boolean;
}
