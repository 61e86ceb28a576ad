import type { EvseId } from "#hal/core/charging";
import { type Cancel, type Clock, every } from "#hal/core/clock";
import type { Component, Health } from "#hal/core/component";
import { amperes, seconds } from "#hal/core/units";
import type { AccessDesk } from "#agent/control/access-desk";
import type { EvseController } from "#agent/control/evse-controller";
import type { CurrentLimit } from "#agent/domain/limits/current-limit";
import { idToken, type IdToken } from "#agent/domain/authorization/id-token";
import type { SessionState } from "#agent/domain/session/session-state";
import type { TransactionId } from "#agent/domain/transaction/station-fact";

/** The wall clock may be set at any time and nobody tells; this long at most a place is open by the old one. */
const LOOK = seconds(10);

type KeptEvse = Pick<EvseController, "id" | "state" | "news" | "post" | "mayBegin">;
type AccessOwner = "openingHours" | "tag";

/**
 * Does to the outlets what the place's rules say: holds or ends charges outside the opening hours, limits the current of those whose tag has a
 * limit, and begins charges where whoever plugs in may charge.
 */
export class PlaceKeeper implements Component {
  readonly name = "access";
  readonly #evses: readonly KeptEvse[];
  readonly #desk: AccessDesk;
  readonly #clock: Clock;
  readonly #told = new Map<string, CurrentLimit>();
  /** Transactions that ran while the place was open: they are not held when it closes. */
  readonly #openOnes = new Set<TransactionId>();
  /** Outlets where free charging has had its try with this vehicle. */
  readonly #tried = new Set<EvseId>();
  #cancels: readonly Cancel[] = [];
  /** While time alone can change something. */
  #cancelTicks: Cancel | undefined;

  readonly #lookAll = (): void => {
    for (const evse of this.#evses) this.#look(evse);
  };

  constructor(evses: readonly KeptEvse[], desk: AccessDesk, clock: Clock) {
    this.#evses = evses;
    this.#desk = desk;
    this.#clock = clock;
  }

  async start(): Promise<void> {
    this.#cancels = [
      this.#desk.changes.listen(() => {
        this.#lookAll();
        this.#tickWhereNeeded();
      }),
      ...this.#evses.map((evse) =>
        evse.news.listen((news) => {
          if (news.type === "fact" && news.fact.type === "transaction.ended")
            this.#openOnes.delete(news.fact.transactionId);
          this.#look(evse);
        }),
      ),
    ];
    this.#lookAll();
    this.#tickWhereNeeded();
  }

  async stop(): Promise<void> {
    for (const cancel of this.#cancels) cancel();
    this.#rest();
  }

  health(): Health {
    return { kind: "ok" };
  }

  /** A place that is always open, where nobody charges freely, changes only by what is told. */
  #tickWhereNeeded(): void {
    const { hours, freeCharging } = this.#desk.rules();
    if (hours === null && !freeCharging) this.#rest();
    else this.#cancelTicks ??= every(this.#clock, LOOK, this.#lookAll);
  }

  #rest(): void {
    this.#cancelTicks?.();
    this.#cancelTicks = undefined;
  }

  #look(evse: KeptEvse): void {
    this.#keepHours(evse);
    this.#keepTagLimit(evse);
    this.#chargeFreely(evse);
  }

  /** The limit stands before a charge begins, so that not a watt-hour flows of one that is to be held. */
  #keepHours(evse: KeptEvse): void {
    const { outsideHours, atClosing } = this.#desk.rules();
    const { session } = evse.state();
    const running = session.kind === "active" ? session.transaction.id : undefined;
    if (this.#desk.isOpen()) {
      if (running !== undefined) this.#openOnes.add(running);
      this.#tell(evse, "openingHours", undefined);
      return;
    }
    const mayGoOn = running !== undefined && (outsideHours === "refuse" || this.#openOnes.has(running));
    this.#tell(evse, "openingHours", outsideHours === "hold" && !mayGoOn ? closedLimit : undefined);
    if (mayGoOn && atClosing === "end") evse.post({ type: "stop.requested", cause: "other" });
  }

  #keepTagLimit(evse: KeptEvse): void {
    const token = tokenOf(evse.state().session);
    const limit = token === undefined ? undefined : this.#desk.tag(token)?.maxCurrent;
    this.#tell(evse, "tag", limit === undefined ? undefined : { owner: "tag", reason: "the tag's own limit", limit });
  }

  /** Once for each vehicle: what was ended does not begin again by itself. */
  #chargeFreely(evse: KeptEvse): void {
    const { freeCharging, openToken } = this.#desk.rules();
    const { session, reservation } = evse.state();
    if (session.kind === "idle") this.#tried.delete(evse.id);
    const isWanted = freeCharging && openToken !== "" && session.kind === "plugged" && reservation === undefined;
    if (!isWanted || this.#tried.has(evse.id) || !evse.mayBegin()) return;
    this.#tried.add(evse.id);
    evse.post({ type: "token.accepted", authorization: { token: idToken(openToken) } });
  }

  #tell(evse: KeptEvse, owner: AccessOwner, limit: CurrentLimit | undefined): void {
    const key = `${String(evse.id)} ${owner}`;
    if (this.#told.get(key)?.limit === limit?.limit) return;
    if (limit === undefined) this.#told.delete(key);
    else this.#told.set(key, limit);
    evse.post(limit === undefined ? { type: "limit.lifted", owner } : { type: "limit.set", limit });
  }
}

const closedLimit: CurrentLimit = { owner: "openingHours", reason: "outside the opening hours", limit: amperes(0) };

/** Whose charge it is, or is about to be. */
function tokenOf(session: SessionState): IdToken | undefined {
  if (session.kind === "authorized" || session.kind === "starting") return session.authorization.token;
  return session.kind === "active" || session.kind === "ending" ? session.transaction.token : undefined;
}
