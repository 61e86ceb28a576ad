import { WebSocket } from "ws";
import { isTextNestedDeeperThan } from "#agent/ocpp/validation/nesting";
import type { ChargerUnderTest } from "#simulator/fuzz/charger-under-test";
import { ExpectedAnswers } from "#simulator/fuzz/expected-answers";
import type { MessageSchemas } from "#simulator/fuzz/message-schemas";
import { DEEPEST } from "#simulator/fuzz/odd-texts";
import { anyPayload } from "#simulator/fuzz/payload-samples";

/** What the fake does wrong, once, in the middle of the run. */
export type Misdeed =
  | "none"
  | "answersTwice"
  | "answersNothing"
  | "saysWrongCode"
  | "doesWhatIsWrong"
  | "answersNobody"
  | "crashes"
  | "stopsTransaction"
  | "beginsAnother"
  | "losesItsValues"
  | "leaks";

const WHEN = 150;
const MEGABYTE = 1 << 20;

/** A charger that answers rightly because it knows what the harness expects, but for one misdeed: by it the harness shows that it can fail. */
export class FakeCharger implements ChargerUnderTest {
  readonly #schemas: ReadonlyMap<string, MessageSchemas>;
  readonly #answers: ExpectedAnswers;
  readonly #misdeed: Misdeed;
  readonly #socket: WebSocket;
  #received = 0;
  #register = 1000;
  #end: string | undefined;

  constructor(url: string, schemas: ReadonlyMap<string, MessageSchemas>, misdeed: Misdeed) {
    this.#schemas = schemas;
    this.#answers = new ExpectedAnswers(schemas, new Set());
    this.#misdeed = misdeed;
    this.#socket = new WebSocket(`${url}/fake`, ["ocpp1.6"]);
    this.#socket.on("error", () => undefined);
    this.#socket.on("open", () => {
      this.#call("StatusNotification", { connectorId: 1, errorCode: "NoError", status: "Available" });
    });
    this.#socket.on("message", (data) => {
      this.#receive(Buffer.isBuffer(data) ? data.toString("utf8") : "");
    });
  }

  charge(): void {
    this.#call("StartTransaction", {});
    this.#tellRegister();
    this.#tellRegister();
  }

  end(): string | undefined {
    return this.#end;
  }

  errors(): readonly string[] {
    return [];
  }

  collectGarbage(): void {
    // It has none.
  }

  memory(): number {
    return this.#misdeed === "leaks" ? 2 * this.#received * MEGABYTE : MEGABYTE;
  }

  stop(): Promise<void> {
    this.#socket.terminate();
    return Promise.resolve();
  }

  #receive(text: string): void {
    const call = callIn(text);
    if (call === undefined) return;
    this.#received += 1;
    if (this.#received % 20 === 0 || this.#received > WHEN) this.#tellRegister();
    const answer = JSON.stringify(this.#answerTo(call, text));
    const sent = this.#received === WHEN ? this.#misdo(answer, String(call[1])) : [answer];
    for (const each of sent) this.#socket.send(each);
  }

  #misdo(answer: string, id: string): readonly string[] {
    switch (this.#misdeed) {
      case "answersTwice":
        return [answer, answer];
      case "answersNothing":
        return [];
      case "saysWrongCode":
        return [JSON.stringify([4, id, "InternalError", "", {}])];
      case "doesWhatIsWrong":
        return [JSON.stringify([3, id, { status: "Nonsense" }])];
      case "answersNobody":
        return [answer, JSON.stringify([3, "nobody", {}])];
      case "crashes":
        this.#end = "exit code 70";
        return [];
      case "stopsTransaction":
        this.#call("StopTransaction", { transactionId: 70_001 });
        return [answer];
      case "beginsAnother":
        this.#call("StartTransaction", {});
        return [answer];
      default:
        return [answer];
    }
  }

  #answerTo([, id, action, ...rest]: readonly unknown[], text: string): readonly unknown[] {
    const isDeep = isTextNestedDeeperThan(DEEPEST, text);
    if (isDeep || typeof action !== "string" || rest.length !== 1) return [4, id, "ProtocolError", "", {}];
    const expected = this.#answers.to(action, JSON.stringify(rest[0]));
    if (expected.kind === "result") {
      const payload = anyPayload(this.#schemas.get(action)?.response ?? {}) as object;
      const [status] = expected.statuses ?? [];
      return [3, id, { ...payload, ...(status === undefined ? {} : { status }) }];
    }
    return [4, id, "words" in expected ? expected.words[0] : "", "", {}];
  }

  #tellRegister(): void {
    if (this.#misdeed !== "losesItsValues" || this.#received < WHEN) this.#register += 1;
    this.#call("MeterValues", {
      connectorId: 1,
      transactionId: 70_001,
      meterValue: [{ timestamp: "2030-01-01T00:00:00Z", sampledValue: [{ value: String(this.#register) }] }],
    });
  }

  #call(action: string, payload: object): void {
    if (this.#socket.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify([2, "fake", action, payload]));
  }
}

/** A CALL with an id that can be read. */
function callIn(text: string): readonly unknown[] | undefined {
  try {
    const parts: unknown = JSON.parse(text);
    return Array.isArray(parts) && parts[0] === 2 && typeof parts[1] === "string" ? parts : undefined;
  } catch {
    return undefined;
  }
}
