import { sleep } from "#hal/core/clock";
import { type Listenable, Signal } from "#hal/core/signal";
import { seconds, wattHours } from "#hal/core/units";
import { ChargerLife, type ChargerLifeOptions } from "#simulator/charger/charger-life";
import { type ArrivingVehicle, conflict } from "#simulator/charger/outlet";
import { stateView } from "#simulator/charger/state-view";
import type { Trouble } from "#simulator/charger/troubles";

export interface SimulatedChargerOptions extends ChargerLifeOptions {
  /** What happens after a reset: the process ends and somebody starts it again, or the charger does so by itself. */
  readonly onReset: "exit" | "restart";
  /** Work that nobody waits for. */
  readonly background: (name: string, work: Promise<unknown>) => void;
}

/** What the process has to do or to tell. */
export type ChargerNews =
  | { readonly type: "restarted" }
  /** It has stopped and its time to end has come. */
  | { readonly type: "ended"; readonly why: "reset" }
  | { readonly type: "failed"; readonly why: "storage" | "restart" };

/** A whole charger that a harness drives: one life after the other, and what is done to it from outside. Acts at once, never waits for the back end. */
export class SimulatedCharger {
  readonly #options: SimulatedChargerOptions;
  readonly #news = new Signal<ChargerNews>();
  #life: ChargerLife | undefined;
  #isNetworkUp: boolean;
  #ending: Promise<void> = Promise.resolve();
  #isStopped = false;

  constructor(options: SimulatedChargerOptions) {
    this.#options = options;
    this.#isNetworkUp = !options.boot.simulation.delayOcppStart;
  }

  get news(): Listenable<ChargerNews> {
    return this.#news;
  }

  /** Resolves when operations are served; the back end is not looked for before `goOnline`. */
  async start(): Promise<void> {
    const life = new ChargerLife(this.#options);
    life.agent.endWishes.listen(({ kind }) => {
      if (kind === "restart") this.#options.background("reset", this.#reset());
      else this.#news.emit({ type: "failed", why: "storage" });
    });
    await life.start();
    this.#life = life;
  }

  /** Begins to connect, unless the boot file wants it to wait for `networkUp`. */
  goOnline(): void {
    if (this.#isNetworkUp) this.#options.background("network", this.#running().agent.networkUp());
  }

  /** Ends in order and for good. */
  stop(): Promise<void> {
    this.#isStopped = true;
    return this.#end();
  }

  plugIn(evse: number, vehicle: ArrivingVehicle, fault?: Trouble & { readonly afterSeconds: number }): void {
    const life = this.#running();
    const outlet = life.outlet(evse);
    outlet.plugIn(vehicle, { stateOfCharge: 0, isPaused: false });
    if (fault !== undefined)
      outlet.afterCharging(seconds(fault.afterSeconds), () => {
        this.#options.background("fault", life.troubles(evse).raise(fault));
      });
    life.remember();
  }

  plugOut(evse: number): void {
    const life = this.#running();
    life.outlet(evse).plugOut();
    life.remember();
  }

  setPaused(evse: number, isPaused: boolean): void {
    const life = this.#running();
    life.outlet(evse).setPaused(isPaused);
    life.remember();
  }

  setMeter(evse: number, registerWh: number): void {
    const life = this.#running();
    life.hardware.station.setMeterRegister(wattHours(registerWh), life.outlet(evse).id);
    life.remember();
  }

  present(token: string, evses: readonly number[], contract?: string): void {
    const life = this.#running();
    for (const evse of evses) life.outlet(evse);
    life.agent.present(token, evses, contract);
  }

  async raiseTrouble(evse: number, trouble: Trouble): Promise<void> {
    await this.#running().troubles(evse).raise(trouble);
  }

  async clearTrouble(evse: number, which: { readonly code?: string; readonly word?: string }): Promise<void> {
    if (!(await this.#running().troubles(evse).clear(which))) throw conflict("there is no such error");
  }

  /** The button on its front, for a moment. */
  pressButton(evse: number): void {
    const life = this.#running();
    life.hardware.station.pressButton(life.outlet(evse).id);
  }

  /** The charger's own page, where it has one; another one after a restart when the machine chooses its port. */
  siteUrl(): string | undefined {
    return this.#life?.agent.siteUrl();
  }

  setNetwork(isUp: boolean): void {
    const { agent } = this.#running();
    this.#isNetworkUp = isUp;
    this.#options.background("network", isUp ? agent.networkUp() : agent.networkDown());
  }

  /** Plain JSON. */
  state(): object {
    return stateView(this.#running(), this.#options.boot, this.#isNetworkUp);
  }

  /** The power is about to be cut. */
  losePower(): void {
    this.#life?.remember();
  }

  #running(): ChargerLife {
    if (this.#life === undefined) throw conflict("the charger is restarting");
    return this.#life;
  }

  /** One end of a life at a time; whoever asks while it ends waits for it. */
  #end(): Promise<void> {
    const life = this.#life;
    this.#life = undefined;
    if (life !== undefined) this.#ending = life.stop();
    return this.#ending;
  }

  async #reset(): Promise<void> {
    const { clock, boot, onReset } = this.#options;
    await this.#end();
    await sleep(clock, seconds(boot.simulation.resetDelaySeconds));
    if (this.#isStopped) return;
    if (onReset === "exit") {
      this.#news.emit({ type: "ended", why: "reset" });
      return;
    }
    try {
      await this.start();
    } catch (error) {
      this.#news.emit({ type: "failed", why: "restart" });
      throw error;
    }
    this.#news.emit({ type: "restarted" });
    this.goOnline();
  }
}
