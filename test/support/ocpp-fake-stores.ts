import { AgentError } from "#hal/core/errors";
import type { EpochMillis } from "#hal/core/units";
import type { IdToken, TokenInfo } from "#agent/domain/authorization/id-token";
import type {
  MeterValuesTaken,
  StationFact,
  TransactionFact,
  TransactionId,
} from "#agent/domain/transaction/station-fact";
import type { SessionRecord } from "#agent/ports/session-record";
import type {
  FactLog,
  QueuedFact,
  SessionStore,
  Settlement,
  TokenCache,
  UnbilledEnergy,
  VariableStore,
} from "#agent/ports/station-store";

export class FakeVariableStore implements VariableStore {
  readonly #values: Map<string, string>;
  writes = 0;

  constructor(values: Readonly<Record<string, string>> = {}) {
    this.#values = new Map(Object.entries(values));
  }

  all(): ReadonlyMap<string, string> {
    return this.#values;
  }

  set(name: string, value: string): void {
    this.writes += 1;
    this.#values.set(name, value);
  }
}

export class FakeTokenCache implements TokenCache {
  readonly #infos = new Map<string, TokenInfo>();

  find(token: IdToken): TokenInfo | undefined {
    return this.#infos.get(token.toLowerCase());
  }

  remember(token: IdToken, info: TokenInfo, _at: EpochMillis): void {
    this.#infos.set(token.toLowerCase(), info);
  }

  clear(): void {
    this.#infos.clear();
  }
}

/** Sessions and facts in memory with the rules of the real store; hand the same one to a second client to play a restart. */
export class FakeLedger implements SessionStore, FactLog {
  readonly #unbilled: UnbilledEnergy[] = [];
  /** A session whose row is damaged. */
  unreadable: TransactionId | undefined;
  readonly #sessions = new Map<TransactionId, SessionRecord>();
  readonly #queue: QueuedFact[] = [];
  readonly #dead: QueuedFact[] = [];
  readonly #tokens: TokenCache;
  readonly settlements: Settlement[] = [];
  #position = 0;

  constructor(tokens: TokenCache = new FakeTokenCache()) {
    this.#tokens = tokens;
  }

  commit(change: { readonly session: SessionRecord; readonly facts: readonly TransactionFact[] }): void {
    const known = this.#sessions.get(change.session.transactionId)?.csmsNumber;
    this.#sessions.set(
      change.session.transactionId,
      known === undefined ? change.session : { ...change.session, csmsNumber: known },
    );
    for (const fact of change.facts) this.enqueue(fact);
  }

  /** A fact without a session: what a store must never hold. */
  enqueue(fact: StationFact): void {
    this.#queue.push({ position: ++this.#position, fact, attempts: 0 });
  }

  add(fact: MeterValuesTaken): void {
    this.enqueue(fact);
  }

  open(): readonly SessionRecord[] {
    return [...this.#sessions.values()].filter((session) => session.ended === undefined);
  }

  find(id: TransactionId): SessionRecord | undefined {
    if (id === this.unreadable) throw new AgentError("store.corrupt-row", "a stored row cannot be read", { key: id });
    return this.#sessions.get(id);
  }

  findByCsmsNumber(csmsNumber: number): SessionRecord | undefined {
    return [...this.#sessions.values()].find((session) => session.csmsNumber === csmsNumber);
  }

  recent(limit: number): readonly SessionRecord[] {
    return [...this.#sessions.values()].reverse().slice(0, limit);
  }

  unbilled(): readonly UnbilledEnergy[] {
    return this.#unbilled;
  }

  told(_id: TransactionId, at: EpochMillis): EpochMillis {
    return at;
  }

  noteUnbilled(unbilled: UnbilledEnergy): void {
    this.#unbilled.push(unbilled);
  }

  head(): QueuedFact | undefined {
    return this.#queue[0];
  }

  noteAttempt(position: number): void {
    const index = this.#queue.findIndex((queued) => queued.position === position);
    const queued = this.#queue[index];
    if (queued !== undefined) this.#queue[index] = { ...queued, attempts: queued.attempts + 1 };
  }

  settle(position: number, settlement: Settlement): void {
    const index = this.#queue.findIndex((queued) => queued.position === position);
    const [queued] = index < 0 ? [] : this.#queue.splice(index, 1);
    if (queued === undefined) return;
    this.settlements.push(settlement);
    if (settlement.kind === "dead") this.#dead.push(queued);
    if (settlement.kind === "dead" && queued.fact.type === "transaction.started") this.#number(queued, -1);
    if (settlement.kind === "delivered" && settlement.csmsNumber !== undefined)
      this.#number(queued, settlement.csmsNumber);
    if (settlement.kind === "delivered" && settlement.token !== undefined)
      this.#tokens.remember(settlement.token.token, settlement.token.info, queued.fact.at);
  }

  depth(): number {
    return this.#queue.length;
  }

  deadLetters(): readonly QueuedFact[] {
    return this.#dead;
  }

  #number({ fact }: QueuedFact, csmsNumber: number): void {
    const session = fact.transactionId === undefined ? undefined : this.#sessions.get(fact.transactionId);
    if (session !== undefined) this.#sessions.set(session.transactionId, { ...session, csmsNumber });
  }
}
