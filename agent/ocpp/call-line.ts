import { describeError, hasCode } from "#hal/core/errors";
import type { Log } from "#hal/core/log";
import type { Millis } from "#hal/core/units";
import type { CsmsConnection } from "#agent/ports/csms-link";
import type { CallFailure, LaneCall } from "#agent/ocpp/call-lane";
import type { PayloadJudge } from "#agent/ocpp/payload-judge";

interface CallLineOptions {
  readonly connection: Pick<CsmsConnection, "call">;
  readonly judge: Pick<PayloadJudge, "assertOwn">;
  readonly timeout: () => Millis;
  readonly log: Log;
  /** The line is free again. */
  readonly onIdle: () => void;
  /** Nothing at all was heard during `SILENT_CALLS` calls in a row. */
  readonly onSilent: () => void;
  /** What a lane could not cope with: the store, or a bug. */
  readonly onFatal: (error: unknown) => void;
}

/**
 * A single call without answer may be a CSMS that chokes on that message, and dropping the connection would keep the attempts for it from being
 * counted; two calls in a row during which not a single frame came are a dead socket.
 */
const SILENT_CALLS = 2;

/** A peer closes with these because it cannot take what it got: kind of data, form, size (RFC 6455 section 7.4.1). Sent again it would be closed again. */
const CLOSED_FOR_MESSAGE: readonly unknown[] = [1003, 1007, 1009];

/** The one place from which calls leave: one at a time, checked before they go (OCPP-J section 4.1.1). */
export class CallLine {
  readonly #options: CallLineOptions;
  #isBusy = false;
  #silentCalls = 0;

  constructor(options: CallLineOptions) {
    this.#options = options;
  }

  get isBusy(): boolean {
    return this.#isBusy;
  }

  /** Something came from the CSMS. */
  heard(): void {
    this.#silentCalls = 0;
  }

  send(message: LaneCall): void {
    if (!this.#isValid(message)) {
      message.failed("invalid");
      return;
    }
    this.#isBusy = true;
    this.#exchange(message).catch(this.#options.onFatal);
  }

  async #exchange(message: LaneCall): Promise<void> {
    const failure = await this.#call(message);
    if (failure !== undefined) message.failed(failure);
    this.#isBusy = false;
    if (failure === "timeout") this.#countSilence();
    this.#options.onIdle();
  }

  async #call(message: LaneCall): Promise<CallFailure | undefined> {
    const { call } = message;
    try {
      message.answered(await this.#options.connection.call(call.action, call.payload, this.#options.timeout()));
      return undefined;
    } catch (error) {
      const failure = failureOf(error);
      if (failure === undefined) throw error;
      if (failure !== "closed")
        this.#options.log.warn({ action: call.action, why: describeError(error) }, "call.failed");
      return failure;
    }
  }

  #isValid({ call }: LaneCall): boolean {
    try {
      this.#options.judge.assertOwn(call.action, "request", call.payload);
      return true;
    } catch (error) {
      if (!hasCode(error, "ocpp.own-payload")) throw error;
      this.#options.log.error({ action: call.action, why: describeError(error) }, "call.invalid");
      return false;
    }
  }

  #countSilence(): void {
    this.#silentCalls += 1;
    if (this.#silentCalls >= SILENT_CALLS) this.#options.onSilent();
  }
}

function failureOf(error: unknown): CallFailure | undefined {
  if (hasCode(error, "csms.closed"))
    return CLOSED_FOR_MESSAGE.includes(error.details["closeCode"]) ? "refused" : "closed";
  if (hasCode(error, "csms.timeout")) return "timeout";
  if (hasCode(error, "csms.call-error") || hasCode(error, "csms.answer-unreadable")) return "refused";
  return undefined;
}
