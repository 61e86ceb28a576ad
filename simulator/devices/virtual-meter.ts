import type { Cancel, Clock } from "#hal/core/clock";
import { type Millis, millis, type WattHours, wattHours } from "#hal/core/units";
import type { ByteLink } from "#hal/links/byte-link";
import { type RegisterModel, SlaveEngine } from "#hal/modbus/slave-engine";
import { DeviceHost } from "#simulator/devices/device-host";
import {
  type MeterPoint,
  SDM630_CODE,
  SDM630_CODE_ADDRESS,
  SDM630_MOST_REGISTERS,
  SDM630_SERIAL_ADDRESS,
  sdm630Blocks,
  sdm630Points,
} from "#simulator/devices/sdm630-registers";
import type { WorldRunner } from "#simulator/world/world-runner";
import type { WorldReading } from "#simulator/world/world-reading";

export interface VirtualMeterOptions {
  readonly link: ByteLink;
  /** The outlet that the meter measures. */
  readonly world: Pick<WorldRunner, "read">;
  /** Of the line. */
  readonly clock: Clock;
  /** Modbus unit, 1 to 247. */
  readonly unit?: number;
  readonly serialNumber?: number;
  /** From a request to its answer. */
  readonly latency?: Millis;
  /** What the register shows before anything flows. */
  readonly register?: WattHours;
}

/** An Eastron SDM630-Modbus V2 on its line. Its energy register is a 32 bit float in kWh, with the rounding that this brings. */
export class VirtualMeter {
  readonly #world: Pick<WorldRunner, "read">;
  readonly #clock: Clock;
  readonly #host: DeviceHost;
  readonly #engine: SlaveEngine;
  readonly #points: ReadonlyMap<number, MeterPoint>;
  readonly #serialNumber: number;
  readonly #answers = new Set<Cancel>();
  #latency: Millis;
  /** Watt-hours between the truth and the register. */
  #offset: number;
  /** All words of one request are of one instant. */
  #instant: WorldReading | undefined;

  constructor(options: VirtualMeterOptions) {
    this.#world = options.world;
    this.#clock = options.clock;
    this.#latency = options.latency ?? millis(0);
    this.#serialNumber = options.serialNumber ?? 21_042_001;
    this.#points = new Map(sdm630Points.map((point) => [point.address, point]));
    this.#offset = options.register ?? 0;
    this.#engine = new SlaveEngine({
      unit: options.unit ?? 1,
      model: this.#model(),
      maxRegisters: SDM630_MOST_REGISTERS,
    });
    this.#host = new DeviceHost({
      link: options.link,
      clock: options.clock,
      receive: (bytes) => {
        this.#receive(bytes);
      },
      attached: () => {
        this.#engine.reset();
      },
    });
  }

  async start(): Promise<void> {
    await this.#host.start();
  }

  async stop(): Promise<void> {
    for (const cancel of this.#answers) cancel();
    this.#answers.clear();
    await this.#host.stop();
  }

  /** What the register would show if it had every digit. */
  register(): WattHours {
    return wattHours(this.#world.read().energy + this.#offset);
  }

  /** Makes the register jump, as after an exchange of the meter. */
  setRegister(value: WattHours): void {
    this.#offset = value - this.#world.read().energy;
  }

  setLatency(latency: Millis): void {
    this.#latency = latency;
  }

  #receive(bytes: Uint8Array): void {
    this.#instant = undefined;
    for (const answer of this.#engine.feed(bytes)) this.#send(answer);
  }

  #send(answer: Uint8Array): void {
    if (this.#latency === 0) {
      this.#host.send(answer);
      return;
    }
    const cancel = this.#clock.after(this.#latency, () => {
      this.#answers.delete(cancel);
      this.#host.send(answer);
    });
    this.#answers.add(cancel);
  }

  #model(): RegisterModel {
    return {
      readInput: (address) => this.#inputWord(address),
      readHolding: (address) => this.#holdingWord(address),
    };
  }

  #inputWord(address: number): number | undefined {
    if (!sdm630Blocks.some((block) => address >= block.address && address < block.address + block.count))
      return undefined;
    const first = address & ~1;
    const point = this.#points.get(first);
    if (point === undefined) return 0;
    const reading = (this.#instant ??= this.#world.read());
    const importKwh = (reading.energy + this.#offset) / 1000;
    return floatWord(point.value({ reading, importKwh }), address - first);
  }

  #holdingWord(address: number): number | undefined {
    if (address === SDM630_CODE_ADDRESS) return SDM630_CODE;
    if (address === SDM630_SERIAL_ADDRESS) return this.#serialNumber >>> 16;
    return address === SDM630_SERIAL_ADDRESS + 1 ? this.#serialNumber & 0xffff : undefined;
  }
}

/** Word 0 or 1 of a value as IEEE 754 single, high word first. */
function floatWord(value: number, index: number): number {
  const view = new DataView(new ArrayBuffer(4));
  view.setFloat32(0, value);
  return view.getUint16(2 * index);
}
