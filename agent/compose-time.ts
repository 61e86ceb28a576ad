import type { Platform } from "#agent/compose-settings";
import { ClockKeeper } from "#agent/control/clock-keeper";
import type { SupervisedComponent } from "#agent/runtime/supervisor";

/** What looks after the station's clock, where the host is not simply right. */
export function timeComponents(
  { time, lineClock }: Pick<Platform, "time" | "lineClock">,
  onStorageFailure: (error: unknown) => void,
): readonly SupervisedComponent[] {
  if (time === undefined) return [];
  return [{ component: new ClockKeeper(time, lineClock, onStorageFailure), onStartFailure: "fail" }];
}
