import type { Cancel, Clock } from "#hal/core/clock";
import { type Listenable, Signal } from "#hal/core/signal";
import { millis } from "#hal/core/units";
import type { EvseController } from "#agent/control/evse-controller";
import {
  ENTRY_NEEDED,
  type LightChoice,
  lightFor,
  OUT_OF_SERVICE,
  REFUSAL,
  type ShownLight,
} from "#agent/domain/evse/light-for";
import { projectStatus } from "#agent/domain/evse/project-status";
import { type ActiveFault, gravestFault } from "#agent/domain/faults/fault-catalogue";
import { decideLimit } from "#agent/domain/limits/current-limit";
import type { CsmsClient, StatusReport } from "#agent/ports/csms-client";

/** A light that blinks fast does so twice a second, in the time of those who look. */
const BLINK = millis(500);

/** What the operator has chosen of the lights. */
export interface LightSettings {
  /** In percent, 0 to 100. */
  readonly intensity: number;
  /** The same for what is out of order: nobody may miss it, by night either. */
  readonly faultIntensity: number;
  /** How often the light blinks for a card that was turned away. */
  readonly blinks: number;
}

export interface StatusReporterOptions {
  readonly evse: EvseController;
  readonly csms: Pick<CsmsClient, "reportStatus">;
  readonly clock: Clock;
  readonly lineClock: Clock;
  readonly lights: () => LightSettings;
}

/** Tells back end and light of an outlet's state whenever the word for it, or the fault behind it, becomes another one. */
export class StatusReporter {
  readonly #evse: EvseController;
  readonly #csms: Pick<CsmsClient, "reportStatus">;
  readonly #clock: Clock;
  readonly #lineClock: Clock;
  readonly #settings: () => LightSettings;
  readonly #lights = new Signal<ShownLight>();
  #light: LightChoice;
  #last: string | undefined;
  #isEntryNeeded = false;
  #isBarred = false;
  #isStopped = false;
  #cancel: Cancel = () => undefined;
  #cancelRefusal: Cancel = () => undefined;

  constructor({ evse, csms, clock, lineClock, lights }: StatusReporterOptions) {
    this.#evse = evse;
    this.#csms = csms;
    this.#clock = clock;
    this.#lineClock = lineClock;
    this.#settings = lights;
    this.#light = this.#choice();
  }

  /** Every choice that was given to the light. */
  get lights(): Listenable<ShownLight> {
    return this.#lights;
  }

  light(): ShownLight {
    return { ...this.#light, intensity: intensityOf(this.#light, this.#settings()) };
  }

  /** The same light as the settings want it now. */
  showAgain(): void {
    if (!this.#isStopped) this.#show(this.#light);
  }

  start(): void {
    this.#cancel = this.#evse.news.listen((news) => {
      if (news.type === "token.turned-away") this.showRefusal();
      else this.#report();
    });
    this.#report();
  }

  stop(): void {
    this.#isStopped = true;
    this.#cancel();
    this.#cancelRefusal();
  }

  /** An answer to a card may come when the station has ended already. */
  showRefusal(): void {
    const { blinks } = this.#settings();
    if (this.#isStopped || blinks === 0) return;
    this.#cancelRefusal();
    this.#show(REFUSAL);
    this.#cancelRefusal = this.#lineClock.after(millis(blinks * BLINK), () => {
      this.#show(this.#choice());
    });
  }

  /** True where nobody may begin, because the charger is not in service: the light says so as long as nothing else is to be said. */
  bar(isBarred: boolean): void {
    if (isBarred === this.#isBarred) return;
    this.#isBarred = isBarred;
    if (this.#last !== undefined && !this.#isStopped) this.#show(this.#choice());
  }

  #choice(): LightChoice {
    const status = projectStatus(this.#evse.state());
    if (status === "suspendedEVSE" && this.#needsEntry()) return ENTRY_NEEDED;
    const isFree = status === "available" || status === "preparing";
    return isFree && this.#isBarred ? OUT_OF_SERVICE : lightFor(status);
  }

  #needsEntry(): boolean {
    return decideLimit(this.#evse.state().limits).decidedBy?.owner === "logbook";
  }

  #show(light: LightChoice): void {
    this.#light = light;
    this.#evse.hardware.light.show(this.light());
    this.#lights.emit(this.light());
  }

  #report(): void {
    const state = this.#evse.state();
    const status = projectStatus(state);
    const fault = gravestFault(state.faults);
    const key = `${status} ${fault?.code ?? ""} ${fault?.words?.shared ?? ""} ${fault?.words?.own ?? ""}`;
    const isEntryNeeded = this.#needsEntry();
    const isSameLight = isEntryNeeded === this.#isEntryNeeded;
    this.#isEntryNeeded = isEntryNeeded;
    if (key === this.#last) {
      if (!isSameLight) this.#show(this.#choice());
      return;
    }
    this.#last = key;
    this.#cancelRefusal();
    this.#show(this.#choice());
    this.#csms.reportStatus({ evse: this.#evse.id, status, at: this.#clock.now(), ...faultPart(fault) });
  }
}

/** How bright a light is to be. */
export function intensityOf(light: LightChoice, { intensity, faultIntensity }: LightSettings): number {
  return light === lightFor("faulted") ? faultIntensity : intensity;
}

export function faultPart(fault: ActiveFault | undefined): Pick<StatusReport, "fault"> {
  if (fault === undefined) return {};
  const { code, detail, words } = fault;
  return {
    fault: { code, ...(detail === undefined ? {} : { detail }), ...(words === undefined ? {} : { words }) },
  };
}
