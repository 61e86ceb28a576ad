import { arch, cpus, freemem, loadavg, platform, release, totalmem, uptime } from "node:os";
import { getHeapStatistics } from "node:v8";
import type { Clock } from "#hal/core/clock";
import { isoTime } from "#hal/core/units";
import { Configuration, type ConfigurationItem } from "#agent/local/configuration";
import { logTail } from "#agent/local/system/log-tail";
import type { SiteSettings } from "#agent/local/site-settings";
import type { KeptLog } from "#agent/ports/kept-log";
import type { SiteStore } from "#agent/ports/site-store";
import type { OnSite } from "#agent/runtime/agent";

export interface DebugSources {
  readonly onSite: OnSite;
  readonly settings: SiteSettings;
  readonly store: Pick<SiteStore, "events" | "accounts">;
  readonly keptLog: Pick<KeptLog, "lines">;
  readonly clock: Clock;
  readonly version: string;
}

const EVENTS = 200;
/** Settings that say who somebody is or opens something; their being set is all that a stranger may know. */
const PRIVATE = /token|password|secret|key|pin$|address|latitude|longitude|mail\.(user|from|to)/i;

/** What somebody far away needs to find out what is wrong: nothing in it opens anything or names a person. */
export function debugReport({ onSite, settings, store, keptLog, clock, version }: DebugSources): object {
  const items = new Configuration(onSite.variables, settings).items();
  return {
    format: 1,
    madeAt: isoTime(clock.now()),
    version,
    machine: machine(),
    state: onSite.state(),
    equipment: onSite.equipment(),
    lifeCycle: onSite.lifeCycle.record().stage,
    configuration: Object.fromEntries(items.map((item) => [item.name, shown(item)])),
    accounts: store.accounts.all().map(({ role, mustChange }) => ({ role, mustChange })),
    events: store.events.page({ limit: EVENTS }).map(({ at, code, severity, evse, subject, count }) => ({
      at: isoTime(at),
      code,
      severity,
      evse,
      // The subjects of the others are names of people.
      subject: /^(login|password|account)\./.test(code) ? undefined : subject,
      count,
    })),
    log: logTail(keptLog),
  };
}

function shown({ name, value, default: usual }: ConfigurationItem): string | null {
  if (value === null || value === usual || !PRIVATE.test(name)) return value;
  return value === "" ? "" : "(set)";
}

function machine(): object {
  return {
    system: `${platform()} ${release()} ${arch()}`,
    processors: cpus().length,
    load: loadavg(),
    uptimeSeconds: Math.round(uptime()),
    memory: { total: totalmem(), free: freemem(), heap: getHeapStatistics().used_heap_size },
  };
}
