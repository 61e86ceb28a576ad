import type { Clock } from "#hal/core/clock";
import { type Listenable, Signal } from "#hal/core/signal";
import type { EpochMillis } from "#hal/core/units";

/** What came of a message. `none`: no answer will come any more. */
export type MessageAnswer =
  | { readonly kind: "result"; readonly at: EpochMillis; readonly payload: unknown }
  | { readonly kind: "error"; readonly at: EpochMillis; readonly code: string; readonly description: string }
  | { readonly kind: "none"; readonly at: EpochMillis; readonly why: string };

/** A CALL as the back end saw it, with its answer once there is one. */
export interface RecordedMessage {
  /** Counts from 1; the same message keeps it when its answer arrives. */
  readonly sequence: number;
  readonly at: EpochMillis;
  /** "received" from the station or "sent" to it. */
  readonly direction: "received" | "sent";
  readonly station: string;
  readonly action: string;
  /** The OCPP message id. */
  readonly id: string;
  readonly payload: unknown;
  readonly answer?: MessageAnswer;
}

type NewMessage = Omit<RecordedMessage, "sequence" | "at" | "answer">;
type AnswerWithoutTime = MessageAnswer extends infer Each
  ? Each extends MessageAnswer
    ? Omit<Each, "at">
    : never
  : never;

/** Keeps the latest messages, oldest first. */
export class MessageRecord {
  /** Tells every message, and tells it again when its answer is there. */
  readonly changes: Listenable<RecordedMessage>;
  readonly #clock: Clock;
  readonly #limit: number;
  readonly #changes = new Signal<RecordedMessage>();
  readonly #messages: RecordedMessage[] = [];
  #count = 0;

  /** @param limit how many messages are kept */
  constructor(clock: Clock, limit = 5000) {
    this.#clock = clock;
    this.#limit = limit;
    this.changes = this.#changes;
  }

  messages(): readonly RecordedMessage[] {
    return this.#messages;
  }

  /** Returns the sequence number to answer with. */
  open(message: NewMessage): number {
    this.#count += 1;
    const recorded: RecordedMessage = { sequence: this.#count, at: this.#clock.now(), ...message };
    this.#messages.push(recorded);
    if (this.#messages.length > this.#limit) this.#messages.shift();
    this.#changes.emit(recorded);
    return recorded.sequence;
  }

  close(sequence: number, answer: AnswerWithoutTime): void {
    const place = this.#messages.findLastIndex((message) => message.sequence === sequence);
    const message = this.#messages[place];
    if (message === undefined) return;
    const answered: RecordedMessage = { ...message, answer: { at: this.#clock.now(), ...answer } };
    this.#messages[place] = answered;
    this.#changes.emit(answered);
  }
}
