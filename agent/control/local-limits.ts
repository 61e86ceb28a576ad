import type { EvseId } from "#hal/core/charging";
import type { Cancel, Clock } from "#hal/core/clock";
import type { Component, Health } from "#hal/core/component";
import { type Amperes, amperes, type EpochMillis, epochMillis, type Millis } from "#hal/core/units";
import type { EvseController } from "#agent/control/evse-controller";
import type { CurrentLimit } from "#agent/domain/limits/current-limit";

export const PAUSED_REASON = "paused on site";
export const LIMITED_REASON = "set on site";

type LimitedEvse = Pick<EvseController, "id" | "news" | "post">;

/** One wish with its end. */
interface Wish {
  readonly limit: Amperes;
  readonly expiresAt: EpochMillis;
  readonly cancel: Cancel;
}
interface Wishes {
  readonly pause?: Wish;
  readonly limit?: Wish;
}

/**
 * What people on site want of the current, as one limit of the owner `localUser`: a pause goes before a current. Both end with the charge,
 * so that the next driver finds nothing of it, and with their time. Never written down: a restart forgets them.
 */
export class LocalLimits implements Component {
  readonly name = "local-limits";
  readonly #evses: readonly LimitedEvse[];
  readonly #clock: Clock;
  readonly #wishes = new Map<EvseId, Wishes>();
  #cancels: readonly Cancel[] = [];

  constructor(evses: readonly LimitedEvse[], clock: Clock) {
    this.#evses = evses;
    this.#clock = clock;
  }

  async start(): Promise<void> {
    this.#cancels = this.#evses.map((evse) =>
      evse.news.listen((news) => {
        if (news.type === "fact" && news.fact.type === "transaction.ended") this.#set(evse.id, {});
      }),
    );
  }

  async stop(): Promise<void> {
    for (const cancel of this.#cancels) cancel();
    for (const { pause, limit } of this.#wishes.values()) {
      pause?.cancel();
      limit?.cancel();
    }
    this.#wishes.clear();
  }

  health(): Health {
    return { kind: "ok" };
  }

  pause(evse: EvseId, duration: Millis): void {
    const { limit } = this.#of(evse);
    this.#set(evse, {
      pause: this.#wish(evse, "pause", amperes(0), duration),
      ...(limit === undefined ? {} : { limit }),
    });
  }

  /** False when nobody has paused. */
  resume(evse: EvseId): boolean {
    if (this.#of(evse).pause === undefined) return false;
    this.#drop(evse, "pause");
    return true;
  }

  /** Without `current` nobody wants one any more. */
  limit(evse: EvseId, current: Amperes | undefined, duration: Millis): void {
    if (current === undefined) {
      this.#drop(evse, "limit");
      return;
    }
    const { pause } = this.#of(evse);
    this.#set(evse, { limit: this.#wish(evse, "limit", current, duration), ...(pause === undefined ? {} : { pause }) });
  }

  #wish(evse: EvseId, kind: keyof Wishes, limit: Amperes, duration: Millis): Wish {
    return {
      limit,
      expiresAt: epochMillis(this.#clock.now() + duration),
      cancel: this.#clock.after(duration, () => {
        this.#drop(evse, kind);
      }),
    };
  }

  #of(evse: EvseId): Wishes {
    return this.#wishes.get(evse) ?? {};
  }

  #drop(evse: EvseId, kind: keyof Wishes): void {
    const { [kind]: _gone, ...rest } = this.#of(evse);
    this.#set(evse, rest);
  }

  #set(evse: EvseId, next: Wishes): void {
    const before = this.#of(evse);
    if (before.pause !== next.pause) before.pause?.cancel();
    if (before.limit !== next.limit) before.limit?.cancel();
    if (next.pause === undefined && next.limit === undefined) this.#wishes.delete(evse);
    else this.#wishes.set(evse, next);
    this.#tell(evse, before, next);
  }

  #tell(evse: EvseId, before: Wishes, next: Wishes): void {
    const outlet = this.#evses.find(({ id }) => id === evse);
    const wish = next.pause ?? next.limit;
    if (wish !== undefined) outlet?.post({ type: "limit.set", limit: currentLimit(wish, next.pause !== undefined) });
    else if (before.pause !== undefined || before.limit !== undefined)
      outlet?.post({ type: "limit.lifted", owner: "localUser" });
  }
}

function currentLimit({ limit, expiresAt }: Wish, isPause: boolean): CurrentLimit {
  return { owner: "localUser", reason: isPause ? PAUSED_REASON : LIMITED_REASON, limit, expiresAt };
}
