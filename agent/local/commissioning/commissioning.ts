import type { Clock } from "#hal/core/clock";
import { accepted, type Outcome, refused } from "#hal/core/outcome";
import {
  type CheckResult,
  type DeviceCheck,
  deviceChecks,
  type LifeCycleRecord,
  type LifeCycleStep,
  missingForActivation,
} from "#agent/domain/site/life-cycle";
import type { Equipment } from "#agent/domain/site/equipment";
import type { SessionStore } from "#agent/ports/station-store";
import type { OnSite } from "#agent/runtime/agent";

export interface CommissioningOptions {
  readonly onSite: Pick<OnSite, "state" | "equipment" | "lifeCycle">;
  readonly sessions: Pick<SessionStore, "recent">;
  readonly clock: Clock;
}

/** A look at one part, with what was seen. */
export interface CheckView {
  readonly check: DeviceCheck;
  readonly result: CheckResult;
  /** What the part said of itself, or the word for what keeps it from passing. */
  readonly detail: string | null;
}

/** Charges that are looked at for the test charge. */
const RECENT = 20;

/** Puts a charger into service: looks at its parts and keeps down who said what. */
export class Commissioning {
  readonly #options: CommissioningOptions;

  constructor(options: CommissioningOptions) {
    this.#options = options;
  }

  record(): LifeCycleRecord {
    return this.#options.onSite.lifeCycle.record();
  }

  get isActivationNeeded(): boolean {
    return this.#options.onSite.lifeCycle.isActivationNeeded;
  }

  /** What the instruments of the charger see now, and what people have said of the rest. */
  checks(): readonly CheckView[] {
    const equipment = this.#options.onSite.equipment();
    const looks: Readonly<Record<DeviceCheck, () => Omit<CheckView, "check">>> = {
      board: () => boardLook(equipment),
      meter: () => meterLook(equipment),
      reader: () => readerLook(equipment),
      light: () => ({ result: this.record().light?.result ?? "open", detail: this.record().light?.by ?? null }),
      lock: () => lockLook(equipment),
      backEnd: () => this.#backEndLook(),
      testCharge: () => this.#testLook(),
    };
    return deviceChecks.map((check) => ({ check, ...looks[check]() }));
  }

  /** Also again: parts may have been changed. A charger that was taken out of use begins anew with a factory reset. */
  install(by: string): Outcome<undefined, "decommissioned"> {
    const { lifeCycle } = this.#options.onSite;
    if (this.record().stage === "decommissioned") return refused("decommissioned");
    lifeCycle.put({ stage: "installed", installed: this.#step(by) });
    return accepted(undefined);
  }

  sayLight(result: "passed" | "failed", by: string): Outcome<undefined, "notInstalled"> {
    if (this.record().stage !== "installed") return refused("notInstalled");
    this.#options.onSite.lifeCycle.put({ ...this.record(), light: { ...this.#step(by), result } });
    return accepted(undefined);
  }

  testCharge(): Outcome<undefined, "notInstalled"> {
    if (this.record().stage !== "installed") return refused("notInstalled");
    this.#options.onSite.lifeCycle.openTestWindow();
    return accepted(undefined);
  }

  activate(by: string): Outcome<undefined, "notInstalled" | readonly DeviceCheck[]> {
    if (this.record().stage !== "installed") return refused("notInstalled");
    const results = Object.fromEntries(this.checks().map(({ check, result }) => [check, result]));
    const missing = missingForActivation(results as Readonly<Record<DeviceCheck, CheckResult>>);
    if (missing.length > 0) return refused(missing);
    this.#options.onSite.lifeCycle.put({ ...this.record(), stage: "activated", activated: this.#step(by) });
    return accepted(undefined);
  }

  #step(by: string): LifeCycleStep {
    return { by, at: this.#options.clock.now() };
  }

  #backEndLook(): Omit<CheckView, "check"> {
    const { connection, registration, trouble } = this.#options.onSite.state().csms;
    const isThere = connection === "connected" && registration === "accepted";
    return { result: isThere ? "passed" : "failed", detail: isThere ? null : (trouble ?? registration) };
  }

  /** A charge since the installation that has ended and given energy. */
  #testLook(): Omit<CheckView, "check"> {
    const { installed } = this.record();
    if (installed === undefined) return { result: "open", detail: null };
    const charge = this.#options.sessions
      .recent(RECENT)
      .find(({ startedAt, ended, meterStart }) => startedAt >= installed.at && (ended?.meterStop ?? 0) > meterStart);
    if (charge?.ended === undefined) return { result: "open", detail: null };
    return { result: "passed", detail: `${String(charge.ended.meterStop - charge.meterStart)} Wh` };
  }
}

function boardLook({ boardModel, outlets }: Equipment): Omit<CheckView, "check"> {
  return { result: outlets.every(({ isBoardThere }) => isBoardThere) ? "passed" : "failed", detail: boardModel };
}

function meterLook({ outlets }: Equipment): Omit<CheckView, "check"> {
  const names = outlets.flatMap(({ meter }) =>
    meter === undefined ? [] : [[meter.vendor, meter.model, meter.serialNumber ?? ""].join(" ").trim()],
  );
  const isThere = outlets.every(({ isMeterThere, meter }) => isMeterThere && meter !== undefined);
  return { result: isThere ? "passed" : "failed", detail: names.length === 0 ? null : names.join(", ") };
}

/** Where the bolts are, outlet by outlet; one that did not move fails. */
function lockLook({ outlets }: Equipment): Omit<CheckView, "check"> {
  const locks = outlets.flatMap(({ lock }) => (lock === undefined ? [] : [lock]));
  if (locks.length === 0) return { result: "absent", detail: null };
  return { result: locks.includes("jammed") ? "failed" : "passed", detail: locks.join(", ") };
}

function readerLook({ readers, areReadersThere }: Equipment): Omit<CheckView, "check"> {
  if (readers.length === 0) return { result: "absent", detail: null };
  return { result: areReadersThere ? "passed" : "failed", detail: readers.join(", ") };
}
