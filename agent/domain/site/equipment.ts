/** What this charger consists of, and which of it answers now. */
export interface Equipment {
  readonly boardModel: string;
  readonly readers: readonly string[];
  /** False while one of them is not connected. */
  readonly areReadersThere: boolean;
  readonly outlets: readonly OutletEquipment[];
}

export interface OutletEquipment {
  readonly evse: number;
  readonly isBoardThere: boolean;
  /** What the meter said of itself; absent until it has answered once. */
  readonly meter?: { readonly vendor: string; readonly model: string; readonly serialNumber?: string };
  readonly isMeterThere: boolean;
  /** Where the bolt of the plug's lock is, `jammed` when it did not move; absent where the outlet has none. */
  readonly lock?: "locked" | "unlocked" | "jammed";
  /** What wiring and fuse allow, in amperes per phase. */
  readonly installedLimit: number;
  readonly phases: 1 | 3;
}
