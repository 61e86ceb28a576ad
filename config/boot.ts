import type { Certificates } from "#config/load-certificates";
import type { BootFile, BootVersion } from "#config/boot-schema";

/** What can be said of a boot file only by whoever runs it. */
export interface BootAbilities {
  readonly versions: readonly BootVersion[];
  readonly securityProfiles: readonly number[];
  /** What is wrong with configuration keys: key and reason. */
  readonly keyMistakes: (keys: Readonly<Record<string, string>>) => readonly (readonly [key: string, why: string])[];
}

/** A boot file that can be run: defaults filled in, the directory absolute. */
export type Boot = Omit<BootFile, "ocppVersion" | "certificates"> & {
  readonly ocppVersions: readonly BootVersion[];
  readonly certificates: Certificates;
};
