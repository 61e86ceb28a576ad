import { statSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Clock } from "#hal/core/clock";
import type { Log } from "#hal/core/log";
import { type EpochMillis, epochMillis } from "#hal/core/units";
import { readBootId } from "#hal/host/boot-id";
import { ScaledClock } from "#hal/host/scaled-clock";
import { systemTimeSource } from "#hal/host/system-time-trust";
import { StationClock } from "#agent/control/station-clock";
import type { CertificateTime } from "#agent/ports/csms-link";
import type { StationStore } from "#agent/ports/station-store";
import type { Config } from "#config/config";

/** The times that a process goes by beside that of its machine. */
export interface StationTimes {
  /** What everything is stamped with. */
  readonly clock: Clock;
  /** The same where it has to be looked after. */
  readonly time?: StationClock;
  /** By which certificates for the station itself are judged. */
  readonly certificateTime: () => EpochMillis;
  /** By which that of the back end is. */
  readonly serverTime: () => CertificateTime;
}

interface TimesGround {
  readonly lineClock: Clock;
  readonly store: Pick<StationStore, "time">;
  readonly log: Log;
}

/** The machine's clock, or that of a rehearsal. */
export function worldClock({ speed, anchor }: Config["clock"], lineClock: Clock): Clock {
  if (speed === 1) return lineClock;
  return new ScaledClock(lineClock, { speed, anchor: epochMillis(anchor ?? lineClock.now()) });
}

/** A rehearsal's clock is right; that of a machine may not be. */
export function stationTimes(clock: Clock, { lineClock, store, log }: TimesGround): StationTimes {
  if (clock !== lineClock) {
    const certificateTime = () => epochMillis(Math.max(builtAt(), lineClock.now()));
    return { clock, certificateTime, serverTime: () => ({ at: certificateTime(), isLowerBound: false }) };
  }
  const host = { source: systemTimeSource };
  const known = { base: clock, host, builtAt: builtAt(), bootId: readBootId() };
  const time = new StationClock({ ...known, store: store.time, log });
  return {
    clock: time,
    time,
    certificateTime: () => epochMillis(Math.max(time.certificateTime().at, time.now())),
    serverTime: () => time.certificateTime(),
  };
}

/** When this program was put together: no later moment can have come before it, whatever a clock without a battery says. */
function builtAt(): EpochMillis {
  return epochMillis(statSync(fileURLToPath(import.meta.url)).mtimeMs);
}
