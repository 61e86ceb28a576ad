import type { MeterReading } from "#hal/core/charging";
import type { Clock } from "#hal/core/clock";
import { type RandomStream, uuid } from "#hal/core/random";
import { type EpochMillis, millis } from "#hal/core/units";
import type { EvseHardware } from "#hal/ports/board";
import { MeterCapture } from "#agent/control/meter-capture";
import { MeterSampler } from "#agent/control/meter-sampler";
import type { MeterWatch } from "#agent/control/meter-watch";
import type { SessionLeads } from "#agent/control/session-ledger";
import { SteadyTime } from "#agent/control/steady-time";
import type { SamplingSettings } from "#agent/control/sampling-settings";
import { TransactionDataKeeper } from "#agent/control/transaction-data-keeper";
import type { EvseEvent, EvseState } from "#agent/domain/evse/evse-state";
import type { MeasurandChoice } from "#agent/domain/metering/measurand-choice";
import type { MeterSample, SampleContext } from "#agent/domain/metering/meter-sample";
import { type Offer, sampleReading } from "#agent/domain/metering/sample-reading";
import { hasTransaction } from "#agent/domain/session/session-machine";
import {
  type MeterValuesTaken,
  type TransactionFact,
  type TransactionId,
  transactionId,
} from "#agent/domain/transaction/station-fact";

/** A periodic value may be this old; the norm asks for a second. It saves the bus the reading that the live values have just had. */
const SAMPLE_AGE = millis(500);

export interface EvseMeteringOptions {
  readonly hardware: Pick<EvseHardware, "id" | "phases">;
  readonly clock: Clock;
  readonly lineClock: Clock;
  readonly ids: RandomStream;
  readonly watch: MeterWatch;
  readonly sampling: () => SamplingSettings;
  /** A moment of a transaction as it is told by now. */
  readonly told: (transaction: TransactionId, at: EpochMillis) => EpochMillis;
  readonly state: () => EvseState;
  readonly post: (event: EvseEvent) => void;
}

/** Everything that is read of one outlet's meter on behalf of transactions and of the back end. */
export class EvseMetering {
  readonly #options: EvseMeteringOptions;
  readonly #sampler: MeterSampler;
  readonly #capturing: MeterCapture;
  readonly #data = new TransactionDataKeeper();
  readonly #time: SteadyTime;
  #captured: MeterReading | undefined;

  constructor(options: EvseMeteringOptions) {
    this.#options = options;
    this.#time = new SteadyTime(options.clock);
    this.#capturing = new MeterCapture(options.watch, options.lineClock);
    this.#sampler = new MeterSampler({
      clock: options.clock,
      read: async () => this.#steady(await options.watch.recent(SAMPLE_AGE)),
      onSample: (reading) => {
        this.#sample(reading);
      },
      onCheckpoint: (reading) => {
        this.#checkpoint(reading);
      },
    });
  }

  /** The reading that begins or ends a transaction; it comes back as an event. */
  capture(purpose: "start" | "stop"): void {
    const { ids, post } = this.#options;
    this.#captured = undefined;
    this.#capturing.capture(
      (reading) => {
        const steady = this.#steady(reading);
        this.#captured = steady;
        const id = transactionId(uuid(ids));
        const { importEnergy: energy, at } = steady;
        post({ type: "meter.captured", purpose, energy, at, transactionId: id });
      },
      () => {
        post({ type: "meter.capture-failed", purpose, at: this.#time.now() });
      },
    );
  }

  /** The fact as it is to be committed. */
  complete(fact: TransactionFact): TransactionFact {
    if (fact.type === "transaction.started") {
      this.#time.hold(fact.at);
      this.#data.start(fact, this.#captured);
    }
    if (fact.type !== "transaction.ended") return fact;
    const samples = this.#data.end(fact, this.#captured, this.#options.sampling().ended, this.#offer());
    return samples.length === 0 ? fact : { ...fact, samples };
  }

  /** How the times of the transaction that is running, or has just ended, stand to the clock. */
  leads(): SessionLeads {
    return this.#time.leads();
  }

  committed(fact: TransactionFact): void {
    if (fact.type === "transaction.started") this.#sampler.start(this.#options.sampling().interval);
    if (fact.type === "transaction.ended") {
      this.#sampler.stop();
      this.#time.release();
    }
  }

  /** The sampling interval has changed: it works at once. */
  resample(): void {
    if (this.#options.state().session.kind === "active") this.#sampler.start(this.#options.sampling().interval);
  }

  /**
   * The values of this instant of the clock. They go to the transaction that is running, and are given back when none is. Rejects when the
   * meter does not answer: a value that could not be read is not made up.
   */
  async clockTick(): Promise<MeterValuesTaken | undefined> {
    const reading = this.#steady(await this.#options.watch.read());
    const { aligned, ended } = this.#options.sampling();
    const { session } = this.#options.state();
    const sample = this.#take(reading, aligned, "clock");
    if (!hasTransaction(session)) return aligned.length === 0 ? undefined : this.#values(reading, sample);
    if (ended.aligned.length > 0) this.#data.addAligned(this.#take(reading, ended.aligned, "clock"));
    if (aligned.length > 0) this.#postSample(session.transaction.id, reading, sample);
    return undefined;
  }

  /**
   * What a price depends on, as it is now. It goes to the transaction that is running, and is given back when none is. Rejects when the meter
   * does not answer.
   */
  async priced(): Promise<MeterValuesTaken | undefined> {
    const reading = this.#steady(await this.#options.watch.recent(SAMPLE_AGE));
    const { session } = this.#options.state();
    const sample = this.#take(reading, ["Energy.Active.Import.Register", "Power.Active.Import"], "other");
    if (!hasTransaction(session)) return this.#values(reading, sample);
    this.#postSample(session.transaction.id, reading, sample);
    return undefined;
  }

  /** What the back end has asked for: the sampled measurands of now. Rejects when the meter does not answer. */
  async triggered(): Promise<MeterValuesTaken> {
    const reading = this.#steady(await this.#options.watch.read());
    const { session } = this.#options.state();
    const values = this.#values(reading, this.#take(reading, this.#options.sampling().measurands, "trigger"));
    if (!hasTransaction(session)) return values;
    const { id } = session.transaction;
    const at = this.#options.told(id, values.at);
    return { ...values, at, samples: values.samples.map((sample) => ({ ...sample, at })), transactionId: id };
  }

  stop(): void {
    this.#sampler.stop();
    this.#capturing.stop();
  }

  #sample(reading: MeterReading): void {
    const { session } = this.#options.state();
    if (session.kind !== "active") return;
    const { measurands, ended } = this.#options.sampling();
    if (ended.sampled.length > 0) this.#data.addSampled(this.#take(reading, ended.sampled, "periodic"));
    this.#postSample(session.transaction.id, reading, this.#take(reading, measurands, "periodic"));
  }

  /** What was read on behalf of a transaction that is over by now is of no interest any more. */
  #checkpoint({ importEnergy: energy, at }: MeterReading): void {
    const { session } = this.#options.state();
    if (session.kind !== "active") return;
    this.#options.post({ type: "meter.noted", transactionId: session.transaction.id, energy, at });
  }

  #postSample(id: TransactionFact["transactionId"], reading: MeterReading, sample: MeterSample): void {
    const { importEnergy: energy, at } = reading;
    this.#options.post({ type: "samples.taken", transactionId: id, samples: [sample], energy, at });
  }

  #steady(reading: MeterReading): MeterReading {
    return { ...reading, at: this.#time.steady(reading.at) };
  }

  #take(reading: MeterReading, wanted: readonly MeasurandChoice[], context: SampleContext): MeterSample {
    return sampleReading(reading, wanted, context, this.#offer());
  }

  #values({ at }: MeterReading, sample: MeterSample): MeterValuesTaken {
    return { type: "meter.values", evse: this.#options.hardware.id, at, samples: [sample] };
  }

  #offer(): Offer {
    return { current: this.#options.state().offered, phases: this.#options.hardware.phases };
  }
}
