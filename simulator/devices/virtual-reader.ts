import { type Cancel, type Clock, every } from "#hal/core/clock";
import { type Millis, millis } from "#hal/core/units";
import type { ByteLink } from "#hal/links/byte-link";
import { DeviceHost } from "#simulator/devices/device-host";

/** How a reader writes a UID. */
export interface ReaderFormat {
  readonly prefix: string;
  readonly ending: string;
  readonly byteOrder: "normal" | "reversed";
  readonly radix: "hex" | "decimal";
  readonly letters: "upper" | "lower";
}

export interface VirtualReaderOptions {
  readonly link: ByteLink;
  readonly clock: Clock;
  readonly format?: Partial<ReaderFormat>;
  /** A card that stays is told again this often. */
  readonly repeat?: Millis;
}

const usualFormat: ReaderFormat = {
  prefix: "",
  ending: "\r\n",
  byteOrder: "normal",
  radix: "hex",
  letters: "upper",
};

/** A card reader of the simple kind: a line of text for each card it sees, unasked. */
export class VirtualReader {
  readonly #clock: Clock;
  readonly #format: ReaderFormat;
  readonly #repeat: Millis;
  readonly #host: DeviceHost;
  #card: string | undefined;
  #cancelRepeat: Cancel | undefined;
  #cancelLeave: Cancel | undefined;

  constructor(options: VirtualReaderOptions) {
    this.#clock = options.clock;
    this.#format = { ...usualFormat, ...options.format };
    this.#repeat = options.repeat ?? millis(500);
    this.#host = new DeviceHost({ link: options.link, clock: options.clock, receive: () => undefined });
  }

  async start(): Promise<void> {
    await this.#host.start();
  }

  async stop(): Promise<void> {
    this.remove();
    await this.#host.stop();
  }

  /** The card on the reader, as hex. */
  card(): string | undefined {
    return this.#card;
  }

  /** Holds a card to the reader, `uid` in hex with byte 0 first, and takes it away after `stay`. */
  tap(uid: string, stay: Millis = millis(300)): void {
    this.present(uid);
    this.#cancelLeave = this.#clock.after(stay, () => {
      this.remove();
    });
  }

  /** Lays a card on the reader; another that lies there is taken away. */
  present(uid: string): void {
    this.remove();
    this.#card = uid;
    const line = Buffer.from(this.#write(uid), "latin1");
    this.#host.send(line);
    this.#cancelRepeat = every(this.#clock, this.#repeat, () => {
      this.#host.send(line);
    });
  }

  remove(): void {
    this.#card = undefined;
    this.#cancelRepeat?.();
    this.#cancelLeave?.();
    this.#cancelRepeat = undefined;
    this.#cancelLeave = undefined;
  }

  #write(uid: string): string {
    const { prefix, ending, byteOrder, radix, letters } = this.#format;
    const bytes = Buffer.from(uid, "hex");
    if (byteOrder === "reversed") bytes.reverse();
    const hex = bytes.toString("hex");
    const text = radix === "decimal" ? BigInt(`0x${hex === "" ? "0" : hex}`).toString() : hex;
    return `${prefix}${letters === "upper" ? text.toUpperCase() : text}${ending}`;
  }
}
