import { type Cancel, type Clock, every } from "#hal/core/clock";
import { describeError, hasCode } from "#hal/core/errors";
import type { Log } from "#hal/core/log";
import { millis } from "#hal/core/units";
import type { OpenEvseCommands } from "#hal/drivers/openevse-rapi/openevse-commands";
import type { LightPattern, StatusLight } from "#hal/ports/status-light";
import { lampColours } from "#hal/wire/rapi-tables";

export interface OpenEvseLightOptions {
  readonly commands: Pick<OpenEvseCommands, "lamp">;
  readonly clock: Clock;
  readonly log: Log;
}

/** Half a period. The backlight cannot dim: it breathes without moving, so that a charge of many hours does not keep the line busy. */
const halfPeriods = { slow: millis(1000), fast: millis(250) } as const;

/** The backlight of the board's display as a status light. A board without one refuses the first colour and is not asked again. */
export class OpenEvseLight implements StatusLight {
  readonly #options: OpenEvseLightOptions;
  /** Undefined until somebody wants a light: the display then keeps the firmware's colours. */
  #pattern: LightPattern | undefined;
  #isLit = true;
  #isConnected = false;
  #isFitted = true;
  #isSending = false;
  #isStale = false;
  #cancelRhythm: Cancel = () => undefined;

  constructor(options: OpenEvseLightOptions) {
    this.#options = options;
  }

  show(pattern: LightPattern): void {
    this.#pattern = pattern;
    this.#begin();
  }

  /** The board answers: it shows what was last asked for. */
  connect(): void {
    this.#isConnected = true;
    this.#isFitted = true;
    this.#begin();
  }

  disconnect(): void {
    this.#isConnected = false;
    this.#cancelRhythm();
  }

  /** The firmware paints the display in a colour of its own at every change of its state. */
  repaint(): void {
    this.#send();
  }

  #begin(): void {
    this.#cancelRhythm();
    this.#isLit = true;
    if (!this.#isConnected || !this.#isFitted || this.#pattern === undefined) return;
    this.#send();
    const { rhythm } = this.#pattern;
    if (rhythm === "steady" || rhythm === "breathing" || colourOf(this.#pattern) === "off") return;
    this.#cancelRhythm = every(this.#options.clock, halfPeriods[rhythm], () => {
      this.#isLit = !this.#isLit;
      this.#send();
    });
  }

  /** One command at a time; what changes meanwhile is sent afterwards, in its last form only. */
  #send(): void {
    if (!this.#isConnected || !this.#isFitted || this.#pattern === undefined) return;
    if (this.#isSending) {
      this.#isStale = true;
      return;
    }
    this.#isSending = true;
    const done = () => {
      this.#isSending = false;
      if (!this.#isStale) return;
      this.#isStale = false;
      this.#send();
    };
    this.#options.commands
      .lamp(lampColours[this.#isLit ? colourOf(this.#pattern) : "off"])
      .then(done, (error: unknown) => {
        this.#onFailure(error);
        done();
      });
  }

  #onFailure(error: unknown): void {
    this.#options.log.debug({ error: describeError(error) }, "light.failed");
    if (!hasCode(error, "board.refused")) return;
    this.#isFitted = false;
    this.#cancelRhythm();
  }
}

/** The backlight is on or off. */
function colourOf({ colour, intensity }: LightPattern): LightPattern["colour"] {
  return intensity === 0 ? "off" : colour;
}
