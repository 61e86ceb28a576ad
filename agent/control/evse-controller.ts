import type { EvseId } from "#hal/core/charging";
import { type Cancel, type Clock, every } from "#hal/core/clock";
import { assertNever } from "#hal/core/assert-never";
import type { Log } from "#hal/core/log";
import { Mailbox } from "#hal/core/mailbox";
import { type Listenable, Signal } from "#hal/core/signal";
import { type Millis, millis, seconds } from "#hal/core/units";
import type { EvseHardware } from "#hal/ports/board";
import type { FaultChange } from "#hal/ports/hardware-faults";
import type { PilotReading } from "#hal/ports/control-pilot";
import { EvseMetering, type EvseMeteringOptions } from "#agent/control/evse-metering";
import type { EvseNews } from "#agent/control/evse-news";
import { hardwareLimits } from "#agent/control/hardware-limits";
import type { MeterWatch } from "#agent/control/meter-watch";
import { MeterWitness } from "#agent/control/meter-witness";
import type { OutsideEnergy } from "#agent/control/outside-energy";
import { PermitOrders } from "#agent/control/permit-orders";
import type { SessionLedger } from "#agent/control/session-ledger";
import type { StorageView } from "#agent/control/storage-view";
import type { EvseEffect, EvseEvent, EvsePolicy, EvseState, EvseTimer } from "#agent/domain/evse/evse-state";
import { evseStep, initialEvse } from "#agent/domain/evse/evse-machine";
import { mayBegin } from "#agent/domain/evse/evse-readiness";
import { withLimit } from "#agent/domain/limits/current-limit";
import { hasTransaction } from "#agent/domain/session/session-machine";

/** What a driver may take to find out that its board does not answer. */
const DRIVER_PATIENCE = seconds(10);

/** What waits for the board and not for people or vehicles runs in the board's time, also where everything else is faster. */
const boardTimers: readonly EvseTimer[] = ["drain", "weld", "ending", "grantRetry", "pace"];

export interface EvseControllerOptions extends Pick<EvseMeteringOptions, "ids" | "sampling" | "told"> {
  readonly hardware: EvseHardware;
  readonly clock: Clock;
  /** Real time, also where `clock` is scaled: the board counts in it. */
  readonly lineClock: Clock;
  readonly log: Log;
  readonly watch: MeterWatch;
  readonly ledger: SessionLedger;
  readonly outside: OutsideEnergy;
  readonly isOperative: boolean;
  /** Read anew at each event, because variables change at run time. */
  readonly policy: () => EvsePolicy;
  readonly storeAvailability: (evse: EvseId, operative: boolean) => void;
  readonly storage: StorageView;
  /** Something could not be written and will not be. */
  readonly onStorageFailure: (error: unknown) => void;
}

/** The shell round the outlet's machine: one mailbox, run to completion; effects out, their failures back in as events. */
export class EvseController {
  readonly id: EvseId;
  readonly hardware: EvseHardware;
  readonly #options: EvseControllerOptions;
  readonly #mailbox: Mailbox<EvseEvent>;
  readonly #news = new Signal<EvseNews>();
  readonly #timers = new Map<EvseTimer, Cancel>();
  readonly metering: EvseMetering;
  readonly #permit: PermitOrders;
  #state: EvseState;
  #cancels: Cancel[] = [];
  readonly #witness: MeterWitness;
  /** Stands for the start of the charge that is running, or that ran last, on its way to the disk. */
  #startMark = 0;
  /** Something was refused for good. */
  #hasStorageFailed = false;
  #isStopped = false;
  /** When the board's driver last had done with a sign of life, by uptime; undefined before the start. */
  #renewedAt: number | undefined;

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
    const self = {
      ...options,
      state: () => this.#state,
      post: (event: EvseEvent) => {
        this.post(event);
      },
    };
    this.metering = new EvseMetering(self);
    this.#witness = new MeterWitness(self);
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

  /** By how much the board's driver is late; one that tells of a silent board has done its work, one that says nothing hangs. */
  boardOverdue(): Millis {
    if (this.#renewedAt === undefined || this.#isStopped) return millis(0);
    const late = this.#options.lineClock.uptime() - this.#renewedAt - this.hardware.permit.renewEvery;
    return millis(Math.max(0, late - DRIVER_PATIENCE));
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
        this.#witness.heard(reading);
      }),
      every(lineClock, hardware.permit.renewEvery, () => {
        this.#permit.renew(() => {
          this.#renewedAt = lineClock.uptime();
        });
      }),
    ];
    this.#renewedAt = lineClock.uptime();
    for (const code of hardware.faults.active()) fault({ code, active: true });
    const latest = hardware.pilot.latest();
    if (latest !== undefined) this.#pilot(latest);
  }

  /** Ends every timer and listener; the hardware is left as the last effects put it. */
  stop(): void {
    this.#isStopped = true;
    this.metering.stop();
    for (const cancel of this.#cancels) cancel();
    for (const cancel of this.#timers.values()) cancel();
    this.#timers.clear();
  }

  /** The disk has begun to refuse what may not be lost, or takes it again. */
  judgeStorage(): void {
    const { storage } = this.#options;
    const isBroken = this.#isHeldByStorage();
    if (isBroken !== this.#state.isStorageBroken) this.post({ type: "storage.changed", isBroken });
    if (storage.trouble() === "refuses" && !storage.goesOn && this.#state.session.kind === "active")
      this.post({ type: "stop.requested", cause: "other" });
  }

  post(event: EvseEvent): void {
    if (!this.#isStopped) this.#mailbox.post(event);
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

  #handle(event: EvseEvent): void {
    const before = this.#state;
    const step = evseStep(before, event, this.#options.policy());
    this.#state = step.state;
    for (const effect of step.effects) this.#perform(effect);
    if (step.state !== before) this.#news.emit({ type: "changed" });
  }

  #perform(effect: EvseEffect): void {
    switch (effect.type) {
      case "board.grant":
        // The start of this charge may just have failed to reach the disk.
        if (!this.#isHeldByStorage()) this.#permit.grant(effect.limit);
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
          this.#options.ledger.checkpoint(effect, this.metering.leads());
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
      case "reservation.due":
        this.post({ type: effect.type });
        return;
      case "reservation.ended":
        this.#news.emit(effect);
        return;
      case "token.turned-away":
        this.#options.log.info({ evse: this.id, why: effect.why }, "token.turned-away");
        this.#news.emit({ type: "token.turned-away" });
        return;
      default:
        assertNever(effect);
    }
  }

  /** The last reading is worth something only when nothing that the board was told can let energy flow any more. */
  #capture(purpose: "start" | "stop"): void {
    const settled = purpose === "stop" ? this.#permit.settled() : Promise.resolve();
    settled.then(
      () => {
        if (!this.#isStopped) this.metering.capture(purpose);
      },
      // Neither can fail.
      () => undefined,
    );
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

  #commit({ fact: bare, unbilled }: EvseEffect & { type: "fact" }): void {
    const { ledger, watch } = this.#options;
    const { session } = this.#state;
    const meterNow = hasTransaction(session) ? session.transaction.meterNow : undefined;
    const fact = this.metering.complete(bare);
    this.#store(() => {
      ledger.commit(fact, { meterNow, meterSerial: watch.serialNumber(), unbilled, leads: this.metering.leads() });
    });
    const { storage } = this.#options;
    if (fact.type === "transaction.started") this.#startMark = storage.mark();
    this.judgeStorage();
    this.metering.committed(fact);
    this.#news.emit({ type: "fact", fact });
  }

  #store(write: () => void): void {
    try {
      write();
    } catch (error) {
      this.#hasStorageFailed = true;
      this.judgeStorage();
      this.#options.onStorageFailure(error);
    }
  }

  #isHeldByStorage(): boolean {
    const { storage } = this.#options;
    if (this.#hasStorageFailed) return true;
    const trouble = storage.trouble();
    if (trouble === "none") return false;
    if (this.#state.session.kind !== "active") return trouble === "refuses";
    return !storage.isOnDisk(this.#startMark) || (trouble === "refuses" && !storage.goesOn);
  }
}
