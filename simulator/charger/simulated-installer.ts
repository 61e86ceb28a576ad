import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { type AbortSignalLike, type Clock, sleep } from "#hal/core/clock";
import { accepted, type Outcome, refused } from "#hal/core/outcome";
import { type Millis, millis } from "#hal/core/units";
import { type InstalledFirmware, recallFirmware, rememberFirmware } from "#simulator/charger/installed-firmware";
import { fieldsOf } from "#simulator/csms/payload-fields";

/** How installations end here. `rollBack`: the new firmware does not boot, and the one before comes back. */
export const installOutcomes = ["succeed", "failVerification", "fail", "rollBack"] as const;
export type InstallOutcome = (typeof installOutcomes)[number];

export interface SimulatedInstallerOptions {
  /** Where the slots are written down. */
  readonly file: string;
  /** As it left the factory. */
  readonly factoryVersion: string;
  readonly clock: Clock;
  readonly duration: Millis;
  readonly outcome: InstallOutcome;
  /** Whether new firmware needs a restart. */
  readonly needsRestart: boolean;
}

interface ImageWords {
  readonly version: string;
  readonly outcome: InstallOutcome;
}

const STEPS = 10;
/** A power cut in the first boot is no reason to go back; firmware that never gets well is. */
const MOST_TRIALS = 3;
/** OCPP 1.6: firmwareVersion of BootNotification. */
const LONGEST_VERSION = 50;
const LONGEST_HEADER = 1024;

/**
 * The two slots of a charger that is none, over as many processes as it lives through; making one is a boot. Any file is an image. One whose first line is a JSON
 * object may name its `version` in it, and how its installation ends as `outcome`.
 */
export class SimulatedInstaller {
  readonly #options: SimulatedInstallerOptions;
  #installed: InstalledFirmware;
  #slot: "settled" | "trial" | "rolledBack";

  constructor(options: SimulatedInstallerOptions) {
    this.#options = options;
    const found = recallFirmware(options.file) ?? { running: options.factoryVersion, next: "same" };
    const { installed, slot } = boot(found);
    this.#installed = installed;
    this.#slot = slot;
    if (installed !== found) rememberFirmware(options.file, installed);
  }

  version(): string {
    return this.#installed.running;
  }

  slot(): "settled" | "trial" | "rolledBack" {
    return this.#slot;
  }

  async install(
    file: string,
    progress: (percent: number) => void,
    abort: AbortSignalLike,
  ): Promise<
    Outcome<{ readonly needsRestart: boolean }, { readonly kind: "unsuitable" | "failed"; readonly detail: string }>
  > {
    const { clock, duration, needsRestart } = this.#options;
    const { version, outcome } = await this.#read(file);
    if (outcome === "failVerification")
      return refused({ kind: "unsuitable", detail: "the image is made for another charger" });
    for (let step = 1; step <= STEPS && !abort.aborted; step++) {
      await sleep(clock, millis(duration / STEPS), abort);
      progress((100 * step) / STEPS);
    }
    if (outcome === "fail") return refused({ kind: "failed", detail: "the image could not be written" });
    const { running } = this.#installed;
    this.#keep(
      needsRestart
        ? { running, written: { version, isBootable: outcome !== "rollBack" }, next: "same" }
        : { running: version, before: running, next: "same" },
    );
    return accepted({ needsRestart });
  }

  activate(): Promise<void> {
    this.#keep({ ...this.#installed, next: "try" });
    return Promise.resolve();
  }

  confirm(): Promise<void> {
    this.#slot = "settled";
    this.#keep({ running: this.#installed.running, next: "same" });
    return Promise.resolve();
  }

  rollBack(): Promise<void> {
    this.#keep({ ...this.#installed, next: "back" });
    return Promise.resolve();
  }

  #keep(installed: InstalledFirmware): void {
    rememberFirmware(this.#options.file, installed);
    this.#installed = installed;
  }

  async #read(file: string): Promise<ImageWords> {
    const hash = createHash("sha256");
    let head = Buffer.alloc(0);
    for await (const part of createReadStream(file) as AsyncIterable<Buffer>) {
      hash.update(part);
      if (head.length < LONGEST_HEADER) head = Buffer.concat([head, part.subarray(0, LONGEST_HEADER)]);
    }
    const { version, outcome } = headerOf(head);
    const named = typeof version === "string" && version !== "" ? version.slice(0, LONGEST_VERSION) : undefined;
    const sum = `+${hash.digest("hex").slice(0, 8)}`;
    return {
      version: named ?? `${this.#options.factoryVersion.slice(0, LONGEST_VERSION - sum.length)}${sum}`,
      outcome: installOutcomes.find((word) => word === outcome) ?? this.#options.outcome,
    };
  }
}

/** What a boot loader does with what it finds. */
function boot(found: InstalledFirmware): {
  readonly installed: InstalledFirmware;
  readonly slot: "settled" | "trial" | "rolledBack";
} {
  const { running, before, written, next, trials } = found;
  if (found.isRolledBack === true) return { installed: found, slot: "rolledBack" };
  if (next === "try" && written !== undefined) {
    if (!written.isBootable) return rolledBackTo(running);
    return { installed: { running: written.version, before: running, next: "same", trials: 1 }, slot: "trial" };
  }
  const isOnTrial = trials !== undefined && before !== undefined;
  if (isOnTrial && (next === "back" || trials >= MOST_TRIALS)) return rolledBackTo(before);
  if (!isOnTrial) return { installed: found, slot: "settled" };
  return { installed: { ...found, trials: trials + 1 }, slot: "trial" };
}

function rolledBackTo(running: string) {
  return { installed: { running, next: "same", isRolledBack: true }, slot: "rolledBack" } as const;
}

function headerOf(head: Buffer): { readonly version?: unknown; readonly outcome?: unknown } {
  const [line = ""] = head.subarray(0, LONGEST_HEADER).toString("utf8").split("\n", 1);
  try {
    return fieldsOf(JSON.parse(line));
  } catch {
    return {};
  }
}
