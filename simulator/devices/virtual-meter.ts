import type { Cancel, Clock } from "#hal/core/clock";
import { type Millis, millis, type WattHours, wattHours } from "#hal/core/units";
import type { ByteLink } from "#hal/links/byte-link";
import { type RegisterModel, SlaveEngine } from "#hal/modbus/slave-engine";
import { DeviceHost } from "#simulator/devices/device-host";
import {
  SDM630_CODE,
  SDM630_CODE_ADDRESS,
  SDM630_INPUT_END,
  SDM630_MOST_REGISTERS,
  SDM630_SERIAL_ADDRESS,
  sdm630InputAddresses,
  sdm630Points,
} from "#simulator/devices/sdm630-registers";
import type { WorldRunner } from "#simulator/world/world-runner";

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
  readonly #serialNumber: number;
  readonly #answers = new Set<Cancel>();
  /** The input registers from address 0 on, two bytes each. All words of one request are of one instant. */
  readonly #image = new DataView(new ArrayBuffer(2 * SDM630_INPUT_END));
  #latency: Millis;
  /** Watt-hours between the truth and the register. */
  #offset: number;
  #isImageOfNow = false;

  constructor(options: VirtualMeterOptions) {
    this.#world = options.world;
    this.#clock = options.clock;
    this.#latency = options.latency ?? millis(0);
    this.#serialNumber = options.serialNumber ?? 21_042_001;
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
    this.#isImageOfNow = false;
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
    if (!sdm630InputAddresses.has(address)) return undefined;
    if (!this.#isImageOfNow) this.#measure();
    return this.#image.getUint16(2 * address);
  }

  #measure(): void {
    const reading = this.#world.read();
    const source = { reading, importKwh: (reading.energy + this.#offset) / 1000 };
    for (const point of sdm630Points) this.#image.setFloat32(2 * point.address, point.value(source));
    this.#isImageOfNow = true;
  }

  #holdingWord(address: number): number | undefined {
    if (address === SDM630_CODE_ADDRESS) return SDM630_CODE;
    if (address === SDM630_SERIAL_ADDRESS) return this.#serialNumber >>> 16;
    return address === SDM630_SERIAL_ADDRESS + 1 ? this.#serialNumber & 0xffff : undefined;
  }
}
