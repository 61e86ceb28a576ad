import type { Cancel, Clock } from "#hal/core/clock";
import { sleep } from "#hal/core/clock";
import type { AbortSignalLike } from "#hal/core/clock";
import type { Component, Health } from "#hal/core/component";
import type { Log } from "#hal/core/log";
import { type Listenable, Signal } from "#hal/core/signal";
import { millis, type Millis, seconds } from "#hal/core/units";
import type { Board } from "#hal/ports/board";
import { idToken } from "#agent/domain/authorization/id-token";
import type { BootRecovery } from "#agent/control/boot-recovery";
import type { EvseController } from "#agent/control/evse-controller";
import type { LifeCycleKeeper } from "#agent/control/life-cycle-keeper";
import { faultPart, intensityOf, type LightSettings, StatusReporter } from "#agent/control/status-reporter";
import type { TokenDesk } from "#agent/control/token-desk";
import { lightFor, type ShownLight } from "#agent/domain/evse/light-for";
import { projectStatus } from "#agent/domain/evse/project-status";
import { type ActiveFault, gravestFault, withFault, withoutFault } from "#agent/domain/faults/fault-catalogue";
import { hasTransaction } from "#agent/domain/session/session-machine";
import type { StopCause } from "#agent/domain/transaction/station-fact";
import type { CsmsClient } from "#agent/ports/csms-client";

/** Draining, the weld check and the last reading fit into this. */
const ENDING_PATIENCE = seconds(20);
const LOOK = millis(100);

/** What is wanted of the lights; `changes` tells that it is something else now. */
export interface StationLights {
  settings(): LightSettings;
  readonly changes: Listenable<unknown>;
  start(): void;
  stop(): void;
}

export interface StationOptions {
  readonly board: Board;
  readonly evses: readonly EvseController[];
  readonly csms: CsmsClient;
  readonly tokenDesk: TokenDesk;
  readonly recovery: BootRecovery;
  readonly clock: Clock;
  /** Real time, in which boards and meters answer. */
  readonly lineClock: Clock;
  readonly log: Log;
  readonly isStationOperative: () => boolean;
  readonly lights: StationLights;
  readonly lifeCycle: Pick<LifeCycleKeeper, "isBarring" | "changes">;
  readonly background: (name: string, work: Promise<void>) => void;
}

/** Joins outlets, readers and back end. Nothing here decides; it carries news from one to the other. */
export class Station implements Component {
  readonly name = "station";
  readonly #options: StationOptions;
  readonly #reporters: ReadonlyMap<EvseController, StatusReporter>;
  readonly #changes = new Signal<undefined>();
  #faults: readonly ActiveFault[] = [];
  #cancels: Cancel[] = [];
  #lastReport: string | undefined;
  #isEnding = false;

  constructor(options: StationOptions) {
    this.#options = options;
    this.#reporters = new Map(
      options.evses.map((evse) => [
        evse,
        new StatusReporter({ ...options, evse, lights: () => options.lights.settings() }),
      ]),
    );
  }

  /** Something that a status page shows is different now. */
  get changes(): Listenable<undefined> {
    return this.#changes;
  }

  /** Faults of the station as a whole. */
  faults(): readonly ActiveFault[] {
    return this.#faults;
  }

  async start(abort: AbortSignalLike): Promise<void> {
    this.#options.lights.start();
    this.#listen();
    this.#showBar();
    for (const evse of this.#options.evses) {
      evse.start();
      evse.watch().start();
      this.#reporters.get(evse)?.start();
    }
    this.reportStation();
    const { recovery, background } = this.#options;
    background("recovery", recovery.recoverAll(this.#options.evses, abort));
  }

  /** Opens every contactor, ends every transaction with reason Reboot, and lets go of all timers. */
  async stop(): Promise<void> {
    await this.endAll("reboot");
    const { evses } = this.#options;
    await Promise.all(evses.map((evse) => evse.hardware.permit.withdraw().catch(() => undefined)));
    this.#options.lights.stop();
    for (const reporter of this.#reporters.values()) reporter.stop();
    for (const evse of evses) evse.stop();
    for (const cancel of this.#cancels) cancel();
    await Promise.all(evses.map((evse) => evse.watch().stop()));
  }

  health(): Health {
    const fault = gravestFault([...this.#faults, ...this.#options.evses.flatMap((evse) => evse.state().faults)]);
    return fault === undefined ? { kind: "ok" } : { kind: "degraded", why: fault.code };
  }

  /** The process is about to end: nobody can begin any more. */
  get isEnding(): boolean {
    return this.#isEnding;
  }

  /** Resolves when no transaction is left, or after a time in which every healthy one has ended. Nobody can begin after it. */
  async endAll(cause: StopCause, patience: Millis = ENDING_PATIENCE): Promise<void> {
    const { evses, lineClock } = this.#options;
    this.#isEnding = true;
    for (const evse of evses) evse.post({ type: "stop.requested", cause });
    const deadline = lineClock.uptime() + patience;
    const isBusy = () => evses.some((evse) => hasTransaction(evse.state().session));
    while (isBusy() && lineClock.uptime() < deadline) await sleep(lineClock, LOOK);
  }

  /** The end that was announced did not come: people may begin again. */
  beginAgain(): void {
    this.#isEnding = false;
  }

  #showBar(): void {
    for (const reporter of this.#reporters.values()) reporter.bar(this.#options.lifeCycle.isBarring());
  }

  showRefusal(evses: readonly EvseController[]): void {
    for (const evse of evses) this.#reporters.get(evse)?.showRefusal();
  }

  /** What the light of an outlet shows now. */
  lightOf(evse: EvseController): ShownLight {
    const choice = lightFor(projectStatus(evse.state()));
    const intensity = intensityOf(choice, this.#options.lights.settings());
    return this.#reporters.get(evse)?.light() ?? { ...choice, intensity };
  }

  /** The state of the station itself, connector 0 of OCPP 1.6. */
  reportStation(): void {
    const { csms, clock, isStationOperative } = this.#options;
    const status = isStationOperative() ? "available" : "unavailable";
    const fault = gravestFault(this.#faults);
    const key = `${status} ${fault?.code ?? ""}`;
    if (key === this.#lastReport) return;
    this.#lastReport = key;
    csms.reportStatus({ evse: 0, status, at: clock.now(), ...faultPart(fault) });
  }

  #listen(): void {
    const { board, evses, csms, tokenDesk, background, clock, lifeCycle } = this.#options;
    const changed = () => {
      this.#changes.emit(undefined);
    };
    for (const code of board.faults.active()) this.#faults = withFault(this.#faults, { code, since: clock.now() });
    this.#cancels = [
      board.faults.changes.listen(({ code, active, detail }) => {
        const fault = { code, since: clock.now(), ...(detail === undefined ? {} : { detail }) };
        this.#faults = active ? withFault(this.#faults, fault) : withoutFault(this.#faults, code);
        this.reportStation();
        changed();
      }),
      csms.changes.listen(changed),
      this.#options.lights.changes.listen(() => {
        for (const reporter of this.#reporters.values()) reporter.showAgain();
      }),
      lifeCycle.changes.listen(() => {
        this.#showBar();
        changed();
      }),
      csms.answers.listen(({ transactionId, evse, info }) => {
        const { status, parent } = info;
        evses
          .find((each) => each.id === evse)
          ?.post({ type: "token.answered", transactionId, status, ...(parent === undefined ? {} : { parent }) });
      }),
      ...board.readers.map((reader) =>
        reader.tokens.listen(({ uid, evses: wanted, contract }) => {
          background("token", tokenDesk.present(idToken(uid), wanted, contract));
        }),
      ),
      ...evses.map((evse) => evse.watch().readings.listen(changed)),
      ...[...this.#reporters.values()].map((reporter) => reporter.lights.listen(changed)),
      ...evses.map((evse) =>
        evse.news.listen((news) => {
          if (news.type === "fact") csms.factsWaiting();
          changed();
        }),
      ),
    ];
  }
}
