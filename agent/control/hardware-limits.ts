import type { EvseHardware } from "#hal/ports/board";
import type { CurrentLimit } from "#agent/domain/limits/current-limit";

/** What the hardware itself allows, as limits like any other, so that people see who decides. */
export function hardwareLimits(hardware: EvseHardware): readonly CurrentLimit[] {
  return [
    { owner: "installation", reason: "wiring and fuse of this place", limit: hardware.installedLimit },
    { owner: "board", reason: "the most that the charging controller can offer", limit: hardware.permit.range.max },
  ];
}
