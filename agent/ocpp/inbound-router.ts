import { describeError } from "#hal/core/errors";
import type { Log } from "#hal/core/log";
import type { CallReply } from "#agent/ports/csms-link";
import type { Dialect, Route, RouteAnswer, RouteContext } from "#agent/ocpp/dialects/dialect";
import type { PayloadJudge } from "#agent/ocpp/payload-judge";
import type { ReplyGate } from "#agent/ocpp/reply-gate";
import type { OcppErrorCode } from "#agent/ocpp/validation/error-code";

interface InboundRouterOptions {
  readonly dialect: Pick<Dialect, "routes" | "switchedOff" | "errorCodes">;
  readonly judge: PayloadJudge;
  readonly gate: Pick<ReplyGate, "hold">;
  /** A station that the CSMS has rejected answers nobody (OCPP 1.6 section 4.2). */
  readonly isSilenced: () => boolean;
  readonly context: () => RouteContext;
  /** Told of requests that are not as their schema wants them. */
  readonly onInvalid?: (action: string, why: string) => void;
  readonly log: Log;
}

/** What a CSMS calls an action may be of any length. */
const LOGGED_LENGTH = 64;

/** From a request of the CSMS to the answer: known? well formed? then its route, whose answer is checked like everything that leaves. */
export class InboundRouter {
  readonly #options: InboundRouterOptions;

  constructor(options: InboundRouterOptions) {
    this.#options = options;
  }

  handle(action: string, payload: unknown): CallReply {
    const { dialect, judge, isSilenced } = this.#options;
    if (isSilenced()) return { kind: "silence" };
    const route = dialect.routes.get(action);
    if (route === undefined)
      return this.#error(dialect.switchedOff.has(action) ? "notSupported" : "notImplemented", action);
    const request = judge.check(action, "request", payload);
    if (!request.ok) {
      this.#options.onInvalid?.(action, request.reason.message);
      return this.#error(request.reason.code, action, request.reason.message);
    }
    return this.#serve(action, route, request.value);
  }

  /** A failure while serving is answered to the CSMS and shows in the log; the station goes on. */
  #serve(action: string, route: Route, request: unknown): CallReply {
    const release = this.#options.gate.hold();
    try {
      const answer = route(request, this.#options.context());
      if ("refusal" in answer) {
        release();
        return this.#error(answer.refusal, action, answer.description);
      }
      this.#options.judge.assertOwn(action, "response", answer.payload);
      return reply(answer, release);
    } catch (error) {
      release();
      this.#options.log.error({ action, why: describeError(error) }, "request.failed");
      return this.#error("internal", action, "the request could not be worked on");
    }
  }

  #error(code: OcppErrorCode, action: string, description = ""): CallReply {
    this.#options.log.warn({ action: action.slice(0, LOGGED_LENGTH), code, description }, "request.refused");
    return { kind: "error", code: this.#options.dialect.errorCodes[code], description };
  }
}

function reply({ payload, afterwards }: RouteAnswer, release: () => void): CallReply {
  return {
    kind: "result",
    payload,
    afterwards: () => {
      afterwards?.();
      release();
    },
  };
}
