import type { AbortSignalLike } from "#hal/core/clock";
import type { Outcome } from "#hal/core/outcome";
import type { SlotState } from "#agent/domain/firmware/firmware-update";

export interface InstallFailure {
  /** `unsuitable`: the image is whole and not for this charger, too old, or not what its manifest says. */
  readonly kind: "unsuitable" | "failed";
  /** In plain words. */
  readonly detail: string;
}

/**
 * Where an image goes. Whoever implements it keeps the firmware that runs until the new one is confirmed, survives a power cut at any moment, and
 * verifies the image by its own means: that its signature was good does not say that it is for this charger.
 */
export interface FirmwareInstaller {
  /** Of the firmware that runs. */
  version(): string;
  /** What the boot of this process found. */
  slot(): SlotState;
  /** Writes the image beside the firmware that runs; may begin anew over what an interrupted one left. `progress` is in percent. */
  install(
    file: string,
    progress: (percent: number) => void,
    abort: AbortSignalLike,
  ): Promise<Outcome<{ readonly needsRestart: boolean }, InstallFailure>>;
  /** Makes the written image the one of the next boot, on trial. */
  activate(): Promise<void>;
  /** The firmware that runs stays. Also says that a roll-back has been noted. */
  confirm(): Promise<void>;
  /** The firmware before the one on trial is that of the next boot. */
  rollBack(): Promise<void>;
}
