import { type Listenable, Signal } from "#hal/core/signal";
import { epochMillis, type Millis, millis, seconds } from "#hal/core/units";
import { buildBoard } from "#hal/board/build-board";
import type { Board } from "#hal/ports/board";
import type { AgentSettings, Platform } from "#agent/compose-settings";
import { stationIdentity } from "#agent/compose-identity";
import { composeSmartCharging, type SmartCharging } from "#agent/compose-smart-charging";
import { composeData, type VendorData } from "#agent/compose-data";
import { composeEvses } from "#agent/compose-evses";
import { barOf, composeLifeCycle } from "#agent/compose-life-cycle";
import { composePlace, type KeptPlace, labelsWith } from "#agent/compose-access";
import { composeLists, type Lists } from "#agent/compose-lists";
import { composeLocks } from "#agent/compose-locks";
import { composeReset } from "#agent/compose-reset";
import { composeStation } from "#agent/compose-station";
import { composeStorage, type Storage } from "#agent/compose-storage";
import { timeComponents } from "#agent/compose-time";
import { composeVariables } from "#agent/compose-variables";
import { composeServices, type Services } from "#agent/compose-services";
import { composeByHand, composeOnSite, type ByHand } from "#agent/compose-on-site";
import { authorizationSettings } from "#agent/control/authorization-settings";
import { StationCommandDesk } from "#agent/control/command-desk";
import type { EvseController } from "#agent/control/evse-controller";
import type { LifeCycleKeeper } from "#agent/control/life-cycle-keeper";
import type { Resetter } from "#agent/control/resetter";
import type { Station } from "#agent/control/station";
import type { StationLocks } from "#agent/control/station-locks";
import { type StatusSources, statusView } from "#agent/control/status-view";
import { TokenDesk } from "#agent/control/token-desk";
import type { Variables } from "#agent/control/variables";
import { OcppClient } from "#agent/ocpp/ocpp-client";
import { schemaJudges } from "#agent/ocpp/payload-judge";
import type { Agent, EndWish, OnSite } from "#agent/runtime/agent";
import { background } from "#agent/runtime/background";
import { type SupervisedComponent, Supervisor } from "#agent/runtime/supervisor";

/** The largest message of a CSMS that is taken in; certificates and local lists stay far below. */
const MAX_MESSAGE_BYTES = 262_144;

/** Makes the charge point out of its parts: the one place that knows them all. */
export function composeAgent(settings: AgentSettings, platform: Platform): Agent {
  return new ComposedAgent(settings, platform);
}

class ComposedAgent implements Agent {
  readonly onSite: OnSite;
  readonly #settings: AgentSettings;
  readonly #platform: Platform;
  readonly #board: Board;
  readonly #variables: Variables;
  readonly #evses: readonly EvseController[];
  readonly #charging: SmartCharging;
  readonly #lists: Lists;
  readonly #locks: StationLocks;
  readonly #services: Services;
  readonly #data: VendorData;
  readonly #place: KeptPlace;
  readonly #byHand: ByHand;
  readonly #lifeCycle: LifeCycleKeeper;
  readonly #csms: OcppClient;
  readonly #station: Station;
  readonly #resetter: Resetter;
  readonly #supervisor: Supervisor;
  readonly #endWishes = new Signal<EndWish>();
  readonly #startedAt: Millis;

  readonly #storage: Storage;
  readonly #restart = (): void => {
    this.#endWishes.emit({ kind: "restart" });
  };
  readonly #bar = () => barOf(this.#lifeCycle, this.#csms.status(), this.#place.access.isShut());
  readonly #factsWaiting = (): void => {
    this.#csms.factsWaiting();
  };
  readonly #background = (name: string, work: Promise<void>): void => {
    background(this.#platform.log, name, work);
  };

  constructor(settings: AgentSettings, platform: Platform) {
    this.#settings = settings;
    this.#platform = platform;
    const { clock, lineClock, random, log, store } = platform;
    this.#startedAt = clock.uptime();
    const built = buildBoard(settings.board, platform);
    this.#board = platform.extendBoard?.(built) ?? built;
    this.#variables = composeVariables(settings, platform, this.#board);
    this.#storage = this.#makeStorage();
    const previous = store.runs.begin({ bootId: platform.bootId, startedAt: clock.now() });
    this.#lifeCycle = composeLifeCycle(platform, settings.policy);
    this.#evses = this.#makeEvses();
    this.#charging = composeSmartCharging(platform, this.#evses, this.#variables);
    const ground = {
      platform,
      settings,
      board: this.#board,
      variables: this.#variables,
      evses: this.#evses,
      lifeCycle: this.#lifeCycle,
      csms: () => this.#csms,
      background: this.#background,
      factsWaiting: this.#factsWaiting,
      onStorageFailure: this.#storage.failed,
      onRestart: this.#restart,
    };
    this.#lists = composeLists(ground);
    this.#locks = composeLocks(platform, this.#evses);
    this.#resetter = composeReset({ ...ground, station: () => this.#station });
    this.#services = composeServices({ ...ground, status: () => this.status() });
    const { security } = this.#services;
    this.#place = composePlace({ ...platform, ...ground }, this.#evses);
    this.#data = composeData({ ...ground, ...this.#place, meters: this.#lists.meters, security });
    const tokenDesk = this.#makeTokenDesk();
    this.#byHand = composeByHand({ evses: this.#evses, clock, tokenDesk, background: this.#background });
    const desk = this.#makeCommandDesk(tokenDesk);
    this.#csms = this.#makeCsms(desk);
    this.#station = composeStation({
      ...ground,
      csms: this.#csms,
      tokenDesk,
      isNewBoot: previous !== undefined && previous.bootId !== platform.bootId,
      meterPatience: seconds(settings.policy.recoveryMeterWait.seconds),
    });
    this.onSite = composeOnSite({
      ...ground,
      sources: () => this.#sources(),
      desk,
      locks: this.#locks,
      security,
      place: this.#place,
      ...this.#lists,
    });
    this.#supervisor = new Supervisor({ components: this.#components(), clock: lineClock, random, log });
  }

  get changes(): Listenable<undefined> {
    return this.#station.changes;
  }

  get endWishes(): Listenable<EndWish> {
    return this.#endWishes;
  }

  async start(): Promise<void> {
    for (const mistake of this.#variables.mistakes) this.#platform.log.warn({ ...mistake }, "variable.ignored");
    this.#services.security.journal.raise("StartupOfTheDevice");
    await this.#supervisor.start();
  }

  async stop(): Promise<void> {
    this.#resetter.stop();
    await this.#supervisor.stop();
    this.#platform.store.runs.end();
  }

  boardOverdue(): Millis {
    return millis(Math.max(0, ...this.#evses.map((evse) => evse.boardOverdue())));
  }

  reconnect(): void {
    this.#csms.retryNow();
  }

  #makeStorage(): Storage {
    const parts = { evses: () => this.#evses, factsWaiting: this.#factsWaiting, endWishes: this.#endWishes };
    return composeStorage(this.#platform, this.#settings, parts);
  }

  #makeEvses(): readonly EvseController[] {
    const platform = this.#platform;
    const { policy, station } = this.#settings;
    return composeEvses(this.#board, {
      platform,
      variables: this.#variables,
      meterSilence: seconds(policy.meterSilence.seconds),
      isChargingForbidden: () => this.#bar() !== undefined || this.#station.isEnding,
      storage: this.#storage,
      labelsOf: (...begun) => labelsWith({ platform, station, place: this.#place, ...this.#lists }, ...begun),
    });
  }

  /** In the order in which they start. */
  #components(): readonly SupervisedComponent[] {
    return [
      ...timeComponents(this.#platform, this.#storage.failed),
      ...this.#board.components.map((component) => ({ component, onStartFailure: "retry" as const })),
      { component: this.#charging.keeper, onStartFailure: "fail" },
      { component: this.#byHand.limits, onStartFailure: "fail" },
      ...this.#place.keepers.map((component) => ({ component, onStartFailure: "fail" as const })),
      { component: this.#csms, onStartFailure: "retry" },
      ...this.#services.components,
      ...this.#lists.components.map((component) => ({ component, onStartFailure: "fail" as const })),
      { component: this.#locks, onStartFailure: "fail" },
      ...this.#data.components.map((component) => ({ component, onStartFailure: "fail" as const })),
      { component: this.#station, onStartFailure: "fail", stopDeadline: seconds(30) },
    ];
  }

  status(): object {
    return statusView(this.#sources());
  }

  #sources(): StatusSources {
    const { clock, pid, version, store } = this.#platform;
    const { vendor, model, serialNumber, name } = this.#settings.station;
    const { identity } = this.#settings.csms;
    return {
      agent: { version, pid, startedAt: epochMillis(clock.now() - (clock.uptime() - this.#startedAt)) },
      station: { identity, vendor, model, serialNumber, name: name ?? serialNumber },
      now: clock.now(),
      told: (at) => this.#platform.time?.restamped(at) ?? at,
      csms: this.#csms.status(),
      store,
      evses: this.#evses,
      costOf: (evse) => this.#data.costOf(evse),
      logbookOf: (evse) => this.#place.logbookOf(evse),
      lightOf: (evse) => this.#station.lightOf(evse),
      faults: this.#station.faults(),
      bar: this.#bar(),
      firmware: this.#services.firmware.view(),
    };
  }

  #makeTokenDesk(): TokenDesk {
    const { clock, log, store } = this.#platform;
    return new TokenDesk({
      evses: this.#evses,
      csms: { authorize: (token) => this.#csms.authorize(token), isOnline: () => this.#csms.isOnline() },
      tokens: store.tokens,
      contracts: this.#data.contracts,
      ...this.#lists,
      ...this.#place,
      clock,
      log,
      settings: () => authorizationSettings(this.#variables),
      untilPriced: (token) => this.#data.untilPriced(token),
      onRefused: (evses) => {
        this.#station.showRefusal(evses);
      },
    });
  }

  #makeCommandDesk(tokenDesk: TokenDesk): StationCommandDesk {
    const { log, store } = this.#platform;
    return new StationCommandDesk({
      evses: this.#evses,
      tokenDesk,
      reservations: this.#lists.reservations,
      tokens: store.tokens,
      profiles: this.#charging.book,
      local: this.#byHand.desk,
      log,
      settings: () => ({
        authorizeRemote: this.#variables.get("authorizeRemoteTxRequests"),
        isCacheEnabled: this.#variables.get("authorizationCacheEnabled"),
      }),
      setStationOperative: (operative) => {
        store.availability.setOperative(0, operative);
        this.#station.reportStation();
      },
      onReset: (kind) => {
        this.#services.security.journal.raise("ResetOrReboot", `${kind} reset asked for`);
        this.#background("reset", this.#resetter.reset(kind));
      },
      background: this.#background,
    });
  }

  #makeCsms(desk: StationCommandDesk): OcppClient {
    const { csmsLink, clock, random, log, store, version } = this.#platform;
    const services = this.#services;
    const { station, csms } = this.#settings;
    return new OcppClient({
      link: csmsLink,
      target: { ...csms, maxMessageBytes: MAX_MESSAGE_BYTES },
      clock,
      random,
      log: log.child({ part: "csms" }),
      store,
      variables: this.#variables,
      services: {
        desk,
        variables: this.#variables,
        sessions: store.sessions,
        schedules: this.#charging.keeper,
        ...services.routes,
        dataDesk: this.#data.dataDesk,
        ...this.#lists,
        locks: this.#locks,
      },
      ...this.#lists,
      ...services.security.client,
      activity: (activity) => services.activity(activity),
      station: stationIdentity(station, { installed: () => services.firmware.version(), program: version }),
      judgeFor: this.#platform.judgeFor ?? schemaJudges(),
      onTime: (ahead) => this.#platform.time?.told(ahead, services.security.isBackEndProven()),
      onFatal: this.#storage.failed,
    });
  }
}
