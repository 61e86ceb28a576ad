import type { EvseId, MeterReading } from "#hal/core/charging";
import { type Cancel, type Clock, every } from "#hal/core/clock";
import { assertNever } from "#hal/core/assert-never";
import type { Log } from "#hal/core/log";
import { Mailbox } from "#hal/core/mailbox";
import { type RandomStream, uuid } from "#hal/core/random";
import { type Listenable, Signal } from "#hal/core/signal";
import { millis, type Millis } from "#hal/core/units";
import type { EvseHardware } from "#hal/ports/board";
import type { FaultChange } from "#hal/ports/hardware-faults";
import type { PilotReading } from "#hal/ports/control-pilot";
import type { EvseNews } from "#agent/control/evse-news";
import { hardwareLimits } from "#agent/control/hardware-limits";
import { MeterCapture } from "#agent/control/meter-capture";
import { MeterSampler } from "#agent/control/meter-sampler";
import type { MeterWatch } from "#agent/control/meter-watch";
import { PermitOrders } from "#agent/control/permit-orders";
import type { SessionLedger } from "#agent/control/session-ledger";
import type { EvseEffect, EvseEvent, EvsePolicy, EvseState, EvseTimer } from "#agent/domain/evse/evse-state";
import { evseStep, initialEvse, mayBegin } from "#agent/domain/evse/evse-machine";
import { withLimit } from "#agent/domain/limits/current-limit";
import type { Measurand } from "#agent/domain/metering/meter-sample";
import { sampleReading } from "#agent/domain/metering/sample-reading";
import { isResting } from "#agent/domain/evse/pilot-machine";
import { type StrayWatch, watchStrayEnergy } from "#agent/domain/evse/stray-energy";
import { hasTransaction } from "#agent/domain/session/session-machine";
import { transactionId } from "#agent/domain/transaction/station-fact";

/** A periodic value may be this old; the norm asks for a second. It saves the bus the reading that the live values have just had. */
const SAMPLE_AGE = millis(500);
/** What waits for the board and not for people or vehicles runs in the board's time, also where everything else is faster. */
const boardTimers: readonly EvseTimer[] = ["drain", "weld", "ending", "grantRetry", "pace"];

export interface EvseControllerOptions {
  readonly hardware: EvseHardware;
  readonly clock: Clock;
  /** Real time, also where `clock` is scaled: the board counts in it. */
  readonly lineClock: Clock;
  readonly log: Log;
  readonly ids: RandomStream;
  readonly watch: MeterWatch;
  readonly ledger: SessionLedger;
  readonly isOperative: boolean;
  /** Read anew at each event, because variables change at run time. */
  readonly policy: () => EvsePolicy;
  readonly sampling: () => SamplingSettings;
  readonly storeAvailability: (evse: EvseId, operative: boolean) => void;
  /** The disk failed: nothing may be promised any more. */
  readonly onStorageFailure: (error: unknown) => void;
}

export interface SamplingSettings {
  /** 0 takes no samples. */
  readonly interval: Millis;
  readonly measurands: readonly Measurand[];
}

/** The shell round the outlet's machine: one mailbox, run to completion; effects out, their failures back in as events. */
export class EvseController {
  readonly id: EvseId;
  readonly hardware: EvseHardware;
  readonly #options: EvseControllerOptions;
  readonly #mailbox: Mailbox<EvseEvent>;
  readonly #news = new Signal<EvseNews>();
  readonly #timers = new Map<EvseTimer, Cancel>();
  readonly #sampler: MeterSampler;
  readonly #permit: PermitOrders;
  readonly #capturing: MeterCapture;
  #state: EvseState;
  #cancels: Cancel[] = [];
  #stray: StrayWatch = {};
  #hasStorageFailed = false;
  #isStopped = false;

  constructor(options: EvseControllerOptions) {
    this.#options = options;
    this.hardware = options.hardware;
    this.id = options.hardware.id;
    this.#state = initialEvse(hardwareLimits(options.hardware), options.isOperative);
    this.#mailbox = new Mailbox((event) => {
      this.#handle(event);
    });
    this.#permit = new PermitOrders(options.hardware.permit, options.log.child({ evse: this.id }), () => {
      this.post({ type: "grant.refused" });
    });
    this.#capturing = new MeterCapture(options.watch, options.lineClock);
    this.#sampler = new MeterSampler({
      clock: options.clock,
      read: () => options.watch.recent(SAMPLE_AGE),
      onSample: (reading) => {
        this.#noteReading(reading, true);
      },
      onCheckpoint: (reading) => {
        this.#noteReading(reading, false);
      },
    });
  }

  get news(): Listenable<EvseNews> {
    return this.#news;
  }

  state(): EvseState {
    return this.#state;
  }

  mayBegin(): boolean {
    return mayBegin(this.#state, this.#options.policy());
  }

  watch(): MeterWatch {
    return this.#options.watch;
  }

  start(): void {
    const { hardware, watch, clock, lineClock } = this.#options;
    const fault = (change: FaultChange) => {
      this.post({ type: "fault.changed", ...change, at: clock.now() });
    };
    this.#cancels = [
      hardware.pilot.readings.listen((reading) => {
        this.#pilot(reading);
      }),
      hardware.faults.changes.listen(fault),
      watch.faults.listen(fault),
      watch.readings.listen((reading) => {
        this.#watchStray(reading);
      }),
      every(lineClock, hardware.permit.renewEvery, () => {
        this.#permit.renew();
      }),
    ];
    for (const code of hardware.faults.active()) fault({ code, active: true });
    const latest = hardware.pilot.latest();
    if (latest !== undefined) this.#pilot(latest);
  }

  /** Ends every timer and listener; the hardware is left as the last effects put it. */
  stop(): void {
    this.#isStopped = true;
    this.#sampler.stop();
    this.#capturing.stop();
    for (const cancel of this.#cancels) cancel();
    for (const cancel of this.#timers.values()) cancel();
    this.#timers.clear();
  }

  post(event: EvseEvent): void {
    if (!this.#isStopped) this.#mailbox.post(event);
  }

  /** The sampling interval or the wanted measurands have changed. */
  resample(): void {
    if (this.#state.session.kind === "active") this.#sampler.start(this.#options.sampling().interval);
  }

  #pilot(reading: PilotReading): void {
    this.#learnRange();
    this.post({ type: "pilot.changed", level: reading.level, energized: reading.energized });
  }

  /** What a board can offer is known once it has answered, and another one may be there after a repair. */
  #learnRange(): void {
    const known = this.#state.limits.find(({ owner }) => owner === "board");
    if (known?.limit === this.hardware.permit.range.max) return;
    const limits = hardwareLimits(this.hardware).reduce(withLimit, this.#state.limits);
    this.post({ type: "limits.changed", limits });
  }

  #watchStray({ power }: MeterReading): void {
    const { clock, lineClock } = this.#options;
    const seen = { power, isAllowed: !isResting(this.#state.pilot), uptime: lineClock.uptime() };
    const { watch, isFound } = watchStrayEnergy(this.#stray, seen);
    this.#stray = watch;
    if (isFound) this.post({ type: "fault.changed", code: "outlet.stray-energy", active: true, at: clock.now() });
  }

  #handle(event: EvseEvent): void {
    const before = this.#state;
    const step = evseStep(before, event, this.#options.policy());
    this.#state = step.state;
    for (const effect of step.effects) this.#perform(effect);
    // A silent board is known by its fault; the pilot machine has to hear of it too.
    if (event.type === "fault.changed" && event.code === "board.silent" && event.active)
      this.post({ type: "pilot.lost" });
    if (step.state !== before) this.#news.emit({ type: "changed" });
  }

  #perform(effect: EvseEffect): void {
    switch (effect.type) {
      case "board.grant":
        // The start of this charge may just have failed to reach the disk.
        if (!this.#hasStorageFailed) this.#permit.grant(effect.limit);
        return;
      case "board.withdraw":
        this.#permit.withdraw();
        return;
      case "board.open":
        this.#permit.open();
        return;
      case "timer.start":
        this.#startTimer(effect.timer, effect.delay);
        return;
      case "timer.cancel":
        this.#cancelTimer(effect.timer);
        return;
      case "meter.capture":
        this.#capture(effect.purpose);
        return;
      case "meter.checkpoint":
        this.#store(() => {
          this.#options.ledger.checkpoint(effect.energy, effect.at);
        });
        return;
      case "fact":
        this.#commit(effect);
        return;
      case "availability.store":
        this.#store(() => {
          this.#options.storeAvailability(this.id, effect.operative);
        });
        return;
      case "availability.due":
        this.post({ type: "availability.due" });
        return;
      case "token.turned-away":
        this.#options.log.info({ evse: this.id, why: effect.why }, "token.turned-away");
        this.#news.emit({ type: "token.turned-away" });
        return;
      default:
        assertNever(effect);
    }
  }

  #startTimer(timer: EvseTimer, delay: Millis): void {
    this.#cancelTimer(timer);
    const { clock, lineClock } = this.#options;
    const cancel = (boardTimers.includes(timer) ? lineClock : clock).after(delay, () => {
      this.#timers.delete(timer);
      this.post({ type: "timer.elapsed", timer, at: clock.now() });
    });
    this.#timers.set(timer, cancel);
  }

  #cancelTimer(timer: EvseTimer): void {
    this.#timers.get(timer)?.();
    this.#timers.delete(timer);
  }

  #capture(purpose: "start" | "stop"): void {
    const { clock, ids } = this.#options;
    this.#capturing.capture(
      (reading) => {
        const id = transactionId(uuid(ids));
        const { importEnergy: energy, at } = reading;
        this.post({ type: "meter.captured", purpose, energy, at, transactionId: id });
      },
      () => {
        this.post({ type: "meter.capture-failed", purpose, at: clock.now() });
      },
    );
  }

  /** What was read on behalf of a transaction that is over by now is of no interest any more. */
  #noteReading(reading: MeterReading, isSample: boolean): void {
    const { session, offered } = this.#state;
    if (session.kind !== "active") return;
    const noted = { transactionId: session.transaction.id, energy: reading.importEnergy, at: reading.at };
    const offer = { current: offered, phases: this.hardware.phases };
    const samples = [sampleReading(reading, this.#options.sampling().measurands, "periodic", offer)];
    this.post(isSample ? { type: "samples.taken", ...noted, samples } : { type: "meter.noted", ...noted });
  }

  #commit({ fact, unbilled }: EvseEffect & { type: "fact" }): void {
    const { ledger, watch, sampling } = this.#options;
    const { session } = this.#state;
    const meterNow = hasTransaction(session) ? session.transaction.meterNow : undefined;
    this.#store(() => {
      ledger.commit(fact, { meterNow, meterSerial: watch.serialNumber(), unbilled });
    });
    if (fact.type === "transaction.started") this.#sampler.start(sampling().interval);
    if (fact.type === "transaction.ended") this.#sampler.stop();
    this.#news.emit({ type: "fact", fact });
  }

  #store(write: () => void): void {
    try {
      write();
    } catch (error) {
      this.#hasStorageFailed = true;
      this.post({ type: "storage.failed" });
      this.#options.onStorageFailure(error);
    }
  }
}
