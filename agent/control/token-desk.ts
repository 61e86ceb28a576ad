import type { EvseId } from "#hal/core/charging";
import type { Clock } from "#hal/core/clock";
import type { Log } from "#hal/core/log";
import { type IdToken, isSameToken, type TokenInfo } from "#agent/domain/authorization/id-token";
import {
  type AuthorizationSettings,
  decideAuthorization,
  decideStop,
  withExpiry,
} from "#agent/domain/authorization/decide-authorization";
import type { ChargingProfile } from "#agent/domain/smart-charging/charging-profile";
import { chooseEvse } from "#agent/control/choose-evse";
import type { ContractDesk } from "#agent/control/contract-desk";
import type { AccessDesk } from "#agent/control/access-desk";
import type { TagLearning } from "#agent/control/tag-learning";
import type { LocalListKeeper } from "#agent/control/local-list-keeper";
import type { EvseController } from "#agent/control/evse-controller";
import type { ReservationKeeper } from "#agent/control/reservation-keeper";
import type { Claimant } from "#agent/domain/reservation/reservation";
import type { SessionState } from "#agent/domain/session/session-state";
import type { CsmsClient } from "#agent/ports/csms-client";
import type { TokenCache } from "#agent/ports/station-store";

export interface TokenDeskOptions {
  readonly evses: readonly EvseController[];
  readonly csms: Pick<CsmsClient, "authorize" | "isOnline">;
  readonly tokens: TokenCache;
  readonly contracts: Pick<ContractDesk, "judge">;
  readonly reservations: Pick<ReservationKeeper, "claim" | "dependsOnParent">;
  readonly localList: Pick<LocalListKeeper, "find">;
  readonly access: Pick<AccessDesk, "presented" | "refuses" | "decide" | "mayStopOthers">;
  readonly learning: Pick<TagLearning, "takes">;
  readonly clock: Clock;
  readonly log: Log;
  readonly settings: () => AuthorizationSettings & { readonly isCacheEnabled: boolean };
  /** Resolves when nothing speaks against beginning any more, the price of an accepted token above all. */
  readonly untilPriced: (token: IdToken) => Promise<void>;
  /** For the light: this card begins and ends nothing. */
  readonly onRefused: (evses: readonly EvseController[]) => void;
}

/** What goes with a start. */
export interface StartWish {
  /** For the transaction. */
  readonly profile?: ChargingProfile | undefined;
  /** The certificates of the contract that the token names, in PEM. */
  readonly contract?: string | undefined;
}

/** Where a token goes that somebody presents: it ends a transaction, begins one, or is turned away. */
export class TokenDesk {
  readonly #options: TokenDeskOptions;
  readonly #pending = new Set<string>();

  constructor(options: TokenDeskOptions) {
    this.#options = options;
  }

  /** A token shown on site, for some outlets or for all. Resolves when the decision has been acted on; one that is still being decided is not asked about twice. */
  async present(token: IdToken, wanted?: readonly EvseId[], contract?: string): Promise<void> {
    const key = token.toLowerCase();
    if (this.#pending.has(key)) return;
    this.#pending.add(key);
    const { evses, access, learning } = this.#options;
    access.presented(token);
    const meant = wanted === undefined ? evses : evses.filter((evse) => wanted.includes(evse.id));
    try {
      if (await this.#tryStop(token, meant)) return;
      if (learning.takes(token)) return;
      await this.start(token, meant, { contract });
    } finally {
      this.#pending.delete(key);
    }
  }

  /** Authorizes the token and begins on the best of `evses`. */
  async start(token: IdToken, evses: readonly EvseController[], { profile, contract }: StartWish = {}): Promise<void> {
    const decision = await (contract === undefined ? this.#authorize(token) : this.#authorizeContract(token, contract));
    const { log, onRefused, reservations, untilPriced } = this.#options;
    if (decision.kind === "refuse") {
      log.info({ token, why: decision.why }, "token.refused");
      onRefused(evses);
      return;
    }
    if (decision.isAsked) await untilPriced(token);
    const chosen = chooseEvse(evses, await this.#claimant(token, decision, evses), reservations);
    if (chosen === undefined) {
      log.info({ token, why: "busy" }, "token.refused");
      onRefused(evses);
      return;
    }
    const wish = profile === undefined ? {} : { profile };
    chosen.evse.post({ type: "token.accepted", authorization: { ...chosen.authorization, ...wish } });
  }

  /** Where an outlet is reserved for a group, the CSMS is asked for the group of a token that was accepted without asking (OCPP 1.6 section 5.13). */
  async #claimant(token: IdToken, { info, isAsked }: Accepted, evses: readonly EvseController[]): Promise<Claimant> {
    const { csms, reservations } = this.#options;
    if (info.parent !== undefined) return { token, parent: info.parent };
    if (isAsked || !csms.isOnline() || !reservations.dependsOnParent(evses)) return { token };
    const answer = await csms.authorize(token);
    const parent = answer.kind === "answered" ? answer.answer.parent : undefined;
    return { token, ...(parent === undefined ? {} : { parent }) };
  }

  /** Ends a transaction, or lets go a plug that was kept after one. */
  async #tryStop(token: IdToken, evses: readonly EvseController[]): Promise<boolean> {
    const { csms, access } = this.#options;
    for (const evse of evses) {
      const held = heldBy(evse.state().session);
      if (held === undefined) continue;
      const decision = decideStop(held, token, this.#known(token), csms.isOnline());
      const mayStop =
        decision === "stop" ||
        access.mayStopOthers(token) ||
        (decision === "askParent" && (await this.#hasParent(token, held.parent)));
      if (!mayStop) continue;
      if (evse.state().session.kind === "active") evse.post({ type: "stop.requested", cause: "local", token });
      else evse.post({ type: "plug.released" });
      return true;
    }
    return false;
  }

  async #hasParent(token: IdToken, parent: IdToken | undefined): Promise<boolean> {
    const answer = await this.#options.csms.authorize(token);
    if (answer.kind !== "answered" || answer.answer.status !== "accepted") return false;
    return parent !== undefined && answer.answer.parent !== undefined && isSameToken(answer.answer.parent, parent);
  }

  async #authorizeContract(token: IdToken, contract: string): Promise<Decided> {
    const verdict = await this.#options.contracts.judge(token, contract);
    if (verdict.kind === "accepted") return { kind: "accept", info: verdict.info, isAsked: true };
    return verdict.kind === "refused" ? { kind: "refuse", why: verdict.why } : this.#authorizeOffline(token, false);
  }

  async #authorize(token: IdToken): Promise<Decided> {
    const { csms, access } = this.#options;
    const refusal = access.refuses(token, this.#listed(token));
    if (refusal !== undefined) return { kind: "refuse", why: refusal };
    const local = this.#decide(token, csms.isOnline());
    if (local.kind !== "ask") return withAsked(local, false);
    const answer = await csms.authorize(token);
    if (answer.kind === "answered") {
      const info = answer.answer;
      return info.status === "accepted"
        ? { kind: "accept", info, isAsked: true }
        : { kind: "refuse", why: info.status };
    }
    // No answer in time is as good as offline.
    return this.#authorizeOffline(token, true);
  }

  #authorizeOffline(token: IdToken, isAsked: boolean): Decided {
    const offline = this.#decide(token, false);
    return offline.kind === "ask" ? { kind: "refuse", why: "unknownOffline" } : withAsked(offline, isAsked);
  }

  #decide(token: IdToken, isOnline: boolean): ReturnType<typeof decideAuthorization> {
    const { clock, settings, access } = this.#options;
    const known = this.#known(token);
    return access.decide(token, known, decideAuthorization(known, isOnline, clock.now(), settings()));
  }

  #listed(token: IdToken): TokenInfo | undefined {
    const info = this.#options.localList.find(token);
    return info === undefined ? undefined : withExpiry(info, this.#options.clock.now());
  }

  /** OCPP 1.6 section 3.5.3: the list before the cache. */
  #known(token: IdToken): TokenInfo | undefined {
    const { tokens, localList, settings, clock } = this.#options;
    const info = localList.find(token) ?? (settings().isCacheEnabled ? tokens.find(token) : undefined);
    return info === undefined ? undefined : withExpiry(info, clock.now());
  }
}

/** Whose the transaction is that runs, or the plug that is kept. */
function heldBy(session: SessionState): { readonly token: IdToken; readonly parent?: IdToken } | undefined {
  if (session.kind === "active") return session.transaction;
  return session.kind === "finishing" ? session.kept : undefined;
}

type Local = Exclude<ReturnType<typeof decideAuthorization>, { kind: "ask" }>;
type Accepted = Extract<Local, { kind: "accept" }> & { readonly isAsked: boolean };
type Decided = { readonly kind: "refuse"; readonly why: string } | Accepted;

function withAsked(decision: Local, isAsked: boolean): Decided {
  return decision.kind === "accept" ? { ...decision, isAsked } : decision;
}
