import type { Cancel, Clock } from "#hal/core/clock";
import type { Component, Health } from "#hal/core/component";
import { describeError } from "#hal/core/errors";
import type { Log } from "#hal/core/log";
import { Mailbox } from "#hal/core/mailbox";
import { isoTime, seconds } from "#hal/core/units";
import { FirmwareWork, type FirmwareWorkOptions } from "#agent/control/firmware-work";
import type { FirmwareDesk, UpdateAnswer, UpdateRequest } from "#agent/domain/firmware/firmware-desk";
import type { FirmwareView } from "#agent/domain/firmware/firmware-view";
import { holdsOutlets, isRunning, type UpdateState } from "#agent/domain/firmware/firmware-update";
import {
  answerOrder,
  type UpdateEvent,
  type UpdateSecurityEvent,
  updateStep,
} from "#agent/domain/firmware/update-machine";
import { requestIdOf, statusOf, triggeredStatus } from "#agent/domain/firmware/update-words";
import type { ActivityNotice, FirmwareStatus } from "#agent/domain/notices/notice";
import { attemptPlan } from "#agent/files/transfer-attempts";
import type { FirmwareStore } from "#agent/ports/firmware-store";

export interface FirmwareKeeperOptions extends Omit<FirmwareWorkOptions, "post"> {
  readonly store: FirmwareStore;
  readonly clock: Clock;
  readonly log: Log;
  /** Whether an update may come without a signature. */
  readonly mayBeUnsigned: () => boolean;
  readonly raise: (event: UpdateSecurityEvent | "InvalidFirmwareSigningCertificate", info?: string) => void;
  /** Notices have been stored that want to leave. */
  readonly noticesWaiting: () => void;
  readonly onStorageFailure: (error: unknown) => void;
}

/** How soon a disk that refused is asked again. */
const RETRY = seconds(5);

/** Carries one update of the firmware from the request to its end, over as many restarts as it takes. */
export class FirmwareKeeper implements Component, FirmwareDesk {
  readonly name = "firmware";
  readonly #options: FirmwareKeeperOptions;
  readonly #work: FirmwareWork;
  readonly #mailbox: Mailbox<UpdateEvent>;
  #state: UpdateState = { kind: "none" };
  #isRunning = false;
  /** What has happened and is on no disk yet, oldest first: the update goes on from there when the disk takes it. */
  readonly #unkept: UpdateEvent[] = [];
  #cancelRetry: Cancel = () => undefined;

  constructor(options: FirmwareKeeperOptions) {
    this.#options = options;
    this.#mailbox = new Mailbox((event) => {
      if (this.#unkept.length > 0 || !this.#handle(event)) this.#keepForLater(event);
    });
    this.#work = new FirmwareWork({
      ...options,
      post: (event) => {
        this.#post(event);
      },
    });
  }

  start(): Promise<void> {
    this.#isRunning = true;
    this.#state = this.#load();
    this.#post({ type: "started", slot: this.#options.installer.slot(), at: this.#options.clock.now() });
    return Promise.resolve();
  }

  stop(): Promise<void> {
    this.#isRunning = false;
    this.#cancelRetry();
    return this.#work.stop();
  }

  health(): Health {
    return this.#isRunning ? { kind: "ok" } : { kind: "stopped" };
  }

  update(request: UpdateRequest): UpdateAnswer {
    const answer = this.#judge(request);
    const { requestId } = request.signed ?? {};
    this.#options.log.info({ requestId, answer }, "firmware.ordered");
    if (answer !== "accepted" && answer !== "acceptedCanceled") return answer;
    const { retries, retryInterval, ...rest } = request;
    const plan = attemptPlan({
      ...(retries === undefined ? {} : { retries }),
      ...(retryInterval === undefined ? {} : { interval: retryInterval }),
    });
    const order = { ...rest, retries: plan.retries, retryInterval: plan.interval };
    this.#post({ type: "ordered", order, at: this.#options.clock.now() });
    return answer;
  }

  /** How far it is, for a back end that asks. */
  activity(): ActivityNotice {
    return { type: "firmware.status", ...triggeredStatus(this.#state) };
  }

  /** Plain JSON for pages; without the address, which may hold a password. */
  view(): FirmwareView {
    const state = this.#state;
    const order = isRunning(state) ? state.order : undefined;
    return {
      version: this.#options.installer.version(),
      state: state.kind,
      status: statusOf(state),
      requestId: requestIdOf(state) ?? null,
      progress: this.#work.progress() ?? null,
      retrieveAt: order === undefined ? null : isoTime(order.retrieveAt),
      installAt: order?.installAt === undefined ? null : isoTime(order.installAt),
      endedAt: state.kind === "ended" ? isoTime(state.at) : null,
      why: state.kind === "ended" ? (state.why ?? null) : null,
    };
  }

  #judge({ signed }: UpdateRequest): UpdateAnswer {
    const { judge, raise, clock, mayBeUnsigned } = this.#options;
    if (signed === undefined) return mayBeUnsigned() ? answerOrder(this.#state) : "notSupported";
    const signer = judge.judgeSigner(signed.certificate, clock.now());
    if (signer.ok) return answerOrder(this.#state);
    raise("InvalidFirmwareSigningCertificate", signer.reason);
    return "invalidCertificate";
  }

  /** A record that cannot be read must not keep the charger from charging. */
  #load(): UpdateState {
    try {
      return this.#options.store.load();
    } catch (error) {
      this.#options.log.error({ why: describeError(error) }, "firmware.state-lost");
      return { kind: "none" };
    }
  }

  #post(event: UpdateEvent): void {
    if (this.#isRunning) this.#mailbox.post(event);
  }

  #keepForLater(event: UpdateEvent): void {
    this.#unkept.push(event);
    if (this.#unkept.length > 1) return;
    this.#cancelRetry = this.#options.clock.after(RETRY, () => {
      for (const each of this.#unkept.splice(0)) this.#mailbox.post(each);
    });
  }

  /** False while the disk refuses: then nothing of it has happened. */
  #handle(event: UpdateEvent): boolean {
    const before = this.#state;
    const { state, statuses, securityEvent } = updateStep(before, event);
    const isStart = event.type === "started";
    if (state !== before && !this.#commit(state, statuses)) return false;
    if (securityEvent !== undefined)
      this.#options.raise(securityEvent, whyOf(state) ?? this.#options.installer.version());
    if (state === before && !isStart) return true;
    this.#state = state;
    this.#options.log.info({ from: before.kind, to: state.kind, statuses, why: whyOf(state) }, "firmware.changed");
    this.#options.outlets.set(holdsOutlets(state));
    if (isStart && event.slot === "rolledBack") this.#noteRollBack();
    this.#work.begin(state, event.type === "ordered");
    return true;
  }

  #commit(state: UpdateState, statuses: readonly FirmwareStatus[]): boolean {
    const requestId = requestIdOf(state);
    const whose = requestId === undefined ? {} : { requestId };
    try {
      this.#options.store.commit(
        state,
        statuses.map((status) => ({ type: "firmware.status", status, ...whose })),
      );
    } catch (error) {
      this.#options.onStorageFailure(error);
      return false;
    }
    this.#options.noticesWaiting();
    return true;
  }

  #noteRollBack(): void {
    const { installer, log } = this.#options;
    installer.confirm().catch((error: unknown) => {
      log.error({ why: describeError(error) }, "firmware.roll-back-not-noted");
    });
  }
}

function whyOf(state: UpdateState): string | undefined {
  return state.kind === "ended" ? state.why : undefined;
}
