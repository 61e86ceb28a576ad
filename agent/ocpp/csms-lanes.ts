import { assertNever } from "#hal/core/assert-never";
import type { EvseId } from "#hal/core/charging";
import type { Clock } from "#hal/core/clock";
import type { Log } from "#hal/core/log";
import { type Millis, seconds } from "#hal/core/units";
import type { IdToken } from "#agent/domain/authorization/id-token";
import type { Activity, ActivityNotice } from "#agent/domain/notices/notice";
import type { MeterValuesTaken, TransactionId } from "#agent/domain/transaction/station-fact";
import type { AuthorizeAnswer, Registration, TransactionAnswer } from "#agent/ports/csms-client";
import type { StationStore } from "#agent/ports/station-store";
import type { LocalListKeeper } from "#agent/control/local-list-keeper";
import type { Variables } from "#agent/control/variables";
import type { Lane, LaneCall } from "#agent/ocpp/call-lane";
import { CsmsTime } from "#agent/ocpp/csms-time";
import type {
  BootAnswer,
  Dialect,
  OutgoingCall,
  StationIdentity,
  TriggeredMessage,
  Triggers,
} from "#agent/ocpp/dialects/dialect";
import { Heartbeat } from "#agent/ocpp/heartbeat";
import { NoticeLane } from "#agent/ocpp/notice-lane";
import { OutboxSender } from "#agent/ocpp/outbox-sender";
import { QuestionLane } from "#agent/ocpp/question-lane";
import { standingOf } from "#agent/ocpp/registration";
import { RegistrationKeeper } from "#agent/ocpp/registration-keeper";
import { StatusLane } from "#agent/ocpp/status-lane";
import { TriggeredLane } from "#agent/ocpp/triggered-lane";
import { TokenNews } from "#agent/ocpp/token-news";

/** The meters as the CSMS can ask for them; EVSE 0 is the station's own, undefined all of them. */
export interface TriggeredMeters {
  canRead(evse: EvseId | 0 | undefined): boolean;
  read(evse: EvseId | 0 | undefined): Promise<readonly MeterValuesTaken[]>;
}

interface CsmsLanesOptions {
  readonly clock: Clock;
  readonly log: Log;
  readonly store: Pick<StationStore, "facts" | "sessions" | "tokens" | "notices">;
  readonly variables: Pick<Variables, "get" | "set">;
  readonly meters: TriggeredMeters;
  readonly localList: Pick<LocalListKeeper, "find">;
  readonly station: StationIdentity;
  /** How far an activity is now. */
  readonly activity: (activity: Activity) => ActivityNotice;
  readonly onTime?: (ahead: Millis) => void;
  readonly onAnswer: (answer: TransactionAnswer) => void;
  readonly onRegistration: (registration: Registration) => void;
  /** Something may leave now that could not before. */
  readonly wake: () => void;
}

/**
 * Everything that waits to be sent, in order of precedence: registration, then questions of people who wait at the station, the heartbeat, what
 * was asked for, states of connectors that the CSMS does not know yet, facts in their own order, and last the newest states, which so leave
 * after the facts that led to them (OCPP 1.6 section 3.7 lets them overtake).
 */
export class CsmsLanes implements Triggers {
  readonly #options: CsmsLanesOptions;
  readonly time: CsmsTime;
  readonly registration: RegistrationKeeper;
  readonly #authorizations: QuestionLane;
  /** Questions that nobody at the station waits for. */
  readonly questions: QuestionLane;
  readonly notices: NoticeLane;
  readonly heartbeat: Heartbeat;
  readonly outbox: OutboxSender;
  readonly statuses: StatusLane;
  readonly triggered: TriggeredLane;
  readonly #tokenNews: TokenNews;
  readonly #afterRegistration: readonly Lane[];

  constructor(options: CsmsLanesOptions) {
    this.#options = options;
    const { clock, log, store, variables, wake } = options;
    this.time = new CsmsTime(clock, options.onTime);
    this.registration = this.#makeRegistration();
    this.#tokenNews = this.#makeTokenNews();
    const patience = () => variables.get("messageTimeout");
    this.#authorizations = new QuestionLane({ clock, wake, patience });
    this.questions = new QuestionLane({ clock, wake, patience });
    const isSecurityTold = () => !variables.get("disableSecurityEventNotifications");
    this.notices = new NoticeLane({ notices: store.notices, isSecurityTold, clock, log, wake });
    const interval = () => variables.get("heartbeatInterval");
    this.heartbeat = new Heartbeat({ clock, wake, time: this.time, interval });
    const { facts, sessions } = store;
    const { onAnswer } = options;
    this.outbox = new OutboxSender({
      facts,
      sessions,
      variables,
      clock,
      log,
      wake,
      tokenNews: this.#tokenNews,
      onAnswer,
    });
    const minimumDuration = () => variables.get("minimumStatusDuration");
    this.statuses = new StatusLane({ clock, wake, minimumDuration });
    this.triggered = new TriggeredLane(wake);
    this.#afterRegistration = [
      this.#authorizations,
      this.heartbeat,
      this.triggered,
      this.statuses.urgent,
      this.questions,
      this.notices,
      this.outbox,
      this.statuses,
    ];
  }

  get isRegistered(): boolean {
    return this.registration.state.kind === "accepted";
  }

  /** OCPP 1.6 section 4.2: a station that was rejected says nothing and answers nobody until it asks again. */
  get isSilenced(): boolean {
    return standingOf(this.registration.state) === "rejected";
  }

  authorize(token: IdToken): Promise<AuthorizeAnswer> {
    return this.#authorizations.ask(
      (dialect) => dialect.authorize,
      token,
      (info) => {
        this.#tokenNews.heard(token, info);
      },
    );
  }

  /** Before the CSMS has accepted the station only BootNotification leaves, and what was asked for by TriggerMessage. */
  next(dialect: Dialect): LaneCall | undefined {
    const boot = this.registration.next(dialect);
    if (boot !== undefined || this.isSilenced) return boot;
    const scope = this.isRegistered ? "all" : "triggered";
    for (const lane of this.#afterRegistration) {
      const message = lane.next(dialect, scope);
      if (message !== undefined) return message;
    }
    return undefined;
  }

  /**
   * OCPP 1.6 errata 3.35: an accepted station does not boot again on demand. One whose BootNotification is still under way does: a back end
   * that says "Pending" and triggers in one breath may be heard on both in any order.
   */
  mayTrigger(message: TriggeredMessage): boolean {
    switch (message.type) {
      case "boot":
        return !this.isRegistered;
      case "status":
        return this.statuses.has(message.evse);
      case "meterValues":
        return this.#options.meters.canRead(message.evse);
      default:
        return true;
    }
  }

  trigger(message: TriggeredMessage): void {
    switch (message.type) {
      case "boot":
        this.registration.post({ type: "boot.triggered" });
        return;
      case "heartbeat":
        this.heartbeat.trigger();
        return;
      case "status":
        this.statuses.trigger(message.evse);
        return;
      case "meterValues":
        this.triggered.postLater(this.#readMeters(message.evse));
        return;
      case "signedFirmware":
        this.triggered.post((dialect) => dialect.notice(asSigned(this.#options.activity("firmware"))));
        return;
      case "diagnostics":
      case "log":
      case "firmware":
        this.triggered.post((dialect) => dialect.notice(this.#options.activity(message.type)));
        return;
      default:
        assertNever(message);
    }
  }

  linkLost(): void {
    this.heartbeat.stop();
    this.triggered.linkLost();
    this.outbox.linkLost();
    this.#authorizations.abandon();
    this.questions.abandon();
    this.notices.linkLost();
    this.registration.post({ type: "link.lost" });
  }

  /** Ends every timer. */
  stop(): void {
    this.linkLost();
    this.outbox.stop();
    this.statuses.stop();
    this.registration.stop();
  }

  #makeRegistration(): RegistrationKeeper {
    const { clock, station, onRegistration, wake } = this.#options;
    return new RegistrationKeeper({
      clock,
      station,
      time: this.time,
      onRegistered: (answer) => {
        this.#registered(answer);
      },
      onResumed: () => {
        this.heartbeat.start();
      },
      onStep: () => {
        onRegistration(standingOf(this.registration.state));
        wake();
      },
    });
  }

  /** OCPP 1.6 section 4.2: the answer's interval becomes the heartbeat's; 0 leaves it as it is. Then every connector is told. */
  #registered({ interval }: BootAnswer): void {
    if (interval > 0) this.#options.variables.set("heartbeatInterval", String(interval / seconds(1)));
    this.statuses.forgetTold();
    this.heartbeat.start();
  }

  async #readMeters(
    evse: EvseId | 0 | undefined,
  ): Promise<readonly ((dialect: Dialect) => OutgoingCall | undefined)[]> {
    const { meters, store } = this.#options;
    const csmsNumber = (id: TransactionId) => store.sessions.find(id)?.csmsNumber;
    const taken = await meters.read(evse);
    return taken.map((values) => (dialect: Dialect) => dialect.fact.encode(values, { csmsNumber }));
  }

  #makeTokenNews(): TokenNews {
    const { store, localList, variables, clock } = this.#options;
    return new TokenNews({
      cache: store.tokens,
      list: localList,
      variables,
      clock,
      onConflict: () => {
        this.statuses.notify("localListConflict");
      },
    });
  }
}

function asSigned(notice: ActivityNotice): ActivityNotice {
  return notice.type === "firmware.status" ? { ...notice, isSigned: true } : notice;
}
