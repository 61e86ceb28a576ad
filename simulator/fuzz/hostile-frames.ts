import { AgentError } from "#hal/core/errors";
import { intBelow, type RandomStream } from "#hal/core/random";
import type { MessageSchemas } from "#simulator/fuzz/message-schemas";
import { type Expected, ExpectedAnswers, nothing, refusal } from "#simulator/fuzz/expected-answers";
import {
  deepPayload,
  DEEPEST,
  depths,
  duplicateKeys,
  noActions,
  noCalls,
  oddIds,
  oversizedPayloads,
  strays,
  unaddressed,
  widePayloads,
} from "#simulator/fuzz/odd-texts";
import type { ErrorWord } from "#simulator/fuzz/payload-faults";
import {
  anyPayload,
  optionalActions,
  refusedSettings,
  samplePayloads,
  servedActions,
} from "#simulator/fuzz/payload-samples";
import { variationsOf } from "#simulator/fuzz/payload-variations";

export interface HostileFrame {
  readonly what: string;
  readonly text: string;
  /** Under which an answer comes; absent where none can be read. */
  readonly id?: string;
  readonly expected: Expected;
  /** How often it is sent in one go. */
  readonly times?: number;
}

interface Request {
  readonly what: string;
  readonly action: string;
  readonly payload: string;
  readonly expected: Expected;
}

const UNSERVED_PART = 2;
const badForm: readonly ErrorWord[] = ["FormationViolation", "ProtocolError"];

/** Frames without end, the same for the same chance. */
export class HostileFrames {
  readonly #schemas: ReadonlyMap<string, MessageSchemas>;
  readonly #chance: RandomStream;
  readonly #answers: ExpectedAnswers;
  readonly #requests: readonly Request[];
  #count = 0;
  #next = 0;

  /** `switchedOff` are optional actions of which the charger says that it does not have them. */
  constructor(
    schemas: ReadonlyMap<string, MessageSchemas>,
    chance: RandomStream,
    switchedOff: ReadonlySet<string> = new Set(),
  ) {
    this.#schemas = schemas;
    this.#chance = chance;
    this.#answers = new ExpectedAnswers(schemas, switchedOff);
    const samples = samplePayloads();
    const edges = [...schemas].flatMap(([action, { request }]) =>
      this.#edgesOf(action, samples[action] ?? anyPayload(request)),
    );
    this.#requests = this.#shuffled([...edges, ...this.#settings()]);
  }

  /** True when every field of every message has been at each of its edges. */
  get hasWalkedAll(): boolean {
    return this.#next >= this.#requests.length;
  }

  /** A well-formed request of each optional action, by which a charger shows whether it has it. */
  probes(): readonly HostileFrame[] {
    const samples = new Map(Object.entries(samplePayloads()));
    return [...optionalActions].map((action, index) => ({
      what: "a probe",
      id: `probe-${String(index)}`,
      text: frameText(`probe-${String(index)}`, action, JSON.stringify(samples.get(action))),
      expected: { kind: "error", words: ["NotSupported"], isPardonable: true, action },
    }));
  }

  next(): HostileFrame {
    this.#count += 1;
    const dice = intBelow(this.#chance, 1000);
    if (dice < 750) return this.#call(this.#request());
    if (dice < 780) return this.#call(this.#unknownAction());
    if (dice < 825) return this.#noFrame();
    if (dice < 855) return this.#halfFrame();
    if (dice < 890) return this.#oddId();
    if (dice < 935) return this.#again();
    if (dice < 955) return this.#duplicateKeys();
    if (dice < 975) return this.#deep();
    if (dice < 998) return this.#stray();
    return dice === 998 ? this.#wide() : this.#oversized();
  }

  #id(): string {
    return `f-${String(this.#count)}`;
  }

  #pick<Item>(items: readonly Item[]): Item {
    return elementAt(items, intBelow(this.#chance, items.length));
  }

  #shuffled(requests: readonly Request[]): readonly Request[] {
    const keyed = requests.map((request) => [this.#chance.next(), request] as const);
    return keyed.sort(([left], [right]) => left - right).map(([, request]) => request);
  }

  #settings(): readonly Request[] {
    return refusedSettings.map(([key, value]) => {
      const action = "ChangeConfiguration";
      const payload = JSON.stringify({ key, value });
      return { what: `${key} that cannot be`, action, payload, expected: this.#answers.to(action, payload) };
    });
  }

  #edgesOf(action: string, sample: unknown): readonly Request[] {
    const all = variationsOf(this.#schemas.get(action)?.request ?? {}, sample);
    // What no charge point serves is refused before anybody looks at its payload: every other edge shows that as well as all.
    const chosen = servedActions.has(action) ? all : all.filter((_variation, index) => index % UNSERVED_PART === 0);
    return chosen
      .filter(({ text }) => !this.#answers.isDisruptive(action, text))
      .map(({ what, text }) => ({
        what: `${action}: ${what}`,
        action,
        payload: text,
        expected: this.#answers.to(action, text),
      }));
  }

  #request(): Request {
    this.#next += 1;
    return elementAt(this.#requests, this.#next % this.#requests.length);
  }

  #call({ what, action, payload, expected }: Request, id = this.#id()): HostileFrame {
    return { what, id, text: frameText(id, action, payload), expected };
  }

  #unknownAction(): Request {
    const action = this.#pick(noActions());
    const payload = this.#pick(["{}", "[]", '{"type":"Hard"}', "null"]);
    return { what: "an unknown action", action, payload, expected: refusal(action, "NotImplemented") };
  }

  #noFrame(): HostileFrame {
    const call = frameText(this.#id(), "GetConfiguration", "{}");
    return { what: "no frame", text: this.#pick(unaddressed(call)), expected: nothing };
  }

  /** A CALL whose id can be read, and the rest is not what a CALL has. */
  #halfFrame(): HostileFrame {
    const id = this.#id();
    const text = JSON.stringify([2, id, ...this.#pick(noCalls)]);
    return { what: "half a frame", id, text, expected: refusal("", ...badForm) };
  }

  #oddId(): HostileFrame {
    return this.#call({ ...this.#request(), what: "an odd id" }, this.#pick(oddIds(this.#id())));
  }

  /** The same call several times in one go: its answer may be repeated, and nothing happens twice. */
  #again(): HostileFrame {
    return { ...this.#call(this.#request()), what: "a call again", times: 2 + intBelow(this.#chance, 3) };
  }

  #duplicateKeys(): HostileFrame {
    const [action, payload] = this.#pick(duplicateKeys);
    return this.#call({ what: "a key twice", action, payload, expected: this.#answers.to(action, payload) });
  }

  #deep(): HostileFrame {
    const depth = this.#pick(depths);
    const action = this.#pick(["DataTransfer", "Nonsense", "SetChargingProfile", "SendLocalList"]);
    const isObject = depth < 40_000 && intBelow(this.#chance, 2) === 0;
    const isBroken = depth > DEEPEST && intBelow(this.#chance, 8) === 0;
    const payload = deepPayload(depth, isObject, isBroken);
    const expected = (): Expected => {
      if (isBroken) return { kind: "perhaps", words: badForm };
      // The frame is a level itself.
      return depth + 1 > DEEPEST ? refusal(action, ...badForm) : this.#answers.to(action, payload);
    };
    return this.#call({ what: `a depth of ${String(depth)}`, action, payload, expected: expected() });
  }

  #stray(): HostileFrame {
    return { what: "a stray answer", text: this.#pick(strays()), expected: nothing };
  }

  #wide(): HostileFrame {
    const action = "GetConfiguration";
    const payload = this.#pick(widePayloads());
    return this.#call({ what: "a wide payload", action, payload, expected: this.#answers.to(action, payload) });
  }

  #oversized(): HostileFrame {
    const words: readonly ErrorWord[] = [...badForm, "TypeConstraintViolation", "PropertyConstraintViolation"];
    const payload = this.#pick(oversizedPayloads());
    return this.#call({ what: "far too much", action: "DataTransfer", payload, expected: { kind: "hangUp", words } });
  }
}

function frameText(id: string, action: string, payload: string): string {
  return `[2,${JSON.stringify(id)},${JSON.stringify(action)},${payload}]`;
}

function elementAt<Item>(items: readonly Item[], index: number): Item {
  for (const item of items.slice(index, index + 1)) return item;
  throw new AgentError("fuzz.empty", "there is nothing to choose from");
}
