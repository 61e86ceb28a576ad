import { isoTime } from "#hal/core/units";
import { composeDiagnostics } from "#agent/compose-files";
import { composeFirmware, type Firmware } from "#agent/compose-firmware";
import { composeSecurity, type Security } from "#agent/compose-security";
import type { AgentSettings, Platform } from "#agent/compose-settings";
import type { EvseController } from "#agent/control/evse-controller";
import type { Variables } from "#agent/control/variables";
import type { Activity, ActivityNotice } from "#agent/domain/notices/notice";
import type { RouteContext } from "#agent/ocpp/dialects/dialect";
import type { TimeWindow } from "#agent/ports/kept-log";
import type { OcppClient } from "#agent/ocpp/ocpp-client";
import type { SupervisedComponent } from "#agent/runtime/supervisor";

interface ServicesOptions {
  readonly settings: AgentSettings;
  readonly platform: Platform;
  readonly variables: Variables;
  readonly evses: readonly EvseController[];
  /** Composed after these. */
  readonly csms: () => OcppClient;
  readonly status: () => object;
  readonly background: (name: string, work: Promise<void>) => void;
  readonly onStorageFailure: (error: unknown) => void;
  /** The process has to end and begin anew. */
  readonly onRestart: () => void;
}

/** What the back end can ask of the station beside charging: who it is, what it has noted, and what runs on it. */
export interface Services {
  readonly security: Security;
  readonly firmware: Firmware;
  readonly components: readonly SupervisedComponent[];
  readonly routes: Pick<RouteContext, "security" | "firmware" | "diagnostics">;
  /** How far an activity is now. */
  activity(activity: Activity): ActivityNotice;
}

export function composeServices(options: ServicesOptions): Services {
  const security = composeSecurity(options);
  const firmware = composeFirmware({ ...options, security });
  const diagnostics = composeDiagnostics({
    ...options,
    securityLog: { entries: (window) => entriesWithin(security, window) },
    tell: (notice) => {
      options.csms().tell(notice);
    },
  });
  return {
    security,
    firmware,
    components: [
      ...[...security.components, ...firmware.components].map(
        (component) => ({ component, onStartFailure: "fail" }) as const,
      ),
      ...diagnostics.components.map((component) => ({ component, onStartFailure: "retry" }) as const),
    ],
    routes: { security: security.services, firmware: firmware.desk, diagnostics: diagnostics.desk },
    activity: (activity) => (activity === "firmware" ? firmware.activity() : diagnostics.activity(activity)),
  };
}

function entriesWithin({ journal }: Pick<Security, "journal">, { from, to }: TimeWindow): readonly object[] {
  return journal
    .entries()
    .filter(({ at }) => (from === undefined || at >= from) && (to === undefined || at <= to))
    .map((entry) => ({ ...entry, at: isoTime(entry.at) }));
}
