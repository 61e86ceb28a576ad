import type { Cancel, Clock } from "#hal/core/clock";
import { describeError, hasCode } from "#hal/core/errors";
import type { Log } from "#hal/core/log";
import { millis, seconds } from "#hal/core/units";
import type { Notice } from "#agent/domain/notices/notice";
import type { NoticeLog, QueuedNotice } from "#agent/ports/notice-log";
import type { CallFailure, Lane, LaneCall, Scope } from "#agent/ocpp/call-lane";
import type { Dialect } from "#agent/ocpp/dialects/dialect";

/** A back end that answers other messages and never this one would hold back all notices behind it. */
const ATTEMPTS = 5;
const RETRY_INTERVAL = seconds(60);

interface NoticeLaneOptions {
  readonly notices: NoticeLog;
  /** The operator may forbid telling what touches security. */
  readonly isSecurityTold: () => boolean;
  readonly clock: Clock;
  readonly log: Log;
  readonly wake: () => void;
}

/** Tells notices in order, each until it is answered. One that the back end refuses is told no more: it knows no such message. */
export class NoticeLane implements Lane {
  readonly #options: NoticeLaneOptions;
  #notBefore = millis(0);
  #cancelTimer: Cancel = () => undefined;

  constructor(options: NoticeLaneOptions) {
    this.#options = options;
  }

  tell(notice: Notice): void {
    this.#options.notices.add(notice);
    this.#options.wake();
  }

  next(dialect: Dialect, scope: Scope): LaneCall | undefined {
    if (scope !== "all" || this.#isHeldBack()) return undefined;
    for (let head = this.#readable(); head !== undefined; head = this.#readable()) {
      const queued = head;
      const isForbidden = queued.notice.type === "security.event" && !this.#options.isSecurityTold();
      const call = isForbidden ? undefined : dialect.notice(queued.notice);
      if (call === undefined) {
        this.#options.notices.remove(queued.position);
        continue;
      }
      return {
        call,
        answered: () => {
          this.#options.notices.remove(queued.position);
        },
        failed: (failure) => {
          this.#failed(queued, failure);
        },
      };
    }
    return undefined;
  }

  /** The wait after an unanswered notice ends with the connection. */
  linkLost(): void {
    this.#cancelTimer();
    this.#notBefore = millis(0);
  }

  /** One that cannot be read must not hold back the others. */
  #readable(): QueuedNotice | undefined {
    const { notices, log } = this.#options;
    for (;;) {
      try {
        return notices.head();
      } catch (error) {
        const position = hasCode(error, "store.corrupt-row") ? error.details["key"] : undefined;
        if (typeof position !== "number") throw error;
        notices.remove(position);
        log.error({ position, why: describeError(error) }, "notice.dropped");
      }
    }
  }

  #failed({ position, notice, attempts }: QueuedNotice, failure: CallFailure): void {
    if (failure === "closed") return;
    const { notices, clock, log } = this.#options;
    if (failure === "timeout" && attempts + 1 < ATTEMPTS) {
      notices.noteAttempt(position);
      this.#notBefore = millis(clock.uptime() + RETRY_INTERVAL);
      return;
    }
    notices.remove(position);
    log.error({ ...notice, failure }, "notice.dropped");
  }

  #isHeldBack(): boolean {
    this.#cancelTimer();
    const missing = this.#notBefore - this.#options.clock.uptime();
    if (missing <= 0) return false;
    this.#cancelTimer = this.#options.clock.after(millis(missing), this.#options.wake);
    return true;
  }
}
