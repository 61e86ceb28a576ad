import type { AbortSignalLike, Cancel, Clock } from "#hal/core/clock";
import type { RandomStream } from "#hal/core/random";
import { type Millis, millis } from "#hal/core/units";
import type { CallHandler, ConnectFailure, ConnectResult, CsmsLink, CsmsTarget } from "#agent/ports/csms-link";
import type { MemoryCsms } from "#agent/ocpp/memory-csms";
import { MemoryConnection } from "#agent/ocpp/memory-csms-connection";
import { MemoryPeer } from "#agent/ocpp/memory-csms-peer";
import type { DefectAnswer } from "#agent/ocpp/rpc-frame";
import { InboundCalls } from "#agent/ocpp/rpc-inbound-calls";
import { rpcAddress } from "#agent/ocpp/rpc-target";

export interface MemoryCsmsLinkOptions {
  readonly clock: Clock;
  /** How long a frame travels, one way. */
  readonly latency: Millis;
  /** Where the ids of both sides come from. */
  readonly ids: RandomStream;
  readonly peer: MemoryCsms;
  readonly answerTo?: DefectAnswer;
  /** What becomes of each text on its way; it arrives once and in its turn unless given. */
  readonly pass?: (from: "station" | "csms", text: string, line: FramePassage) => void;
  /** Told when a handler of ours threw. */
  readonly onFailure?: (error: unknown, action: string) => void;
}

/** One direction of a connection. */
export interface FramePassage {
  /** @param later beyond the usual time on the way */
  deliver(text: string, later?: Millis): void;
  /** Ends the connection behind what has been delivered so far. */
  cut(reason: string): void;
}

/**
 * Connections inside one process, on the injected clock: with the same seed the same frames at the same times, byte for byte. Both ends exchange texts,
 * so that what does not survive JSON does not arrive here either.
 */
export class MemoryCsmsLink implements CsmsLink {
  readonly #options: MemoryCsmsLinkOptions;
  readonly #inbound: InboundCalls;
  readonly #connections = new Set<MemoryConnection>();
  #isDown = false;

  constructor(options: MemoryCsmsLinkOptions) {
    this.#options = options;
    this.#inbound = new InboundCalls(options.clock, options.onFailure ?? (() => undefined));
  }

  /** Cuts the network: connections end at once, frames under way are lost, and no handshake succeeds. */
  down(): void {
    this.#isDown = true;
    for (const connection of [...this.#connections]) connection.end("the network is down");
  }

  up(): void {
    this.#isDown = false;
  }

  async connect(target: CsmsTarget, handler: CallHandler, abort: AbortSignalLike): Promise<ConnectResult> {
    const address = rpcAddress(target);
    if (!address.ok) return failed({ kind: "unreachable", detail: address.reason });
    await this.#travel(millis(2 * this.#options.latency), abort);
    if (abort.aborted) return failed({ kind: "aborted", detail: "given up before it was connected" });
    if (this.#isDown) return failed({ kind: "unreachable", detail: "the network is down" });
    const answer = this.#options.peer.accept(target);
    if ("kind" in answer) return failed(answer);
    if (!target.subprotocols.includes(answer.subprotocol))
      return failed({ kind: "noSubprotocol", detail: "the CSMS chose a subprotocol that was not offered" });
    return { ok: true, connection: this.#open(target, answer.subprotocol, handler) };
  }

  #open(target: CsmsTarget, subprotocol: string, handler: CallHandler): MemoryConnection {
    const { clock, latency, ids, peer, answerTo, pass = passOn } = this.#options;
    const wire = new MemoryWire(clock, latency);
    const passage = (receive: (text: string) => void): FramePassage => ({
      deliver: (text, later) => {
        wire.carry(() => {
          receive(text);
        }, later);
      },
      cut: (reason) => {
        wire.carry(() => {
          connection.end(reason);
        });
      },
    });
    const connection = new MemoryConnection({
      subprotocol,
      handler,
      clock,
      ids,
      inbound: this.#inbound,
      answerTo: (defect) => answerTo?.(subprotocol, defect),
      send: (text) => {
        pass("station", text, toCsms);
      },
    });
    const csmsEnd = new MemoryPeer({
      csms: peer,
      ids,
      send: (text) => {
        pass("csms", text, toStation);
      },
      drop: (reason, closeCode) => {
        connection.end(reason, closeCode);
      },
    });
    const toCsms = passage((text) => {
      csmsEnd.receive(text);
    });
    const toStation = passage((text) => {
      if (Buffer.byteLength(text) > target.maxMessageBytes) connection.end("message too large, WebSocket code 1009");
      else connection.receive(text);
    });
    connection.onEnd((reason) => {
      this.#connections.delete(connection);
      wire.cut();
      csmsEnd.end(reason);
    });
    this.#connections.add(connection);
    // The caller has the connection in hand before the CSMS can say anything.
    wire.carry(() => peer.attach?.(csmsEnd));
    return connection;
  }

  #travel(time: Millis, abort: AbortSignalLike): Promise<void> {
    return new Promise((resolve) => {
      const finish = () => {
        cancel();
        abort.removeEventListener("abort", finish);
        resolve();
      };
      const cancel = this.#options.clock.after(time, finish);
      abort.addEventListener("abort", finish);
      if (abort.aborted) finish();
    });
  }
}

function passOn(_from: "station" | "csms", text: string, line: FramePassage): void {
  line.deliver(text);
}

function failed(failure: ConnectFailure): ConnectResult {
  return { ok: false, failure };
}

/** Delivers after the latency, in order unless told otherwise, until it is cut; what is under way then is lost. */
class MemoryWire {
  readonly #clock: Clock;
  readonly #latency: Millis;
  readonly #underWay = new Set<Cancel>();

  constructor(clock: Clock, latency: Millis) {
    this.#clock = clock;
    this.#latency = latency;
  }

  carry(deliver: () => void, later: Millis = millis(0)): void {
    const cancel = this.#clock.after(millis(this.#latency + later), () => {
      this.#underWay.delete(cancel);
      deliver();
    });
    this.#underWay.add(cancel);
  }

  cut(): void {
    for (const cancel of this.#underWay) cancel();
    this.#underWay.clear();
  }
}
