import type { Clock } from "#hal/core/clock";
import type { Log } from "#hal/core/log";
import type { Millis } from "#hal/core/units";
import type { CallHandler, CsmsConnection, Traffic } from "#agent/ports/csms-link";
import type { LaneCall } from "#agent/ocpp/call-lane";
import { CallLine } from "#agent/ocpp/call-line";
import type { Dialect, RouteContext } from "#agent/ocpp/dialects/dialect";
import { InboundRouter } from "#agent/ocpp/inbound-router";
import type { PayloadJudge } from "#agent/ocpp/payload-judge";
import { ReplyGate } from "#agent/ocpp/reply-gate";

interface CsmsSessionOptions {
  readonly connection: CsmsConnection;
  readonly dialect: Dialect;
  readonly judge: PayloadJudge;
  readonly clock: Clock;
  readonly log: Log;
  readonly timeout: () => Millis;
  /** What leaves next, if anything. */
  readonly next: (dialect: Dialect) => LaneCall | undefined;
  readonly isSilenced: () => boolean;
  readonly context: () => RouteContext;
  readonly onInvalid?: (action: string, why: string) => void;
  readonly onTraffic: (traffic: Traffic) => void;
  readonly onSilent: () => void;
  readonly onFatal: (error: unknown) => void;
}

/** One connection with the version that was agreed on it: requests in, calls out. */
export class CsmsSession {
  readonly #options: CsmsSessionOptions;
  readonly #gate: ReplyGate;
  readonly #line: CallLine;
  readonly #router: InboundRouter;
  readonly #endTraffic: () => void;
  #isOver = false;

  constructor(options: CsmsSessionOptions) {
    this.#options = options;
    const pump = () => {
      this.pump();
    };
    this.#gate = new ReplyGate(options.clock, pump);
    this.#line = new CallLine({ ...options, onIdle: pump });
    this.#router = new InboundRouter({ ...options, gate: this.#gate });
    this.#endTraffic = options.connection.traffic.listen((traffic) => {
      if (traffic.direction === "received") this.#line.heard();
      this.#tell(traffic);
    });
  }

  readonly serve: CallHandler = (action, payload) => Promise.resolve(this.#router.handle(action, payload));

  /** Lets the next call leave when nothing is under way. */
  pump(): void {
    while (!this.#isOver && this.#options.connection.isOpen() && !this.#line.isBusy && !this.#gate.isHeld) {
      const message = this.#options.next(this.#options.dialect);
      if (message === undefined) return;
      this.#line.send(message);
    }
  }

  /** A listener's failure would vanish in the signal. */
  #tell(traffic: Traffic): void {
    try {
      this.#options.onTraffic(traffic);
    } catch (error) {
      this.#options.onFatal(error);
    }
  }

  end(): void {
    this.#isOver = true;
    this.#gate.stop();
    this.#endTraffic();
  }
}
