import { AgentError } from "#hal/core/errors";
import { SeededRandom } from "#hal/core/random";
import { epochMillis, millis, seconds } from "#hal/core/units";
import { VirtualClock } from "#hal/core/virtual-clock";
import type { MemoryCsms, MemoryCsmsControl } from "#agent/ocpp/memory-csms";
import { MemoryCsmsLink } from "#agent/ocpp/memory-csms-link";
import type { CallReply, ConnectFailure, CsmsTarget } from "#agent/ports/csms-link";
import {
  type CsmsBench,
  type CsmsBenchOptions,
  emptyResult,
  type Frame,
  type Handshake,
  SUBPROTOCOL,
  target,
} from "#test/support/csms-bench";

/** The link inside one process on a virtual clock, with 20 ms each way. */
export class MemoryBench implements CsmsBench, MemoryCsms {
  readonly clock = new VirtualClock(epochMillis(Date.UTC(2026, 0, 1)));
  readonly link: MemoryCsmsLink;
  readonly target: CsmsTarget = { ...target, url: "ws://csms.test/ocpp/" };
  readonly arrived: Frame[] = [];
  handshake: Handshake = "accept";
  answer: (call: Frame) => readonly Frame[] = emptyResult;
  control: MemoryCsmsControl | undefined;

  constructor(options: CsmsBenchOptions & { readonly seed?: number } = {}) {
    this.link = new MemoryCsmsLink({
      clock: this.clock,
      latency: millis(20),
      ids: new SeededRandom(options.seed ?? 1).stream("ids"),
      peer: this,
      ...(options.answerTo === undefined ? {} : { answerTo: options.answerTo }),
    });
  }

  accept(): { readonly subprotocol: string } | ConnectFailure {
    this.control = undefined;
    if (typeof this.handshake === "number")
      return { kind: "refused", httpStatus: this.handshake, detail: "refused by the test" };
    if (this.handshake === "silence") return { kind: "unreachable", detail: "no answer" };
    return { subprotocol: this.handshake === "accept" ? SUBPROTOCOL : "" };
  }

  attach(control: MemoryCsmsControl): void {
    this.control = control;
  }

  onCall(action: string, payload: unknown, id: string): CallReply | undefined {
    const call = [2, id, action, payload];
    this.arrived.push(call);
    for (const frame of this.answer(call)) this.send(JSON.stringify(frame));
    return undefined;
  }

  onAnswer(frame: Frame): void {
    this.arrived.push(frame);
  }

  isReady(): boolean {
    return this.control !== undefined;
  }

  send(text: string): void {
    this.control?.send(text);
  }

  drop(closeCode?: number): void {
    this.control?.drop("dropped by the test", closeCode);
  }

  async settled<Value>(promise: Promise<Value>): Promise<Value> {
    let isSettled = false;
    const settle = () => {
      isSettled = true;
    };
    promise.then(settle, settle);
    await this.until(() => isSettled);
    return promise;
  }

  async until(condition: () => boolean): Promise<void> {
    if (await this.clock.advanceUntil(condition, seconds(120), millis(5))) return;
    throw new AgentError("test.waited-in-vain", condition.toString());
  }

  leftovers(): number {
    return this.clock.pending();
  }

  async stop(): Promise<void> {
    this.link.down();
  }
}
