import { ReadlineParser } from "@serialport/parser-readline";
import type { Clock } from "#hal/core/clock";
import { type Listenable, Signal } from "#hal/core/signal";
import { type Millis, millis } from "#hal/core/units";
import type { ByteLink, LinkState } from "#hal/links/byte-link";

export interface LineLinkOptions {
  /** The one character that ends a line; also put behind every line that is written. */
  readonly delimiter: string;
  /** Characters that end a received line as well, for devices that cannot agree on one. */
  readonly alsoEnds?: string;
  /** A line longer than this many bytes is dropped to its end. */
  readonly maximumLength: number;
  /** A line of which nothing came for longer than this was cut off: what comes then begins another. Without it the rest is waited for. */
  readonly pause?: { readonly longest: Millis; readonly clock: Pick<Clock, "uptime"> };
}

export interface LineCounters {
  readonly lines: number;
  /** Lines dropped because they had no end in time. */
  readonly overlong: number;
}

/**
 * Text lines over a byte link. One byte is one character (Latin-1), so that noise survives as noise and checksums stay right. What was
 * received of a line is forgotten when the link opens or closes.
 */
export class LineLink {
  readonly #link: ByteLink;
  readonly #options: LineLinkOptions;
  readonly #extraEnds: ReadonlySet<number>;
  readonly #endByte: number;
  readonly #lines: Signal<string>;
  readonly #parser: ReadlineParser;
  #isSkipping = false;
  #heardAt = millis(0);
  #lineCount = 0;
  #overlongCount = 0;

  constructor(link: ByteLink, options: LineLinkOptions, onListenerFailure?: (error: unknown) => void) {
    this.#link = link;
    this.#options = options;
    this.#lines = new Signal(onListenerFailure);
    this.#endByte = options.delimiter.charCodeAt(0);
    this.#extraEnds = new Set(Buffer.from(options.alsoEnds ?? "", "latin1"));
    this.#parser = new ReadlineParser({ delimiter: options.delimiter, encoding: "latin1" });
    this.#parser.on("data", (line: string) => {
      this.#onLine(line);
    });
    link.bytes.listen((bytes) => {
      this.#onBytes(bytes);
    });
    link.states.listen(() => {
      this.#forget();
    });
  }

  get name(): string {
    return this.#link.name;
  }

  /** Lines without their end, as they come in; empty ones are left out. */
  get lines(): Listenable<string> {
    return this.#lines;
  }

  get states(): Listenable<LinkState> {
    return this.#link.states;
  }

  isOpen(): boolean {
    return this.#link.isOpen();
  }

  /** Rejects with AgentError `link.open-failed`. */
  open(): Promise<void> {
    return this.#link.open();
  }

  /** Never rejects. */
  close(): Promise<void> {
    return this.#link.close();
  }

  /** Resolves when handed to the device; rejects with AgentError `link.closed` or `link.write-failed`. */
  writeLine(line: string): Promise<void> {
    return this.#link.write(Buffer.from(line + this.#options.delimiter, "latin1"));
  }

  /** Forgets what was received of an unfinished line. */
  discard(): void {
    this.#link.discard();
    this.#forget();
  }

  counters(): LineCounters {
    return { lines: this.#lineCount, overlong: this.#overlongCount };
  }

  #onBytes(received: Uint8Array): void {
    this.#noticePause();
    const bytes = this.#afterSkipped(this.#extraEnds.size === 0 ? received : this.#withOneEnd(received));
    if (bytes.length > 0) this.#parser.write(bytes);
    if (this.#parser.buffer.length <= this.#options.maximumLength) return;
    this.#overlongCount++;
    this.#forget();
    this.#isSkipping = true;
  }

  #noticePause(): void {
    const { pause } = this.#options;
    if (pause === undefined) return;
    const now = pause.clock.uptime();
    if (now - this.#heardAt > pause.longest) this.#forget();
    this.#heardAt = now;
  }

  /** What is left behind the end of a line that was given up. */
  #afterSkipped(bytes: Uint8Array): Uint8Array {
    if (!this.#isSkipping) return bytes;
    const end = bytes.indexOf(this.#endByte);
    if (end < 0) return bytes.subarray(bytes.length);
    this.#isSkipping = false;
    return bytes.subarray(end + 1);
  }

  #withOneEnd(bytes: Uint8Array): Uint8Array {
    return bytes.map((byte) => (this.#extraEnds.has(byte) ? this.#endByte : byte));
  }

  #onLine(line: string): void {
    if (line.length > this.#options.maximumLength) {
      this.#overlongCount++;
      return;
    }
    this.#lineCount++;
    this.#lines.emit(line);
  }

  #forget(): void {
    this.#parser.buffer = Buffer.alloc(0);
    this.#isSkipping = false;
  }
}
