import { AgentError } from "#hal/core/errors";
import type { Log } from "#hal/core/log";
import { type Amperes, amperes, type Millis, seconds } from "#hal/core/units";
import type { ControllerSettings } from "#hal/board/board-settings";
import { type BoardReport, isEnergized, moodOf } from "#hal/drivers/openevse-rapi/board-report";
import type { OpenEvseCommands } from "#hal/drivers/openevse-rapi/openevse-commands";
import type { PowerPermit, SilencePolicy } from "#hal/ports/power-permit";

export interface OpenEvsePermitOptions {
  readonly commands: OpenEvseCommands;
  readonly log: Log;
  readonly settings: Pick<ControllerSettings, "heartbeat" | "interlock">;
  readonly installedLimit: Amperes;
  readonly lastReport: () => BoardReport | undefined;
  /** The board has taken this as what its pilot may offer. */
  readonly onCurrent: (amps: Amperes) => void;
  /** Something was commanded that the next reading will show. */
  readonly onCommanded: () => void;
}

/** IEC 61851-1: a control pilot cannot offer less. */
const SMALLEST = amperes(6);
/** Where the board does not count on it, a renewal only finds out early that the board is gone. */
const LIFE_SIGN = seconds(10);

/**
 * Permission on an OpenEVSE. The board comes up enabled, so that "no permission" has to be made: it sleeps, and where the firmware has an
 * authorisation lock it is locked as well. A permission ends with the line or with a restart of the board; it is never restored by itself.
 * Beside the errors of the port, `grant` rejects with `board.superseded` when the permission was withdrawn before it took effect.
 */
export class OpenEvsePermit implements PowerPermit {
  readonly onSilence: SilencePolicy;
  readonly renewEvery: Millis;
  readonly #options: OpenEvsePermitOptions;
  readonly #commands: OpenEvseCommands;
  #range: { readonly min: Amperes; readonly max: Amperes };
  #granted: Amperes | undefined;
  #hasLock = false;
  #isSupervised = false;
  /** Counts what was wanted; a command sequence of an older wish ends where it is. */
  #wish = 0;
  #running = 0;

  constructor(options: OpenEvsePermitOptions) {
    this.#options = options;
    this.#commands = options.commands;
    this.onSilence = silencePolicy(options.settings);
    const { heartbeat } = options.settings;
    this.renewEvery = heartbeat === false ? LIFE_SIGN : seconds(heartbeat.seconds / 3);
    this.#range = { min: SMALLEST, max: options.installedLimit };
  }

  /** Known for certain only after the board has answered; until then what the installation allows. */
  get range(): { readonly min: Amperes; readonly max: Amperes } {
    return this.#range;
  }

  isGranted(): boolean {
    return this.#granted !== undefined;
  }

  /** A command sequence is under way and the readings are about to change. */
  isBusy(): boolean {
    return this.#running > 0;
  }

  async grant(limit: Amperes): Promise<void> {
    const asked = amperes(Math.min(Math.floor(limit), this.#range.max));
    if (asked < this.#range.min)
      throw refusal("the current is too small to be offered", { limit, min: this.#range.min });
    if (this.onSilence.kind === "reducesTo" && !this.#isSupervised)
      throw refusal("the board supervises no heartbeat", { limit });
    const wish = ++this.#wish;
    await this.#run(async () => {
      if (this.#granted === undefined) await this.#enable(asked, wish);
      else await this.#setCurrent(asked, wish);
      this.#granted = asked;
    });
  }

  async withdraw(): Promise<void> {
    this.lapse();
    await this.#run(() => this.#rest(() => this.#commands.sleep()));
  }

  /** The board stays disabled for a moment and is then put to sleep, because it cannot see a vehicle while it is disabled. */
  async open(): Promise<void> {
    this.lapse();
    await this.#run(() => this.#rest(() => this.#commands.disable()));
  }

  async renew(): Promise<void> {
    const wasMissed = this.#isSupervised && (await this.#commands.pulse());
    if (wasMissed) await this.#acknowledge();
    const [limit, wish] = [this.#granted, this.#wish];
    if (limit === undefined || this.isBusy()) return;
    if (wasMissed) await this.#run(() => this.#setCurrent(limit, wish));
    if (this.#isResting()) {
      // Somebody pressed the board's button, or a timer of its own rang.
      this.#options.log.warn({ limit }, "permit.reasserted");
      await this.#run(() => this.#enable(limit, wish));
    }
  }

  /** Wakes a resting board so that it looks for faults again, its contactor locked meanwhile. Nothing where the firmware has no lock. */
  async recheck(): Promise<void> {
    const wish = this.#wish;
    await this.#run(async () => {
      if (!this.#hasLock || !(await this.#commands.lock(true))) return;
      if (wish === this.#wish) await this.#commands.enable();
    });
  }

  /** The permission is gone without a command: the board restarted or its line was lost. */
  lapse(): void {
    this.#wish++;
    this.#granted = undefined;
  }

  /** Puts a board of which nothing is known into the state that belongs to "no permission". */
  async prepare(): Promise<void> {
    this.lapse();
    await this.#run(async () => {
      this.#hasLock = await this.#commands.lock(true);
      await this.#rest(() => this.#commands.sleep());
      await this.#supervise();
      await this.#learnRange();
    });
  }

  async #rest(command: () => Promise<void>): Promise<void> {
    const report = this.#options.lastReport();
    const isSafeInFault = report !== undefined && moodOf(report.state) === "fault" && !isEnergized(report);
    // Asleep the board would not see the fault go; the lock keeps its contactor open just as well.
    if (this.#hasLock && isSafeInFault && (await this.#commands.lock(true))) return;
    const wish = this.#wish;
    await command();
    if (this.#hasLock && wish === this.#wish) await this.#commands.lock(true);
  }

  async #enable(limit: Amperes, wish: number): Promise<void> {
    if (this.#isSupervised && (await this.#commands.pulse())) await this.#acknowledge();
    await this.#setCurrent(limit, wish);
    if (this.#hasLock) await this.#commands.lock(false);
    this.#continue(wish);
    await this.#commands.enable();
    this.#continue(wish);
  }

  async #setCurrent(limit: Amperes, wish: number): Promise<void> {
    this.#continue(wish);
    const taken = await this.#commands.setCurrent(limit);
    this.#options.onCurrent(taken);
    this.#continue(wish);
    if (taken <= limit) return;
    this.lapse();
    await this.#rest(() => this.#commands.sleep());
    throw refusal("the board offers more than asked for", { limit, taken });
  }

  /** Acknowledging gives the board its stored current back, which may be more than is granted: the limit has to follow at once. */
  async #acknowledge(): Promise<void> {
    const isTaken = await this.#commands.acknowledgeMiss();
    this.#options.log.warn({ acknowledged: isTaken }, "heartbeat.missed");
  }

  async #supervise(): Promise<void> {
    const { heartbeat } = this.#options.settings;
    const seconds = heartbeat === false ? 0 : heartbeat.seconds;
    const fallback = amperes(heartbeat === false ? SMALLEST : heartbeat.fallbackCurrent);
    const isTaken = await this.#commands.superviseHeartbeat(seconds, fallback);
    this.#isSupervised = isTaken && heartbeat !== false;
    if (!isTaken && heartbeat !== false) this.#options.log.error({ seconds }, "heartbeat.refused");
  }

  async #learnRange(): Promise<void> {
    const { minimum, hardwareMaximum, pilot, configuredMaximum } = await this.#commands.capacity();
    const max = Math.min(hardwareMaximum, configuredMaximum ?? hardwareMaximum, this.#options.installedLimit);
    this.#range = { min: amperes(minimum), max: amperes(max) };
    if (pilot !== undefined) this.#options.onCurrent(amperes(pilot));
  }

  #isResting(): boolean {
    const report = this.#options.lastReport();
    const mood = report === undefined ? "undecided" : moodOf(report.state);
    return mood === "asleep" || mood === "disabled";
  }

  #continue(wish: number): void {
    if (wish !== this.#wish) throw new AgentError("board.superseded", "the permission was changed meanwhile");
  }

  async #run(work: () => Promise<void>): Promise<void> {
    this.#running++;
    try {
      await work();
    } finally {
      this.#running--;
      this.#options.onCommanded();
    }
  }
}

function refusal(message: string, details: Readonly<Record<string, unknown>>): AgentError {
  return new AgentError("board.refused", message, details);
}

function silencePolicy(settings: Pick<ControllerSettings, "heartbeat" | "interlock">): SilencePolicy {
  const { heartbeat, interlock } = settings;
  if (heartbeat !== false) return { kind: "reducesTo", limit: amperes(heartbeat.fallbackCurrent) };
  if (interlock !== undefined && interlock !== "") return { kind: "nothing", interlock };
  throw new AgentError("config.board", "a controller without heartbeat needs an interlock");
}
