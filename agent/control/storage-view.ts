/** What an outlet has to know of the disk. */
export interface StorageView {
  /** What may not be lost is not written at present, and waits. */
  isRefusing(): boolean;
  /** A charge whose start is on disk goes on meanwhile; otherwise it is ended. */
  readonly goesOn: boolean;
}
