import { composePlace } from "#agent/compose-access";
import { silentLog } from "#hal/core/log";
import { SeededRandom } from "#hal/core/random";
import { epochMillis, type Millis, millis, seconds } from "#hal/core/units";
import { VirtualClock } from "#hal/core/virtual-clock";
import { BootRecovery } from "#agent/control/boot-recovery";
import { StationCommandDesk } from "#agent/control/command-desk";
import { EvseController } from "#agent/control/evse-controller";
import { LimitKeeper } from "#agent/control/limit-keeper";
import { MeterWatch } from "#agent/control/meter-watch";
import { OutsideEnergy } from "#agent/control/outside-energy";
import { LocalCommandDesk } from "#agent/control/local-command-desk";
import { LocalLimits } from "#agent/control/local-limits";
import { ProfileBook } from "#agent/control/profile-book";
import { ReservationKeeper } from "#agent/control/reservation-keeper";
import { SessionLedger } from "#agent/control/session-ledger";
import { Station } from "#agent/control/station";
import { Variables } from "#agent/control/variables";
import { TokenDesk } from "#agent/control/token-desk";
import type { EvsePolicy } from "#agent/domain/evse/evse-state";
import type { StationStore } from "#agent/ports/station-store";
import { openStationStore } from "#agent/store/station-store";
import { Signal } from "#hal/core/signal";
import type { TokenRead } from "#hal/ports/token-reader";
import { policy } from "#test/support/evse-machine-driver";
import { FakeCsmsClient } from "#test/support/fake-csms-client";
import { FakeEvseHardware } from "#test/support/fake-hardware";

const labels = { charger: "Bench", serialNumber: "B-1", place: "", address: "" };

export const START = epochMillis(Date.UTC(2026, 0, 5, 12));

export interface BenchOptions {
  readonly policy?: Partial<EvsePolicy>;
  readonly store?: StationStore;
  readonly isNewBoot?: boolean;
  readonly sampleInterval?: Millis;
  readonly authorizeRemote?: boolean;
}

/** The whole control layer over port fakes and a database in memory, in virtual time. */
export class StationBench {
  readonly clock: VirtualClock;
  readonly hardware: FakeEvseHardware;
  readonly csms = new FakeCsmsClient();
  readonly store: StationStore;
  readonly evse: EvseController;
  readonly profiles: ProfileBook;
  readonly limits: LimitKeeper;
  readonly localLimits: LocalLimits;
  readonly tokens: TokenDesk;
  readonly reservations: ReservationKeeper;
  readonly commands: StationCommandDesk;
  readonly station: Station;
  readonly reader = { name: "reader", tokens: new Signal<TokenRead>() };
  readonly refusals: number[] = [];
  readonly resets: string[] = [];
  readonly storageFailures: unknown[] = [];
  settings = {
    localPreAuthorize: false,
    localAuthorizeOffline: true,
    allowOfflineUnknown: false,
    isCacheEnabled: true,
  };
  stationOperative = true;
  isBarred = false;
  readonly lifeCycleChanges = new Signal<undefined>();
  readonly #abort = new AbortController();

  constructor(options: BenchOptions = {}, clock = new VirtualClock(START)) {
    this.clock = clock;
    this.hardware = new FakeEvseHardware(clock);
    this.store = options.store ?? openStationStore({ path: ":memory:", clock, log: silentLog });
    this.evse = this.#evse(options);
    this.profiles = new ProfileBook({
      evses: [this.evse],
      store: this.store.profiles,
      log: silentLog,
      bounds: { maximumStackLevel: 10, maximumPeriods: 100, maximumInstalled: 20 },
    });
    this.limits = new LimitKeeper({ evses: [this.evse], book: this.profiles, clock });
    const background = (_name: string, work: Promise<void>) => {
      work.catch((error: unknown) => this.storageFailures.push(error));
    };
    this.reservations = new ReservationKeeper({
      evses: [this.evse],
      store: this.store.reservations,
      clock,
      log: silentLog,
    });
    this.tokens = new TokenDesk({
      evses: [this.evse],
      csms: this.csms,
      tokens: this.store.tokens,
      contracts: { judge: () => Promise.resolve({ kind: "refused", why: "none" }) },
      localList: this.store.localList,
      ...this.#place(),
      reservations: this.reservations,
      clock,
      log: silentLog,
      settings: () => this.settings,
      untilPriced: () => Promise.resolve(),
      onRefused: (evses) => this.refusals.push(evses.length),
    });
    this.localLimits = new LocalLimits([this.evse], clock);
    this.commands = new StationCommandDesk({
      evses: [this.evse],
      tokenDesk: this.tokens,
      reservations: this.reservations,
      tokens: this.store.tokens,
      profiles: this.profiles,
      local: new LocalCommandDesk({
        evses: [this.evse],
        tokenDesk: this.tokens,
        limits: this.localLimits,
        background,
      }),
      log: silentLog,
      settings: () => ({ authorizeRemote: options.authorizeRemote ?? false, isCacheEnabled: true }),
      setStationOperative: (operative) => {
        this.stationOperative = operative;
      },
      onReset: (kind) => this.resets.push(kind),
      background,
    });
    this.station = new Station({
      lights: {
        settings: () => ({ intensity: 100, faultIntensity: 100, blinks: 6 }),
        changes: new Signal<undefined>(),
        start: () => undefined,
        stop: () => undefined,
      },
      board: {
        model: "bench",
        evses: [this.hardware],
        readers: [this.reader],
        faults: { active: () => [], changes: new Signal() },
        components: [],
      },
      evses: [this.evse],
      csms: this.csms,
      tokenDesk: this.tokens,
      lifeCycle: { isBarring: () => this.isBarred, changes: this.lifeCycleChanges },
      recovery: new BootRecovery({
        sessions: this.store.sessions,
        clock,
        lineClock: clock,
        log: silentLog,
        isNewBoot: options.isNewBoot ?? false,
        bootId: options.isNewBoot === true ? "boot-2" : "boot",
        isTimeKnown: () => true,
        meterPatience: seconds(60),
        factsWaiting: () => {
          this.csms.factsWaiting();
        },
        endedMeasurands: () => ({ sampled: [], aligned: [] }),
        onStorageFailure: (error) => this.storageFailures.push(error),
      }),
      clock,
      lineClock: clock,
      log: silentLog,
      isStationOperative: () => this.stationOperative,
      background,
    });
  }

  /** Running, with an empty outlet and the recovery behind it. */
  async start(): Promise<this> {
    await this.limits.start();
    await this.station.start(this.#abort.signal);
    this.hardware.pilot.report("A");
    await this.clock.advance(seconds(1));
    return this;
  }

  /** Plugged, authorised by a card, and energy flows. */
  async charge(uid = "CAFE0001"): Promise<void> {
    this.hardware.pilot.report("B");
    await this.tap(uid);
    this.hardware.pilot.report("C", true);
    await this.clock.advance(millis(100));
  }

  async tap(uid: string): Promise<void> {
    this.reader.tokens.emit({ uid });
    await this.clock.advance(millis(100));
  }

  /** As a crash: nothing is ended, nothing is told. */
  abandon(): void {
    this.#abort.abort();
    this.evse.stop();
    this.limits.stop().catch((error: unknown) => this.storageFailures.push(error));
  }

  async stop(): Promise<void> {
    const stopped = this.station.stop();
    await this.clock.advance(millis(200));
    this.hardware.pilot.report(this.hardware.pilot.latest()?.level === "A" ? "A" : "B");
    await this.clock.advance(seconds(30));
    await stopped;
    await this.limits.stop();
  }

  #place() {
    const { store, clock } = this;
    const variables = new Variables({ store: store.variables, overrides: {}, facts: { numberOfConnectors: 1 } });
    const onStorageFailure = (error: unknown) => this.storageFailures.push(error);
    return composePlace({ store, clock, random: new SeededRandom(1), variables, onStorageFailure }, [this.evse]);
  }

  #evse(options: BenchOptions): EvseController {
    const { clock, hardware, store } = this;
    const outside = new OutsideEnergy({ evse: hardware.id, sessions: store.sessions, clock, log: silentLog });
    return new EvseController({
      hardware,
      clock,
      lineClock: clock,
      log: silentLog,
      ids: new SeededRandom(1).stream("transactions"),
      watch: new MeterWatch({ meter: hardware.meter, clock, log: silentLog, interval: seconds(1) }),
      told: (_id, at) => at,
      ledger: new SessionLedger({ sessions: store.sessions, outside, labelsOf: () => labels, bootId: "boot" }),
      outside,
      isOperative: true,
      policy: () => ({ ...policy, ...options.policy }),
      storage: {
        trouble: () => (this.store.health.state().trouble === undefined ? "none" : "refuses"),
        mark: () => this.store.health.mark(),
        isOnDisk: (mark) => this.store.health.isOnDisk(mark),
        goesOn: true,
      },
      sampling: () => ({
        interval: options.sampleInterval ?? seconds(10),
        measurands: ["Energy.Active.Import.Register"],
        aligned: [],
        ended: { sampled: [], aligned: [] },
      }),
      storeAvailability: (evse, operative) => {
        store.availability.setOperative(evse, operative);
      },
      onStorageFailure: (error) => this.storageFailures.push(error),
    });
  }
}
