import { isoTime } from "#hal/core/units";
import type { Clock } from "#hal/core/clock";
import type { Equipment } from "#agent/domain/site/equipment";
import type { LifeCycleStage } from "#agent/domain/site/life-cycle";
import type { CheckView, Commissioning } from "#agent/local/commissioning/commissioning";
import type { SiteSettings } from "#agent/local/site-settings";
import type { OnSite } from "#agent/runtime/agent";

interface Step {
  readonly by: string;
  readonly at: string;
}

/** What an installer hands over. */
export interface CommissioningReport {
  readonly format: 1;
  readonly madeAt: string;
  readonly station: Readonly<Record<"vendor" | "model" | "serialNumber" | "identity" | "name", string>>;
  readonly version: string;
  readonly macAddresses: readonly string[];
  readonly place: Readonly<Record<"place" | "address" | "space" | "latitude" | "longitude", string>>;
  readonly stage: LifeCycleStage;
  readonly installed: Step | null;
  readonly activated: Step | null;
  readonly checks: readonly CheckView[];
  readonly equipment: Equipment;
}

export interface ReportSources {
  readonly onSite: Pick<OnSite, "state" | "equipment">;
  readonly commissioning: Pick<Commissioning, "record" | "checks">;
  readonly settings: Pick<SiteSettings, "get">;
  readonly macAddresses: () => readonly string[];
  readonly clock: Clock;
  readonly version: string;
}

export function commissioningReport(sources: ReportSources): CommissioningReport {
  const { onSite, commissioning, settings, macAddresses, clock, version } = sources;
  const { stage, installed, activated } = commissioning.record();
  const step = (given: typeof installed) => (given === undefined ? null : { by: given.by, at: isoTime(given.at) });
  return {
    format: 1,
    madeAt: isoTime(clock.now()),
    station: onSite.state().station,
    version,
    macAddresses: macAddresses(),
    place: {
      place: settings.get("site.place"),
      address: settings.get("site.address"),
      space: settings.get("site.space"),
      latitude: settings.get("site.latitude"),
      longitude: settings.get("site.longitude"),
    },
    stage,
    installed: step(installed),
    activated: step(activated),
    checks: commissioning.checks(),
    equipment: onSite.equipment(),
  };
}
