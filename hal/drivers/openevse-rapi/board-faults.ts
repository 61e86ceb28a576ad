import type { FaultCode } from "#hal/core/charging";
import { type Millis, minutes } from "#hal/core/units";
import { FaultSet } from "#hal/drivers/fault-set";
import {
  type BoardMood,
  type BoardReport,
  faultOfState,
  isVehiclePresent,
  moodOf,
} from "#hal/drivers/openevse-rapi/board-report";
import type { HardwareFaults } from "#hal/ports/hardware-faults";
import { bootPostCodes } from "#hal/wire/rapi-tables";

const RECHECK_AFTER = minutes(1);

/**
 * The faults of one board. A board that sleeps looks for none, so what was seen before stays a fault until the board is awake without it,
 * until it has restarted, or until the vehicle leaves, which is what the firmware itself asks for; a welded contactor outlasts the vehicle.
 */
export class BoardFaults {
  readonly #set = new FaultSet();
  #current: FaultCode | undefined;
  #wasVehiclePresent = false;
  #sleepsSince: Millis | undefined;

  get faults(): HardwareFaults {
    return this.#set;
  }

  observe(report: BoardReport): void {
    const mood = moodOf(report.state);
    const isPresent = isVehiclePresent(report);
    const hasLeft = mood === "asleep" && this.#wasVehiclePresent && !isPresent;
    if (mood !== "disabled" && mood !== "undecided") this.#wasVehiclePresent = isPresent;
    if (mood === "fault") this.#show(faultOfState(report.state), stateWord(report.state));
    else if (mood === "awake") this.#show(undefined);
    else if (hasLeft && this.#current !== "board.contactor-welded") this.#show(undefined);
  }

  /**
   * True when the board has slept for so long over a fault that it should be woken to look whether that still holds: nobody can charge
   * before, and so nobody else would wake it. Begins to count anew. A welded contactor is nothing to be looked for again and again.
   */
  wantsRecheck(mood: BoardMood, uptime: Millis): boolean {
    const mayHaveEnded = this.#current !== undefined && this.#current !== "board.contactor-welded";
    if (mood !== "asleep" || !mayHaveEnded) {
      this.#sleepsSince = undefined;
      return false;
    }
    this.#sleepsSince ??= uptime;
    if (uptime - this.#sleepsSince < RECHECK_AFTER) return false;
    this.#sleepsSince = undefined;
    return true;
  }

  /** The board has started anew and tested itself. */
  booted(postCode: number): void {
    this.#show(postCode === bootPostCodes.ok ? undefined : faultOfState(postCode), stateWord(postCode));
  }

  silent(why: string): void {
    this.#set.raise("board.silent", why);
  }

  answered(): void {
    this.#set.clear("board.silent");
  }

  #show(fault: FaultCode | undefined, detail = ""): void {
    if (fault === this.#current) return;
    if (this.#current !== undefined) this.#set.clear(this.#current);
    this.#current = fault;
    if (fault !== undefined) this.#set.raise(fault, detail);
  }
}

function stateWord(state: number): string {
  return `EVSE state ${state.toString(16).padStart(2, "0")}`;
}
