import { type Clock, sleep } from "#hal/core/clock";
import type { AbortSignalLike } from "#hal/core/clock";
import type { Log } from "#hal/core/log";
import { millis, type Millis, seconds, type Watts, watts, type WattHours, wattHours } from "#hal/core/units";
import { type ClockReading, continuedTime } from "#agent/domain/transaction/continued-time";
import { type FoundReading, recoverTransaction } from "#agent/domain/transaction/recover-transaction";
import type { MeterSample } from "#agent/domain/metering/meter-sample";
import { boundaryMeasurands, type EndedMeasurands, registerSample } from "#agent/domain/metering/transaction-data";
import type { EvseController } from "#agent/control/evse-controller";
import type { DurableReading, SessionRecord } from "#agent/ports/session-record";
import type { SessionStore } from "#agent/ports/station-store";

/** The contactor opens within this time after the drivers have put the board to rest (IEC 61851-1: 6 s, and the way there). */
const CONTACTOR_PATIENCE = seconds(10);
const LOOK = millis(200);
/** What a phase can carry more than its nominal 230 V. */
const HIGHEST_VOLTAGE = 253;

export interface BootRecoveryOptions {
  readonly sessions: SessionStore;
  readonly clock: Clock;
  /** Real time, in which board and meter answer. */
  readonly lineClock: Clock;
  readonly log: Log;
  /** The host was restarted since the last run. */
  readonly isNewBoot: boolean;
  readonly bootId: string;
  /** Whether somebody vouches for the wall clock. */
  readonly isTimeKnown: () => boolean;
  /** How long the meter is waited for. */
  readonly meterPatience: Millis;
  readonly factsWaiting: () => void;
  /** What the operator wants to have with the end of a transaction. */
  readonly endedMeasurands: () => EndedMeasurands;
  /** The disk failed: what is open stays open, and nothing may start. */
  readonly onStorageFailure: (error: unknown) => void;
}

/** Ends what was open when the last process died, before anything new may start on the outlet. */
export class BootRecovery {
  readonly #options: BootRecoveryOptions;

  constructor(options: BootRecoveryOptions) {
    this.#options = options;
  }

  /** Resolves when every open transaction of these outlets, and of outlets that are no more, has its end in the log. Never rejects. */
  async recoverAll(evses: readonly EvseController[], abort: AbortSignalLike): Promise<void> {
    try {
      const open = this.#options.sessions.open();
      this.#endAll(open.filter((record) => evses.every((evse) => evse.id !== record.evse)));
      const ofEvse = (evse: EvseController) => open.filter((record) => record.evse === evse.id);
      await Promise.all(evses.map((evse) => this.#recover(evse, ofEvse(evse), abort)));
    } catch (error) {
      this.#options.onStorageFailure(error);
    }
  }

  async #recover(evse: EvseController, open: readonly SessionRecord[], abort: AbortSignalLike): Promise<void> {
    if (open.length > 0) {
      await this.#contactorOpen(evse, abort);
      const found = await this.#findReading(evse, abort);
      if (abort.aborted) return;
      const { installedLimit, phases } = evse.hardware;
      this.#endAll(open, found, watts(installedLimit * phases * HIGHEST_VOLTAGE));
    }
    evse.post({ type: "recovery.finished", hadTransaction: open.length > 0 });
  }

  /**
   * Oldest first. More than one can be open only when the end of the older ones never reached the disk; the energy of such a one ended at the
   * latest with the start of the next, or the same watt-hours would be billed twice.
   */
  #endAll(open: readonly SessionRecord[], found?: FoundAt, maxPower = watts(0)): void {
    for (const [place, record] of open.entries()) {
      const next = open[place + 1];
      this.#end(record, next === undefined ? found : startOf(next), maxPower);
    }
    if (open.length > 0) this.#options.factsWaiting();
  }

  /** The last watt-hours are on the meter only when the current has stopped. */
  async #contactorOpen(evse: EvseController, abort: AbortSignalLike): Promise<void> {
    const { lineClock } = this.#options;
    const deadline = lineClock.uptime() + CONTACTOR_PATIENCE;
    const isOpen = () => evse.hardware.pilot.latest()?.energized === false;
    while (!isOpen() && lineClock.uptime() < deadline && !abort.aborted) await sleep(lineClock, LOOK, abort);
  }

  async #findReading(evse: EvseController, abort: AbortSignalLike): Promise<FoundAt | undefined> {
    const { lineClock, meterPatience } = this.#options;
    const deadline = lineClock.uptime() + meterPatience;
    while (!abort.aborted) {
      const reading = await evse
        .watch()
        .read()
        .catch(() => undefined);
      const meterSerial = evse.watch().serialNumber();
      if (reading !== undefined)
        return {
          energy: reading.importEnergy,
          when: this.#now(),
          ...(meterSerial === undefined ? {} : { meterSerial }),
        };
      if (lineClock.uptime() >= deadline) return undefined;
      await sleep(lineClock, seconds(1), abort);
    }
    return undefined;
  }

  #end(seen: SessionRecord, found: FoundAt | undefined, maxPower: Watts): void {
    const { sessions, log, isNewBoot } = this.#options;
    // The time may have become known since, and with it when all this was.
    const record = sessions.find(seen.transactionId) ?? seen;
    const { lastReading, clock } = record;
    const now = continuedTime(
      {
        lastAt: lastReading.at,
        energy: wattHours((found?.energy ?? lastReading.energy) - lastReading.energy),
        ...(clock === undefined ? {} : { clock }),
      },
      found?.when ?? this.#now(),
    );
    const recovery = recoverTransaction(
      {
        lastReading: lastReading.energy,
        ...(record.meterSerial === undefined ? {} : { meterSerial: record.meterSerial }),
        elapsed: now.elapsed,
        isNewBoot,
      },
      found,
      maxPower,
    );
    const { meterStop, cause, unbilled } = recovery;
    // A value of the past keeps its time.
    const at = recovery.isRead ? now.at : lastReading.at;
    const { transactionId, nextSeqNo } = record;
    sessions.commit({
      session: {
        ...record,
        nextSeqNo: nextSeqNo + 1,
        lastReading: { energy: meterStop, at },
        ended: { at, meterStop, cause },
      },
      facts: [
        {
          type: "transaction.ended",
          transactionId,
          evse: record.evse,
          seqNo: nextSeqNo,
          at,
          meterStop,
          cause,
          ...this.#samples(record, { energy: meterStop, at }),
        },
      ],
      ...(unbilled === undefined ? {} : { unbilled: { transactionId, evse: record.evse, at: now.at, ...unbilled } }),
    });
    log.warn(
      { transactionId, cause, meterStop, ...(unbilled === undefined ? {} : { unbilled }) },
      "transaction.recovered",
    );
  }

  #now(): ClockReading {
    const { bootId, clock, isTimeKnown } = this.#options;
    return { bootId, uptime: clock.uptime(), wall: clock.now(), isKnown: isTimeKnown() };
  }

  /** The values in between died with the process; they have left as MeterValues, or wait to. */
  #samples(record: SessionRecord, end: DurableReading): { readonly samples?: readonly MeterSample[] } {
    const wanted = boundaryMeasurands(this.#options.endedMeasurands());
    const begin = { energy: record.meterStart, at: record.startedAt };
    const samples = [...registerSample(wanted, "begin", begin), ...registerSample(wanted, "end", end)];
    return samples.length === 0 ? {} : { samples };
  }
}

interface FoundAt extends FoundReading {
  readonly energy: WattHours;
  readonly when: ClockReading;
}

function startOf({ meterStart: energy, startedAt: wall, meterSerial, clock }: SessionRecord): FoundAt {
  const { bootId = "", lead = millis(wall), isAssumed } = clock ?? {};
  const when = { bootId, uptime: millis(wall - lead), wall, isKnown: isAssumed !== true };
  return { energy, when, ...(meterSerial === undefined ? {} : { meterSerial }) };
}
