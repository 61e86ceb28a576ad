import type { Plate } from "#agent/domain/logbook/plate";

/** Whether the charges of a tag need an entry. Where the logbook is off none do. */
export const tagDuties = ["byRule", "always", "never"] as const;
export type TagDuty = (typeof tagDuties)[number];

/** What the logbook knows of a tag. */
export interface TagLogbook {
  readonly duty: TagDuty;
  /** Of the one vehicle that charges with it. */
  readonly plate?: Plate;
  /** Its driver has to tell the odometer. */
  readonly asksOdometer: boolean;
}
