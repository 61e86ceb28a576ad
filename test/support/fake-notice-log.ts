import type { Notice } from "#agent/domain/notices/notice";
import type { NoticeLog, QueuedNotice } from "#agent/ports/notice-log";

/** Notices in memory. */
export class FakeNoticeLog implements NoticeLog {
  #queued: readonly QueuedNotice[] = [];
  #position = 0;

  get waiting(): readonly Notice[] {
    return this.#queued.map(({ notice }) => notice);
  }

  add(notice: Notice): void {
    this.#position += 1;
    this.#queued = [...this.#queued, { position: this.#position, notice, attempts: 0 }];
  }

  head(): QueuedNotice | undefined {
    return this.#queued[0];
  }

  noteAttempt(position: number): void {
    this.#queued = this.#queued.map((each) =>
      each.position === position ? { ...each, attempts: each.attempts + 1 } : each,
    );
  }

  remove(position: number): void {
    this.#queued = this.#queued.filter((each) => each.position !== position);
  }
}
