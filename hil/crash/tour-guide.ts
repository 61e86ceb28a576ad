import { closeSync, openSync, rmSync, writeSync } from "node:fs";
import type { Clock } from "#hal/core/clock";
import { type Millis, millis, seconds } from "#hal/core/units";
import { orderOf, type TourStop } from "#hil/crash/failpoint-tour";
import type { LifePlan, Load } from "#hil/crash/life-plan";
import type { StationEye } from "#hil/crash/station-eye";
import { openTransactions } from "#simulator/csms/csms-state";
import { cards, type Rehearsal } from "#simulator/rehearsal";

/** A place that is not passed in this time is not passed. */
const PATIENCE = seconds(25);
/** Real time that a vehicle charges: worth some readings, and many times a session's least energy at this speed. */
const CHARGE = millis(1200);
/** Long enough for a card to be asked about and a contactor to close, on a busy machine too. */
const BETWEEN_CARDS = millis(2000);
const messageOf: Readonly<Record<string, string>> = {
  "transaction.started": "StartTransaction",
  "transaction.updated": "MeterValues",
  "transaction.ended": "StopTransaction",
};

/** Leads a station to each stop: first into the state that the stop is about, then past the place. */
export class TourGuide {
  readonly #rehearsal: Rehearsal;
  readonly #clock: Clock;
  readonly #eye: StationEye;

  constructor(rehearsal: Rehearsal, clock: Clock, eye: StationEye) {
    this.#rehearsal = rehearsal;
    this.#clock = clock;
    this.#eye = eye;
  }

  plans(stop: TourStop): readonly LifePlan[] {
    const before = this.#before(stop);
    return [...(before === undefined ? [] : [before]), this.#at(stop)];
  }

  #at(stop: TourStop): LifePlan {
    return { load: this.#loadOf(stop), order: orderOf(stop), stop, patience: PATIENCE };
  }

  #loadOf({ subject = "", state }: TourStop): Load {
    const { csms, network } = this.#rehearsal;
    if (state === "fresh")
      return this.#nobody(() => {
        rmSync(this.#eye.storeDirectory, { recursive: true, force: true });
      });
    if (state === "idle") return this.#nobody();
    if (state === "queued")
      return this.#nobody(() => {
        network.cut();
      });
    if (state === "charging") return { begin: () => undefined, act: () => undefined };
    if (state === "recovering" || state === "delivering") return this.#nobody();
    if (state === "damaged")
      return this.#nobody(() => {
        wipeFirstPage(this.#eye.databaseFile);
      });
    if (subject === "Authorize") return this.#strangers();
    const cycle = this.#charges();
    const begin = () => {
      cycle.begin();
      if (state === "offline") network.cut();
      if (state === "refused") csms.script.always(messageOf[subject] ?? subject, refusal);
    };
    return { begin, act: cycle.act };
  }

  /** The life before, which leaves what the stop wants to find. */
  #before({ state }: TourStop): LifePlan | undefined {
    if (state === "idle") return { load: this.#nobody(), isReached: () => this.#eye.isQuiet(), patience: PATIENCE };
    if (state === "charging" || state === "recovering" || state === "damaged") {
      const isReached = () => this.#isCharging() && openTransactions(this.#rehearsal.csms.state()).length > 0;
      return { load: this.#charges(), isReached, patience: PATIENCE };
    }
    if (state !== "queued" && state !== "delivering") return undefined;
    const cycle = this.#charges();
    const begin = () => {
      cycle.begin();
      this.#rehearsal.network.cut();
    };
    const isReached =
      state === "queued" ? async () => (await this.#eye.queued()) >= 2 : () => this.#eye.hasQueuedValues();
    return { load: { begin, act: cycle.act }, isReached, patience: PATIENCE };
  }

  #calm(): void {
    this.#rehearsal.network.mend();
    this.#rehearsal.csms.script.clear();
  }

  #nobody(begin: () => void = () => undefined): Load {
    return {
      begin: () => {
        this.#calm();
        this.#rehearsal.station.unplug();
        begin();
      },
      act: () => undefined,
    };
  }

  /** Cards that nobody knows, one after the other: each has to be asked about. */
  #strangers(): Load {
    let count = 0;
    const tap = this.#paced(() => {
      count += 1;
      this.#rehearsal.station.tapCard(`04DEAD${count.toString(16).padStart(8, "0").toUpperCase()}`);
    });
    return { ...this.#nobody(), act: tap };
  }

  /** One charge after the other. */
  #charges(): Load {
    const { station } = this.#rehearsal;
    const tap = this.#paced(() => {
      station.tapCard(cards.valid);
    });
    let since: Millis | undefined;
    return {
      begin: () => {
        this.#calm();
      },
      act: () => {
        if (this.#isCharging()) {
          since ??= this.#clock.uptime();
          if (this.#clock.uptime() - since > CHARGE) station.unplug();
          return;
        }
        since = undefined;
        if (!station.plugIn({ stateOfCharge: 0.1 })) tap();
      },
    };
  }

  #isCharging(): boolean {
    return this.#rehearsal.station.outlet().world.read().contactorClosed;
  }

  #paced(act: () => void): () => void {
    let last: Millis | undefined;
    return () => {
      const now = this.#clock.uptime();
      if (last !== undefined && now - last < BETWEEN_CARDS) return;
      last = now;
      act();
    };
  }
}

const refusal = { kind: "error", code: "InternalError", description: "not today" } as const;

/** What a worn-out block may look like; and the newest commits, which the write-ahead log alone has, are gone with it. */
function wipeFirstPage(file: string): void {
  for (const suffix of ["-wal", "-shm"]) rmSync(file + suffix, { force: true });
  const handle = openSync(file, "r+");
  try {
    writeSync(handle, Buffer.alloc(PAGE), 0, PAGE, 0);
  } finally {
    closeSync(handle);
  }
}

const PAGE = 4096;
