import { type Clock, sleep } from "#hal/core/clock";
import { answer, type CsmsReply } from "#simulator/csms/csms-core";
import { CsmsScript, type ScriptedBehaviour } from "#simulator/csms/csms-script";
import { type CsmsSettings, type CsmsState, initialCsmsState } from "#simulator/csms/csms-state";
import { MessageRecord } from "#simulator/csms/message-record";

/** A CALL as it arrived, whatever brought it. */
export interface IncomingCall {
  readonly station: string;
  readonly action: string;
  readonly payload: unknown;
  readonly id: string;
}

/** What the line does with the answer; `hangUp` ends the connection without one. */
export type DeskReply = CsmsReply | { readonly kind: "hangUp" };

/** The part of a back end that does not care how messages travel: the books, the script and the record. */
export class CsmsDesk {
  readonly script = new CsmsScript();
  readonly record: MessageRecord;
  readonly #clock: Clock;
  #state: CsmsState;

  constructor(settings: CsmsSettings, clock: Clock) {
    this.#clock = clock;
    this.#state = initialCsmsState(settings);
    this.record = new MessageRecord(clock);
  }

  state(): CsmsState {
    return this.#state;
  }

  /** Changes what the back end does from now on; its books stay. */
  configure(settings: Partial<CsmsSettings>): void {
    this.#state = { ...this.#state, settings: { ...this.#state.settings, ...settings } };
  }

  /** Books the message at once and answers after the scripted delay. Never rejects. */
  async receive(call: IncomingCall): Promise<DeskReply> {
    const sequence = this.record.open({ direction: "received", ...call });
    const step = this.script.take(call.action);
    const reply = this.#reply(step, call);
    if (step.delay !== undefined) await sleep(this.#clock, step.delay);
    this.#note(sequence, reply);
    return reply;
  }

  #reply(step: ScriptedBehaviour, call: IncomingCall): DeskReply {
    switch (step.kind) {
      case "deaf":
        return { kind: "silence" };
      case "error":
        return { kind: "error", code: step.code, description: step.description };
      default:
        return overlay(step, this.#decide(call));
    }
  }

  #decide({ station, action, payload }: IncomingCall): CsmsReply {
    const step = answer(this.#state, { station, action, payload, at: this.#clock.now() });
    this.#state = step.state;
    return step.reply;
  }

  #note(sequence: number, reply: DeskReply): void {
    switch (reply.kind) {
      case "result":
      case "error":
        this.record.close(sequence, reply);
        return;
      case "silence":
        this.record.close(sequence, { kind: "none", why: "the back end kept silent" });
        return;
      case "hangUp":
        this.record.close(sequence, { kind: "none", why: "the back end hung up" });
    }
  }
}

function overlay(step: Exclude<ScriptedBehaviour, { kind: "deaf" | "error" }>, usual: CsmsReply): DeskReply {
  switch (step.kind) {
    case "usual":
      return usual;
    case "answer":
      return { kind: "result", payload: step.payload };
    case "amend":
      return usual.kind === "result" ? { kind: "result", payload: { ...usual.payload, ...step.fields } } : usual;
    case "lostAnswer":
      return { kind: "silence" };
    case "hangUp":
      return { kind: "hangUp" };
  }
}
