import type { MessageSchemas } from "#simulator/fuzz/message-schemas";
import type { Expected } from "#simulator/fuzz/expected-answers";
import type { HostileFrame } from "#simulator/fuzz/hostile-frames";
import { faultsOf } from "#simulator/fuzz/payload-faults";

export interface Counts {
  readonly frames: number;
  readonly unanswered: number;
  readonly doubleAnswered: number;
  readonly wrongCode: number;
}

interface Entry {
  readonly frame: HostileFrame;
  readonly answers: string[];
}

const CALLRESULT = 3;
const CALLERROR = 4;
const KEPT_WORDS = 20;

/** Which frames were sent, what is still to be answered, and what was answered wrongly. */
export class AnswerBook {
  /** The first complaints in words. */
  readonly complaints: string[] = [];
  readonly #schemas: ReadonlyMap<string, MessageSchemas>;
  readonly #entries = new Map<string, Entry>();
  readonly #open = new Set<string>();
  readonly #counts = { frames: 0, unanswered: 0, doubleAnswered: 0, wrongCode: 0 };

  constructor(schemas: ReadonlyMap<string, MessageSchemas>) {
    this.#schemas = schemas;
  }

  get counts(): Counts {
    return { ...this.#counts };
  }

  /** How many frames have no answer yet that must have one. */
  get open(): number {
    return this.#open.size;
  }

  knows(id: string): boolean {
    return this.#entries.has(id);
  }

  sent(frame: HostileFrame): void {
    this.#counts.frames += frame.times ?? 1;
    if (frame.id === undefined) return;
    this.#entries.set(frame.id, { frame, answers: [] });
    if (frame.expected.kind !== "perhaps" && frame.expected.kind !== "hangUp") this.#open.add(frame.id);
  }

  /** Takes an answer of the charger. */
  answered(parts: readonly unknown[]): void {
    const [kind, id] = parts;
    const entry = this.#entries.get(String(id));
    if (entry === undefined) {
      this.#counts.doubleAnswered += 1;
      this.#complain("an answer to nothing", JSON.stringify(parts));
      return;
    }
    this.#open.delete(String(id));
    this.#judge(entry, kind, parts);
  }

  isAnswered(id: string): boolean {
    return (this.#entries.get(id)?.answers.length ?? 0) > 0;
  }

  /** The connection ended at this frame, and not with the code that says why. */
  hungUp(id: string, code: number): void {
    this.#counts.wrongCode += 1;
    this.#complain(`hung up with ${String(code)}`, this.#entries.get(id)?.frame.what ?? id);
  }

  /** What the charger made of a probe: true when it says that it has no such thing. */
  isRefusedAs(id: string, word: string): boolean {
    const [answer] = this.#entries.get(id)?.answers ?? [];
    return answer?.startsWith(`[4,${JSON.stringify(word)}`) === true;
  }

  /** What is open now will not be answered any more. */
  close(): void {
    for (const id of this.#open) {
      this.#counts.unanswered += 1;
      const { frame } = this.#entries.get(id) ?? {};
      this.#complain(`no answer to ${frame?.what ?? id}`, frame?.text ?? "");
    }
    this.#open.clear();
  }

  #judge(entry: Entry, kind: unknown, parts: readonly unknown[]): void {
    const { frame, answers } = entry;
    const [, , ...rest] = parts;
    const answer = JSON.stringify([kind, ...rest]);
    answers.push(answer);
    const [first] = answers;
    if (answers.length > (frame.times ?? 1)) {
      this.#counts.doubleAnswered += 1;
      this.#complain(`answer ${String(answers.length)} to ${frame.what}`, `${frame.text.slice(0, 300)} ${answer}`);
    } else if (answers.length > 1 && kind === CALLRESULT && answer !== first && this.#isLasting(frame.expected)) {
      this.#counts.wrongCode += 1;
      this.#complain(`two answers to ${frame.what}`, `${frame.text.slice(0, 300)} ${String(first)} ${answer}`);
    }
    const wrong = this.#wrongIn(frame.expected, kind, rest);
    if (wrong === undefined) return;
    this.#counts.wrongCode += 1;
    this.#complain(`${wrong} to ${frame.what}`, `${frame.text.slice(0, 300)} ${answer.slice(0, 300)}`);
  }

  /** Answers to the same call under the same id are one answer, repeated. */
  #isLasting(expected: Expected): boolean {
    return expected.kind === "result" || expected.kind === "error";
  }

  #wrongIn(expected: Expected, kind: unknown, rest: readonly unknown[]): string | undefined {
    if (kind === CALLERROR) return wrongError(expected, rest);
    if (kind !== CALLRESULT || rest.length !== 1) return "a frame that is no answer";
    if (expected.kind === "result" || (expected.kind === "error" && expected.isPardonable))
      return this.#wrongResult(expected, rest[0]);
    return "a result";
  }

  #wrongResult(
    expected: Extract<Expected, { readonly kind: "result" | "error" }>,
    payload: unknown,
  ): string | undefined {
    const schema = this.#schemas.get(expected.action)?.response;
    if (schema === undefined) return "a result of no action";
    const fault = faultsOf(schema, payload).find(({ isPardonable }) => !isPardonable);
    if (fault !== undefined) return `a result with ${fault.word}`;
    if (expected.kind !== "result" || expected.statuses === undefined) return undefined;
    const { status } = payload as { readonly status?: unknown };
    return expected.statuses.includes(String(status)) ? undefined : `the status ${String(status)}`;
  }

  #complain(what: string, details: string): void {
    if (this.complaints.length < KEPT_WORDS) this.complaints.push(`${what}: ${details.slice(0, 700)}`);
  }
}

function wrongError(expected: Expected, [code, description, details]: readonly unknown[]): string | undefined {
  const isObject = typeof details === "object" && details !== null && !Array.isArray(details);
  if (typeof description !== "string" || description.length > 255 || !isObject) return "a CALLERROR of a wrong form";
  const words: readonly string[] = "words" in expected ? expected.words : [];
  return words.includes(String(code)) ? undefined : String(code);
}
