import { type Listenable, Signal } from "#hal/core/signal";
import { type EpochMillis, seconds } from "#hal/core/units";
import { buildBoard } from "#hal/board/build-board";
import type { Board, EvseHardware } from "#hal/ports/board";
import type { AgentSettings, Platform } from "#agent/compose-settings";
import { composeSmartCharging, type SmartCharging } from "#agent/compose-smart-charging";
import { barOf, composeLifeCycle } from "#agent/compose-life-cycle";
import { composeLists, type Lists } from "#agent/compose-lists";
import { composeByHand, composeOnSite, type ByHand } from "#agent/compose-on-site";
import { authorizationSettings } from "#agent/control/authorization-settings";
import { BootRecovery } from "#agent/control/boot-recovery";
import { StationCommandDesk } from "#agent/control/command-desk";
import { EvseController } from "#agent/control/evse-controller";
import { endForReset } from "#agent/control/end-for-reset";
import { evsePolicy } from "#agent/control/evse-policy";
import type { LifeCycleKeeper } from "#agent/control/life-cycle-keeper";
import { LIVE_INTERVAL, MeterWatch } from "#agent/control/meter-watch";
import { OutsideEnergy } from "#agent/control/outside-energy";
import { samplingSettings } from "#agent/control/sampling-settings";
import { SessionLedger } from "#agent/control/session-ledger";
import { Station } from "#agent/control/station";
import { type StatusSources, statusView } from "#agent/control/status-view";
import { TokenDesk } from "#agent/control/token-desk";
import { Variables } from "#agent/control/variables";
import { OcppClient } from "#agent/ocpp/ocpp-client";
import { schemaJudges } from "#agent/ocpp/payload-judge";
import type { Agent, EndWish, OnSite } from "#agent/runtime/agent";
import { background } from "#agent/runtime/background";
import { Supervisor } from "#agent/runtime/supervisor";

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
  readonly #byHand: ByHand;
  readonly #lifeCycle: LifeCycleKeeper;
  readonly #csms: OcppClient;
  readonly #station: Station;
  readonly #supervisor: Supervisor;
  readonly #endWishes = new Signal<EndWish>();
  readonly #startedAt: EpochMillis;

  readonly #storageFailed = (error: unknown): void => {
    this.#platform.log.error({ error }, "store.failed");
    this.#endWishes.emit({ kind: "storageFailed", error });
  };
  readonly #bar = () => barOf(this.#lifeCycle, this.#csms.status());
  readonly #factsWaiting = (): void => {
    this.#csms.factsWaiting();
  };
  readonly #background = (name: string, work: Promise<void>): void => {
    background(this.#platform.log, name, work);
  };

  constructor(settings: AgentSettings, platform: Platform) {
    this.#settings = settings;
    this.#platform = platform;
    const { clock, lineClock, random, log, store, openLink } = platform;
    this.#startedAt = clock.now();
    const built = buildBoard(settings.board, { clock, lineClock, log, openLink });
    this.#board = platform.extendBoard?.(built) ?? built;
    this.#variables = new Variables({
      store: store.variables,
      overrides: settings.variables,
      facts: { numberOfConnectors: this.#board.evses.length },
    });
    const previous = store.runs.begin({ bootId: platform.bootId, startedAt: this.#startedAt });
    this.#lifeCycle = composeLifeCycle(platform, settings.policy);
    this.#evses = this.#board.evses.map((hardware) => this.#makeEvse(hardware));
    this.#charging = composeSmartCharging(platform, this.#evses, this.#variables);
    this.#lists = composeLists({
      evses: this.#evses,
      variables: this.#variables,
      platform,
      factsWaiting: this.#factsWaiting,
      onStorageFailure: this.#storageFailed,
    });
    const tokenDesk = this.#makeTokenDesk();
    this.#byHand = composeByHand({ evses: this.#evses, clock, tokenDesk, background: this.#background });
    const desk = this.#makeCommandDesk(tokenDesk);
    this.#csms = this.#makeCsms(desk);
    this.#station = this.#makeStation(tokenDesk, previous?.bootId);
    const sources = () => this.#sources();
    this.onSite = composeOnSite({
      board: this.#board,
      sources,
      desk,
      variables: this.#variables,
      lifeCycle: this.#lifeCycle,
    });
    this.#supervisor = new Supervisor({
      components: [
        ...this.#board.components.map((component) => ({ component, onStartFailure: "retry" as const })),
        { component: this.#charging.keeper, onStartFailure: "fail" },
        { component: this.#byHand.limits, onStartFailure: "fail" },
        { component: this.#csms, onStartFailure: "retry" },
        { component: this.#lists.meters, onStartFailure: "fail" },
        { component: this.#lists.reservations, onStartFailure: "fail" },
        { component: this.#station, onStartFailure: "fail", stopDeadline: seconds(30) },
      ],
      clock: lineClock,
      random,
      log,
    });
  }

  get changes(): Listenable<undefined> {
    return this.#station.changes;
  }

  get endWishes(): Listenable<EndWish> {
    return this.#endWishes;
  }

  async start(): Promise<void> {
    for (const mistake of this.#variables.mistakes) this.#platform.log.warn({ ...mistake }, "variable.ignored");
    await this.#supervisor.start();
  }

  async stop(): Promise<void> {
    await this.#supervisor.stop();
    this.#platform.store.runs.end();
  }

  reconnect(): void {
    this.#csms.retryNow();
  }

  status(): object {
    return statusView(this.#sources());
  }

  #sources(): StatusSources {
    const { clock, pid, version, store } = this.#platform;
    const { vendor, model, serialNumber, name } = this.#settings.station;
    const { identity } = this.#settings.csms;
    return {
      agent: { version, pid, startedAt: this.#startedAt },
      station: { identity, vendor, model, serialNumber, name: name ?? serialNumber },
      now: clock.now(),
      csms: this.#csms.status(),
      store,
      evses: this.#evses,
      lightOf: (evse) => this.#station.lightOf(evse),
      faults: this.#station.faults(),
      bar: this.#bar(),
    };
  }

  #makeEvse(hardware: EvseHardware): EvseController {
    const { clock, lineClock, random, store, meterInterval } = this.#platform;
    const log = this.#platform.log.child({ evse: hardware.id });
    const watch = new MeterWatch({ meter: hardware.meter, clock, log, interval: meterInterval ?? LIVE_INTERVAL });
    const outside = new OutsideEnergy({ evse: hardware.id, sessions: store.sessions, clock: lineClock, log });
    return new EvseController({
      hardware,
      clock,
      lineClock,
      log,
      ids: random.stream(`transaction.${hardware.id}`),
      watch,
      ledger: new SessionLedger(store.sessions, outside),
      outside,
      isOperative: store.availability.isOperative(hardware.id),
      policy: () =>
        evsePolicy(hardware, this.#variables, {
          meterSilence: seconds(this.#settings.policy.meterSilence.seconds),
          isChargingForbidden: this.#bar() !== undefined || this.#station.isEnding,
        }),
      sampling: () => samplingSettings(this.#variables),
      storeAvailability: (evse, operative) => {
        store.availability.setOperative(evse, operative);
      },
      onStorageFailure: this.#storageFailed,
    });
  }

  #makeTokenDesk(): TokenDesk {
    const { clock, log, store } = this.#platform;
    return new TokenDesk({
      evses: this.#evses,
      csms: { authorize: (token) => this.#csms.authorize(token), isOnline: () => this.#csms.isOnline() },
      tokens: store.tokens,
      ...this.#lists,
      clock,
      log,
      settings: () => authorizationSettings(this.#variables),
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
        this.#background("reset", this.#reset(kind));
      },
      background: this.#background,
    });
  }

  #makeCsms(desk: StationCommandDesk): OcppClient {
    const { csmsLink, clock, random, log, store, version } = this.#platform;
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
        ...this.#lists,
      },
      ...this.#lists,
      activity: (activity) => ({ type: `${activity}.status`, status: "idle" }),
      station: {
        vendor: station.vendor,
        model: station.model,
        serialNumber: station.serialNumber,
        ...(station.chargeBoxSerialNumber === undefined
          ? {}
          : { chargeBoxSerialNumber: station.chargeBoxSerialNumber }),
        firmwareVersion: station.firmwareVersion ?? version,
      },
      judgeFor: schemaJudges(),
      onFatal: this.#storageFailed,
    });
  }

  #makeStation(tokenDesk: TokenDesk, previousBootId: string | undefined): Station {
    const { clock, lineClock, log, store, bootId } = this.#platform;
    const recovery = new BootRecovery({
      sessions: store.sessions,
      clock,
      lineClock,
      log,
      isNewBoot: previousBootId !== undefined && previousBootId !== bootId,
      meterPatience: seconds(this.#settings.policy.recoveryMeterWait.seconds),
      factsWaiting: this.#factsWaiting,
      endedMeasurands: () => samplingSettings(this.#variables).ended,
      onStorageFailure: this.#storageFailed,
    });
    return new Station({
      board: this.#board,
      evses: this.#evses,
      csms: this.#csms,
      tokenDesk,
      recovery,
      clock,
      lineClock,
      log,
      lifeCycle: this.#lifeCycle,
      isStationOperative: () => store.availability.isOperative(0),
      background: this.#background,
    });
  }

  async #reset(kind: "soft" | "hard"): Promise<void> {
    const { lineClock, store } = this.#platform;
    const undelivered = () => this.#csms.isOnline() && store.facts.depth() > 0;
    await endForReset(kind, this.#station, undelivered, lineClock);
    this.#endWishes.emit({ kind: "restart" });
  }
}
