import type { AbortSignalLike, Cancel, Clock } from "#hal/core/clock";
import type { Component, Health } from "#hal/core/component";
import { describeError } from "#hal/core/errors";
import type { Log } from "#hal/core/log";
import type { Random } from "#hal/core/random";
import { type Listenable, Signal } from "#hal/core/signal";
import type { Millis } from "#hal/core/units";
import type { IdToken } from "#agent/domain/authorization/id-token";
import type { Activity, ActivityNotice, Notice } from "#agent/domain/notices/notice";
import type {
  AuthorizeAnswer,
  CsmsAnswer,
  CsmsClient,
  CsmsStatus,
  DataMessage,
  DataReply,
  StatusNotice,
  StatusReport,
  TransactionAnswer,
} from "#agent/ports/csms-client";
import type { CsmsAccess } from "#agent/ports/csms-access";
import type { CallHandler, CsmsConnection, CsmsLink, CsmsTarget } from "#agent/ports/csms-link";
import type { StationStore } from "#agent/ports/station-store";
import type { LocalListKeeper } from "#agent/control/local-list-keeper";
import type { Variables } from "#agent/control/variables";
import { ConnectionKeeper } from "#agent/ocpp/connection-keeper";
import { CsmsSession } from "#agent/ocpp/csms-session";
import { CsmsStatusBoard } from "#agent/ocpp/csms-status-board";
import { CsmsLanes, type TriggeredMeters } from "#agent/ocpp/csms-lanes";
import { chooseDialect, offeredSubprotocols } from "#agent/ocpp/dialects/choose-dialect";
import type { Dialect, Exchange, RouteContext, StationIdentity } from "#agent/ocpp/dialects/dialect";
import type { PayloadJudge } from "#agent/ocpp/payload-judge";

export interface OcppClientOptions {
  readonly link: CsmsLink;
  readonly target: Omit<CsmsTarget, "subprotocols" | "pingInterval">;
  /** Where address, password and certificates can change; without it they are those of `target`. */
  readonly access?: CsmsAccess;
  /** Told of requests that are no good. */
  readonly onInvalidRequest?: (action: string, why: string) => void;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly store: Pick<StationStore, "facts" | "sessions" | "tokens" | "notices">;
  readonly variables: Pick<Variables, "get" | "set" | "text" | "changes">;
  /** What requests of the CSMS reach, beside the messages that they may trigger. */
  readonly services: Omit<RouteContext, "triggers" | "isRegistered">;
  readonly localList: LocalListKeeper;
  readonly meters: TriggeredMeters;
  readonly station: StationIdentity;
  /** How far an activity is now, for when the CSMS asks. */
  readonly activity: (activity: Activity) => ActivityNotice;
  /** The schemas of a version. */
  readonly judgeFor: (dialect: Dialect) => PayloadJudge;
  /** The CSMS has told its time, this much ahead of `clock`; what is stamped in messages after that may already depend on it. */
  readonly onTime?: (ahead: Millis) => void;
  /** What the client cannot live with, the store above all. Without it such a thing is only logged. */
  readonly onFatal?: (error: unknown) => void;
}

/** WebSocket close codes (RFC 6455 section 7.4.1; 4000 and above are free for applications). */
const PROTOCOL_ERROR = 1002;
const SILENT_PEER = 4000;
const GOING_ON = 1000;

/** The back end over OCPP: keeps the connection, gets the station accepted, and sends what is due in the order that the norm wants. */
export class OcppClient implements CsmsClient, Component {
  readonly name = "csms";
  readonly #options: OcppClientOptions;
  readonly #board: CsmsStatusBoard;
  readonly #answers: Signal<TransactionAnswer>;
  readonly #lanes: CsmsLanes;
  readonly #keeper: ConnectionKeeper;
  readonly #onFatal: (error: unknown) => void;
  #session: CsmsSession | undefined;
  #cancelChanges: Cancel = () => undefined;
  #isRunning = false;

  constructor(options: OcppClientOptions) {
    this.#options = options;
    const { clock, log, onFatal } = options;
    const onListenerFailure = (error: unknown) => {
      log.error({ why: describeError(error) }, "listener.failed");
    };
    this.#onFatal = (error) => {
      log.error({ why: describeError(error) }, "csms.fatal");
      onFatal?.(error);
    };
    this.#board = new CsmsStatusBoard(clock, onListenerFailure);
    this.#answers = new Signal(onListenerFailure);
    this.#lanes = new CsmsLanes({
      ...options,
      wake: () => {
        this.#session?.pump();
      },
      onAnswer: (answer) => {
        this.#answers.emit(answer);
      },
      onRegistration: (registration) => {
        this.#board.registration(registration);
      },
    });
    this.#keeper = this.#makeKeeper();
  }

  get changes(): Listenable<CsmsStatus> {
    return this.#board.changes;
  }

  get answers(): Listenable<TransactionAnswer> {
    return this.#answers;
  }

  /** Begins to connect and returns; from then on it goes by itself. */
  start(_abort?: AbortSignalLike): Promise<void> {
    this.#isRunning = true;
    this.#cancelChanges = this.#options.variables.changes.listen((name) => {
      if (name === "heartbeatInterval") this.#lanes.heartbeat.restart();
      this.#session?.pump();
    });
    this.#keeper.start();
    return Promise.resolve();
  }

  async stop(): Promise<void> {
    this.#isRunning = false;
    this.#cancelChanges();
    await this.#keeper.stop();
    this.#lanes.stop();
    this.#board.connection("offline");
  }

  health(): Health {
    if (!this.#isRunning) return { kind: "stopped" };
    if (this.isOnline()) return { kind: "ok" };
    const { connection, registration, trouble } = this.#board.status();
    return { kind: "degraded", why: trouble ?? `${connection}, registration ${registration}` };
  }

  status(): CsmsStatus {
    return this.#board.status();
  }

  isOnline(): boolean {
    return this.#session !== undefined && this.#lanes.isRegistered;
  }

  /** How far the CSMS's clock is ahead of ours by its last answer; undefined before the first. */
  csmsTimeOffset(): Millis | undefined {
    return this.#lanes.time.offset();
  }

  /** Ends the connection and makes a new one at once. */
  renew(): void {
    this.#keeper.renew(GOING_ON).catch(this.#onFatal);
  }

  /** Ends a wait for the next connection. */
  retryNow(): void {
    this.#keeper.retryNow();
  }

  authorize(token: IdToken): Promise<AuthorizeAnswer> {
    return this.isOnline() ? this.#lanes.authorize(token) : Promise.resolve({ kind: "unreachable" });
  }

  signCertificate(request: string): Promise<CsmsAnswer<"accepted" | "rejected">> {
    return this.#ask((dialect) => dialect.signCertificate, request);
  }

  transferData(message: DataMessage): Promise<CsmsAnswer<DataReply>> {
    return this.#ask((dialect) => dialect.dataTransfer, message);
  }

  tell(notice: Notice): void {
    this.#lanes.notices.tell(notice);
  }

  reportStatus(report: StatusReport): void {
    this.#lanes.statuses.report(report);
  }

  /** Told once, with the state of the station. */
  reportOnce(notice: StatusNotice): void {
    this.#lanes.statuses.notify(notice);
  }

  factsWaiting(): void {
    this.#session?.pump();
  }

  #ask<Subject, Answer>(
    exchangeOf: (dialect: Dialect) => Exchange<Subject, Answer>,
    subject: Subject,
  ): Promise<CsmsAnswer<Answer>> {
    return this.isOnline() ? this.#lanes.questions.ask(exchangeOf, subject) : Promise.resolve({ kind: "unreachable" });
  }

  #makeKeeper(): ConnectionKeeper {
    const { link, target, access, clock, random, variables, log } = this.#options;
    const { identity, maxMessageBytes } = target;
    return new ConnectionKeeper({
      link,
      clock,
      variables,
      chance: random.stream("backoff"),
      target: () => ({
        ...(access === undefined ? target : { identity, maxMessageBytes, ...access.target() }),
        subprotocols: offeredSubprotocols,
        pingInterval: variables.get("webSocketPingInterval"),
      }),
      onConnecting: () => {
        this.#board.connection("connecting");
      },
      onOpened: (connection) => this.#opened(connection),
      onLost: (reason) => {
        this.#lost(reason);
      },
      onFailed: (failure) => {
        log.warn({ ...failure }, "csms.unreachable");
        this.#board.connection("offline", failure.detail);
        const wait = access?.failed(failure);
        if (wait !== undefined) this.#keeper.hurry(wait);
      },
      onWaiting: (wait) => {
        log.debug({ wait }, "csms.waiting");
      },
      onFatal: this.#onFatal,
    });
  }

  #opened(connection: CsmsConnection): CallHandler {
    this.#options.access?.opened(connection);
    const dialect = chooseDialect(connection.subprotocol);
    if (dialect === undefined) {
      this.#drop(PROTOCOL_ERROR, `the CSMS speaks ${connection.subprotocol}`);
      return () => Promise.resolve({ kind: "silence" });
    }
    const session = this.#makeSession(connection, dialect);
    this.#session = session;
    this.#options.log.info({ subprotocol: connection.subprotocol }, "csms.connected");
    this.#board.connection("connected");
    this.#lanes.registration.post({ type: "link.opened", subprotocol: connection.subprotocol });
    return session.serve;
  }

  #makeSession(connection: CsmsConnection, dialect: Dialect): CsmsSession {
    const { clock, log, variables, judgeFor, services, onInvalidRequest } = this.#options;
    return new CsmsSession({
      connection,
      dialect,
      clock,
      log,
      judge: judgeFor(dialect),
      timeout: () => variables.get("messageTimeout"),
      next: (words) => this.#lanes.next(words),
      isSilenced: () => this.#lanes.isSilenced,
      ...(onInvalidRequest === undefined ? {} : { onInvalid: onInvalidRequest }),
      context: () => ({
        ...services,
        triggers: this.#lanes,
        isRegistered: this.#lanes.isRegistered,
      }),
      onTraffic: (traffic) => {
        if (traffic.direction === "received") this.#board.heard();
        this.#lanes.outbox.saw(traffic);
      },
      onSilent: () => {
        this.#drop(SILENT_PEER, "the CSMS answers nothing");
      },
      onFatal: this.#onFatal,
    });
  }

  #lost(reason: string): void {
    this.#session?.end();
    this.#session = undefined;
    this.#options.log.info({ reason }, "csms.lost");
    this.#board.connection("offline", reason);
    this.#lanes.linkLost();
  }

  /** The keeper sees the end of the connection and makes a new one. */
  #drop(code: number, why: string): void {
    this.#options.log.warn({ code, why }, "csms.dropped");
    this.#keeper.drop(code).catch(this.#onFatal);
  }
}
