import type { AbortSignalLike, Clock } from "#hal/core/clock";
import type { Component, Health } from "#hal/core/component";
import { describeError } from "#hal/core/errors";
import type { Log } from "#hal/core/log";
import { type Listenable, Signal } from "#hal/core/signal";
import { type Millis, seconds } from "#hal/core/units";
import type { ReaderSettings } from "#hal/board/board-settings";
import { FaultSet } from "#hal/drivers/fault-set";
import { normalizeUid } from "#hal/drivers/line-token-reader/uid";
import type { ByteLink } from "#hal/links/byte-link";
import { LineKeeper } from "#hal/links/line-keeper";
import { LineLink } from "#hal/links/line-link";
import type { HardwareFaults } from "#hal/ports/hardware-faults";
import type { TokenRead, TokenReader } from "#hal/ports/token-reader";

export interface LineTokenReaderOptions {
  readonly link: ByteLink;
  /** The clock by which people hold cards to the reader. */
  readonly clock: Clock;
  /** The clock of the line, for opening it again. */
  readonly lineClock: Clock;
  readonly log: Log;
  readonly settings: Pick<ReaderSettings, "name" | "byteOrder" | "radix" | "stripPrefix" | "debounceSeconds">;
}

/** Longer than any UID with prefix and separators. */
const LONGEST_LINE = 64;

/** Within a UID. At 1200 baud all of it takes half a second. */
const LONGEST_PAUSE = seconds(1);

/**
 * A card reader that sends each UID as a line of text. The fault `reader.silent` holds while its line is closed; a reader that has nothing to
 * say is not distinguishable from a dead one.
 */
export class LineTokenReader implements TokenReader, Component {
  readonly name: string;
  readonly faults: HardwareFaults;
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #settings: LineTokenReaderOptions["settings"];
  readonly #tokens: Signal<TokenRead>;
  readonly #faults = new FaultSet();
  readonly #keeper: LineKeeper;
  readonly #debounce: Millis;
  #last: { readonly uid: string; readonly at: Millis } | undefined;
  #isRunning = false;

  constructor(options: LineTokenReaderOptions) {
    const { link, clock, lineClock, settings } = options;
    this.name = settings.name;
    this.faults = this.#faults;
    this.#clock = clock;
    this.#log = options.log.child({ reader: settings.name });
    this.#settings = settings;
    this.#debounce = seconds(settings.debounceSeconds);
    this.#tokens = new Signal((error) => {
      this.#log.error({ error: describeError(error) }, "reader.listener-failed");
    });
    // Readers end their lines with CR, LF, both, or ETX.
    const line = new LineLink(link, {
      delimiter: "\n",
      alsoEnds: "\r\u0003",
      maximumLength: LONGEST_LINE,
      pause: { longest: LONGEST_PAUSE, clock: lineClock },
    });
    line.lines.listen((text) => {
      this.#onLine(text);
    });
    this.#keeper = new LineKeeper({
      link: line,
      clock: lineClock,
      up: async () => {
        this.#faults.clear("reader.silent");
      },
      down: (why) => {
        this.#onLost(why);
      },
    });
  }

  get tokens(): Listenable<TokenRead> {
    return this.#tokens;
  }

  async start(abort: AbortSignalLike): Promise<void> {
    if (this.#isRunning) return;
    this.#isRunning = true;
    await this.#keeper.start(abort);
  }

  async stop(): Promise<void> {
    this.#isRunning = false;
    this.#last = undefined;
    await this.#keeper.stop();
  }

  health(): Health {
    if (!this.#isRunning) return { kind: "stopped" };
    return this.#keeper.isUp() ? { kind: "ok" } : { kind: "degraded", why: "the reader is not connected" };
  }

  #onLine(text: string): void {
    const uid = normalizeUid(text, this.#settings);
    if (uid.ok) this.#onUid(uid.value);
    // The text itself may be somebody's card and stays out of the log.
    else if (uid.reason !== "empty") this.#log.info({ reason: uid.reason, length: text.length }, "reader.refused");
  }

  /** A reader may repeat a card as long as it lies there; every repetition keeps the presentation alive. */
  #onUid(uid: string): void {
    const at = this.#clock.uptime();
    const isSame = this.#last?.uid === uid && at - this.#last.at < this.#debounce;
    this.#last = { uid, at };
    if (!isSame) this.#tokens.emit({ uid });
  }

  #onLost(why: unknown): void {
    const isNews = !this.#faults.has("reader.silent");
    const fields = { error: describeError(why) };
    if (isNews) this.#log.warn(fields, "reader.lost");
    else this.#log.debug(fields, "reader.absent");
    this.#faults.raise("reader.silent", describeError(why));
  }
}
