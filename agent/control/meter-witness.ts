import type { MeterReading } from "#hal/core/charging";
import type { Clock } from "#hal/core/clock";
import type { OutsideEnergy } from "#agent/control/outside-energy";
import type { EvseEvent, EvseState } from "#agent/domain/evse/evse-state";
import { isResting } from "#agent/domain/evse/pilot-machine";
import { type StrayWatch, watchStrayEnergy } from "#agent/domain/evse/stray-energy";
import { hasTransaction } from "#agent/domain/session/session-machine";

interface MeterWitnessOptions {
  readonly clock: Clock;
  readonly lineClock: Clock;
  readonly state: () => EvseState;
  readonly post: (event: EvseEvent) => void;
  readonly outside: Pick<OutsideEnergy, "seen">;
}

/** The meter beside the board: sees power that nobody allowed, energy that belongs to nobody, and when an allowance is used up. */
export class MeterWitness {
  readonly #options: MeterWitnessOptions;
  #stray: StrayWatch = {};

  constructor(options: MeterWitnessOptions) {
    this.#options = options;
  }

  heard(reading: MeterReading): void {
    this.#watchStray(reading);
    const { session } = this.#options.state();
    if (!hasTransaction(session)) this.#options.outside.seen(reading);
    const isLimited = session.kind === "active" && session.transaction.allowedUntil !== undefined;
    if (isLimited) this.#options.post({ type: "meter.seen", energy: reading.importEnergy });
  }

  #watchStray({ power }: MeterReading): void {
    const { clock, lineClock, state, post } = this.#options;
    const seen = { power, isAllowed: !isResting(state().pilot), uptime: lineClock.uptime() };
    const { watch, isFound } = watchStrayEnergy(this.#stray, seen);
    this.#stray = watch;
    if (isFound) post({ type: "fault.changed", code: "outlet.stray-energy", active: true, at: clock.now() });
  }
}
