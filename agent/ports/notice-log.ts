import type { Notice } from "#agent/domain/notices/notice";

export interface QueuedNotice {
  /** Strictly rising in order of occurrence. */
  readonly position: number;
  readonly notice: Notice;
  /** How often it was sent without an answer in time. */
  readonly attempts: number;
}

/** The durable queue of notices. */
export interface NoticeLog {
  /** Durable when it returns. When the queue is full the oldest that is no critical security event makes room, else the oldest. */
  add(notice: Notice): void;
  head(): QueuedNotice | undefined;
  noteAttempt(position: number): void;
  /** It was answered, or nobody will ever take it. */
  remove(position: number): void;
}
