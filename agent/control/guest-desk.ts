import type { EvseId } from "#hal/core/charging";
import type { Cancel, Clock } from "#hal/core/clock";
import { accepted, type Outcome, refused } from "#hal/core/outcome";
import type { RandomStream } from "#hal/core/random";
import { type EpochMillis, millis, minutes } from "#hal/core/units";
import type { AccessDesk } from "#agent/control/access-desk";
import type { EvseController } from "#agent/control/evse-controller";
import { guestPin, pinDigits } from "#agent/domain/access/guest-pin";
import { idToken } from "#agent/domain/authorization/id-token";
import type { Guest, GuestStore } from "#agent/ports/access-store";
import type { PinHasher } from "#agent/security/pin-hasher";

/** Guests at one time; who has more needs tags. */
export const MOST_GUESTS = 50;

type GuestEvse = Pick<EvseController, "id" | "state" | "news" | "post" | "mayBegin">;
export type GuestRefusal = "wrong" | "noToken" | "busy";

interface Run {
  readonly guest: number;
  readonly cancel: Cancel;
}

export interface GuestDeskOptions {
  readonly evses: readonly GuestEvse[];
  readonly store: GuestStore;
  readonly access: Pick<AccessDesk, "rules">;
  readonly clock: Clock;
  readonly chance: RandomStream;
  readonly hasher: Pick<PinHasher, "hash">;
}

/** People with a PIN, which lets them charge at one outlet at a time, until it expires. The PIN is told once and never kept. */
export class GuestDesk {
  readonly #options: GuestDeskOptions;
  readonly #runs = new Map<EvseId, Run>();

  constructor(options: GuestDeskOptions) {
    this.#options = options;
    // As long as the charger lives.
    for (const evse of options.evses)
      evse.news.listen(() => {
        if (!isBegun(evse)) this.#forget(evse.id);
      });
  }

  /** Those whose time is not over. */
  guests(): readonly Guest[] {
    const { store, clock } = this.#options;
    return store.all().filter(({ expiresAt }) => expiresAt > clock.now());
  }

  /** Who charges at this outlet with a PIN; undefined when nobody does. */
  nameAt(evse: EvseId): string | undefined {
    const run = this.#runs.get(evse);
    return run && this.#options.store.all().find(({ id }) => id === run.guest)?.name;
  }

  /** Undefined when there are too many already. */
  invite(
    name: string,
    expiresAt: EpochMillis,
    longestMinutes: number,
  ): { readonly id: number; readonly pin: string } | undefined {
    const { store, clock, chance, hasher } = this.#options;
    for (const { id, expiresAt: over } of store.all()) if (over <= clock.now()) store.remove(id);
    if (store.all().length >= MOST_GUESTS) return undefined;
    const pin = guestPin(chance);
    return { id: store.add({ name, pinHash: hasher.hash(pin), expiresAt, longestMinutes }), pin };
  }

  /** False when there was none. A charge that the guest began ends. */
  withdraw(id: number): boolean {
    const { store } = this.#options;
    if (!store.all().some((guest) => guest.id === id)) return false;
    store.remove(id);
    for (const [evse, run] of this.#runs) if (run.guest === id) this.#end(evse);
    return true;
  }

  /** Without `wanted` at the outlet where a vehicle waits, else at any that is free. */
  start(typed: string, wanted?: EvseId): Outcome<EvseId, GuestRefusal> {
    const { evses, access } = this.#options;
    const guest = this.#guestWith(typed);
    if (guest === undefined) return refused("wrong");
    const { openToken } = access.rules();
    if (openToken === "") return refused("noToken");
    const isCharging = [...this.#runs.values()].some((run) => run.guest === guest.id);
    const free = isCharging ? [] : evses.filter((each) => (wanted ?? each.id) === each.id && isFree(each));
    const evse = free.find((each) => each.state().session.kind !== "idle") ?? free[0];
    if (evse === undefined) return refused("busy");
    evse.post({ type: "token.accepted", authorization: { token: idToken(openToken) } });
    if (!isBegun(evse)) return refused("busy");
    this.#runs.set(evse.id, { guest: guest.id, cancel: this.#endLater(evse.id, guest) });
    return accepted(evse.id);
  }

  /** Ends what the guest began. */
  stop(typed: string): Outcome<EvseId, "wrong" | "nothing"> {
    const guest = this.#guestWith(typed);
    if (guest === undefined) return refused("wrong");
    const run = [...this.#runs].find(([, each]) => each.guest === guest.id);
    if (run === undefined) return refused("nothing");
    this.#end(run[0]);
    return accepted(run[0]);
  }

  /** Whether the charge at this outlet was begun with a PIN: with this one, where one is given. */
  began(evse: EvseId, typed?: string): boolean {
    const run = this.#runs.get(evse);
    return run !== undefined && (typed === undefined || this.#guestWith(typed)?.id === run.guest);
  }

  #guestWith(typed: string): Guest | undefined {
    const pin = pinDigits(typed);
    const guests = this.guests();
    if (pin === undefined || guests.length === 0) return undefined;
    const hash = this.#options.hasher.hash(pin);
    return guests.find(({ pinHash }) => pinHash === hash);
  }

  #endLater(evse: EvseId, { expiresAt, longestMinutes }: Guest): Cancel {
    const { clock } = this.#options;
    const left = Math.min(minutes(longestMinutes), expiresAt - clock.now());
    return clock.after(millis(left), () => {
      this.#end(evse);
    });
  }

  #end(id: EvseId): void {
    this.#options.evses.find((evse) => evse.id === id)?.post({ type: "stop.requested", cause: "local" });
  }

  #forget(id: EvseId): void {
    this.#runs.get(id)?.cancel();
    this.#runs.delete(id);
  }
}

function isFree(evse: GuestEvse): boolean {
  const { session, reservation } = evse.state();
  const isEmpty = session.kind === "idle" || session.kind === "plugged" || session.kind === "finishing";
  return isEmpty && reservation === undefined && evse.mayBegin();
}

function isBegun(evse: GuestEvse): boolean {
  const { kind } = evse.state().session;
  return kind === "authorized" || kind === "starting" || kind === "active" || kind === "ending";
}
