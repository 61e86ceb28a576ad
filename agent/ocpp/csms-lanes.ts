import type { Clock } from "#hal/core/clock";
import type { Log } from "#hal/core/log";
import { seconds } from "#hal/core/units";
import type { Registration, TransactionAnswer } from "#agent/ports/csms-client";
import type { StationStore } from "#agent/ports/station-store";
import type { LocalListKeeper } from "#agent/control/local-list-keeper";
import type { Variables } from "#agent/control/variables";
import { AuthorizeLane } from "#agent/ocpp/authorize-lane";
import type { Lane, LaneCall } from "#agent/ocpp/call-lane";
import { CsmsTime } from "#agent/ocpp/csms-time";
import type { BootAnswer, Dialect, StationIdentity, TriggeredMessage, Triggers } from "#agent/ocpp/dialects/dialect";
import { Heartbeat } from "#agent/ocpp/heartbeat";
import { OutboxSender } from "#agent/ocpp/outbox-sender";
import { standingOf } from "#agent/ocpp/registration";
import { RegistrationKeeper } from "#agent/ocpp/registration-keeper";
import { StatusLane } from "#agent/ocpp/status-lane";
import { TokenNews } from "#agent/ocpp/token-news";

interface CsmsLanesOptions {
  readonly clock: Clock;
  readonly log: Log;
  readonly store: Pick<StationStore, "facts" | "sessions" | "tokens">;
  readonly variables: Pick<Variables, "get" | "set">;
  readonly localList: Pick<LocalListKeeper, "find">;
  readonly station: StationIdentity;
  readonly onAnswer: (answer: TransactionAnswer) => void;
  readonly onRegistration: (registration: Registration) => void;
  /** Something may leave now that could not before. */
  readonly wake: () => void;
}

/**
 * Everything that waits to be sent, in order of precedence: registration, then questions of people who wait at the station, the heartbeat, facts
 * in their own order, and last the states of connectors.
 */
export class CsmsLanes implements Triggers {
  readonly #options: CsmsLanesOptions;
  readonly time: CsmsTime;
  readonly registration: RegistrationKeeper;
  readonly authorizations: AuthorizeLane;
  readonly heartbeat: Heartbeat;
  readonly outbox: OutboxSender;
  readonly statuses: StatusLane;
  readonly #afterRegistration: readonly Lane[];

  constructor(options: CsmsLanesOptions) {
    this.#options = options;
    const { clock, log, store, variables, wake } = options;
    this.time = new CsmsTime(clock);
    this.registration = this.#makeRegistration();
    const tokenNews = this.#makeTokenNews();
    this.authorizations = new AuthorizeLane({
      clock,
      wake,
      patience: () => variables.get("messageTimeout"),
      onInfo: (token, info) => {
        tokenNews.heard(token, info);
      },
    });
    const interval = () => variables.get("heartbeatInterval");
    this.heartbeat = new Heartbeat({ clock, wake, time: this.time, interval });
    const { facts, sessions } = store;
    const { onAnswer } = options;
    this.outbox = new OutboxSender({ facts, sessions, variables, clock, log, wake, tokenNews, onAnswer });
    const minimumDuration = () => variables.get("minimumStatusDuration");
    this.statuses = new StatusLane({ clock, wake, minimumDuration });
    this.#afterRegistration = [this.authorizations, this.heartbeat, this.outbox, this.statuses];
  }

  get isRegistered(): boolean {
    return this.registration.state.kind === "accepted";
  }

  /** OCPP 1.6 section 4.2: a station that was rejected says nothing and answers nobody until it asks again. */
  get isSilenced(): boolean {
    return standingOf(this.registration.state) === "rejected";
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

  /** OCPP 1.6 errata 3.35: an accepted station does not boot again on demand. */
  mayTrigger(message: TriggeredMessage): boolean {
    if (message.type === "boot") return this.registration.state.kind === "waiting";
    return message.type === "heartbeat" || this.statuses.has(message.evse);
  }

  trigger(message: TriggeredMessage): void {
    if (message.type === "boot") this.registration.post({ type: "boot.triggered" });
    else if (message.type === "heartbeat") this.heartbeat.trigger();
    else this.statuses.trigger(message.evse);
  }

  linkLost(): void {
    this.heartbeat.stop();
    this.outbox.linkLost();
    this.authorizations.abandon();
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
