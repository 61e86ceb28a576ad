import { type Cancel, type Clock, every } from "#hal/core/clock";
import { type Listenable, Signal } from "#hal/core/signal";
import { seconds } from "#hal/core/units";
import type { LightSettings } from "#agent/control/status-reporter";
import type { Variables } from "#agent/control/variables";
import { isNight, parseNightHours } from "#agent/domain/site/night-hours";
import { SiteZone } from "#agent/domain/site/site-zone";

/** The wall clock and the zone may be set at any time and nobody tells; this long at most the light follows the old ones. */
const LOOK = seconds(10);
const MINUTE = 60_000;
const DAY_MINUTES = 1440;

export interface LightKeeperOptions {
  readonly variables: Pick<Variables, "get" | "changes">;
  readonly clock: Clock;
  /** Name of the place's zone; the machine's when empty. */
  readonly timeZone: () => string;
}

/** What is wanted of the lights by day and by night. */
export class LightKeeper {
  readonly #options: LightKeeperOptions;
  readonly #changes = new Signal<undefined>();
  #cancels: readonly Cancel[] = [];
  #cancelLooks: Cancel | undefined;
  #zone: { readonly wanted: string; readonly zone: SiteZone } | undefined;
  #isNight = false;

  constructor(options: LightKeeperOptions) {
    this.#options = options;
    this.#isNight = this.#look();
  }

  /** The lights are to be something else now. */
  get changes(): Listenable<undefined> {
    return this.#changes;
  }

  settings(): LightSettings {
    const { variables } = this.#options;
    const intensity = variables.get("lightIntensity");
    return {
      intensity: this.#isNight ? variables.get("lightNightIntensity") : intensity,
      faultIntensity: intensity,
      blinks: variables.get("blinkRepeat"),
    };
  }

  start(): void {
    const { variables } = this.#options;
    this.#cancels = [
      variables.changes.listen((name) => {
        if (!name.startsWith("light")) return;
        this.#isNight = this.#look();
        this.#lookOnWhereAsked();
        this.#changes.emit(undefined);
      }),
    ];
    this.#turn();
    this.#lookOnWhereAsked();
  }

  stop(): void {
    this.#cancelLooks?.();
    for (const cancel of this.#cancels) cancel();
  }

  /** Without hours of the night there is nothing to wait for. */
  #lookOnWhereAsked(): void {
    this.#cancelLooks?.();
    this.#cancelLooks =
      parseNightHours(this.#options.variables.get("lightNightHours")) === undefined
        ? undefined
        : every(this.#options.clock, LOOK, () => {
            this.#turn();
          });
  }

  #turn(): void {
    const is = this.#look();
    if (is === this.#isNight) return;
    this.#isNight = is;
    this.#changes.emit(undefined);
  }

  #look(): boolean {
    const { variables, clock, timeZone } = this.#options;
    const hours = parseNightHours(variables.get("lightNightHours"));
    if (hours === undefined) return false;
    const wanted = timeZone();
    if (this.#zone?.wanted !== wanted) this.#zone = { wanted, zone: new SiteZone(wanted) };
    const minute = Math.floor(this.#zone.zone.local(clock.now()) / MINUTE) % DAY_MINUTES;
    return isNight(hours, minute);
  }
}
