import { clockTime } from "./format.js";
import type { Message } from "./protocol.js";

/** A charge that is over, as the back end has it. */
export interface LastSession {
  readonly number: number;
  readonly energyWh: number;
  /** Milliseconds. */
  readonly duration: number;
  /** When and why it ended, in words. */
  readonly ending: string;
}

type Fields = Readonly<Record<string, unknown>>;

interface Begun {
  readonly connector: unknown;
  readonly meterStart: number;
  readonly at: number;
}

const reasons: Readonly<Record<string, string>> = {
  DeAuthorized: "the card was not accepted",
  EVDisconnected: "the cable was unplugged",
  EmergencyStop: "emergency stop",
  HardReset: "restarted by the back end",
  Local: "ended at the charger",
  Other: "ended by a fault",
  PowerLoss: "the power was cut",
  Reboot: "the program was restarted",
  Remote: "ended by the back end",
  SoftReset: "restarted by the back end",
  UnlockCommand: "unlocked by the back end",
};

/** Finds the newest finished charge of each outlet in the messages that pass, so that its figures stay to be read after the cable is out. */
export class SessionRecord {
  readonly #begun = new Map<number, Begun>();
  readonly #last = new Map<unknown, LastSession>();

  add(messages: readonly Message[]): void {
    for (const message of messages) {
      if (message.answer?.kind !== "result") continue;
      if (message.action === "StartTransaction") this.#begin(message, message.answer.payload);
      if (message.action === "StopTransaction") this.#end(message);
    }
  }

  clear(): void {
    this.#begun.clear();
    this.#last.clear();
  }

  of(evse: number): LastSession | undefined {
    return this.#last.get(evse);
  }

  #begin(message: Message, answer: unknown): void {
    const { connectorId, meterStart, timestamp } = fieldsOf(message.payload);
    const number = fieldsOf(answer)["transactionId"];
    if (typeof number !== "number" || typeof meterStart !== "number") return;
    this.#begun.set(number, { connector: connectorId, meterStart, at: timeOf(timestamp) });
  }

  #end(message: Message): void {
    const { transactionId, meterStop, timestamp, reason = "Local" } = fieldsOf(message.payload);
    if (typeof transactionId !== "number" || typeof meterStop !== "number") return;
    const begun = this.#begun.get(transactionId);
    if (begun === undefined) return;
    const at = timeOf(timestamp);
    this.#last.set(begun.connector, {
      number: transactionId,
      energyWh: meterStop - begun.meterStart,
      duration: at - begun.at,
      ending: `${clockTime(at)}, ${reasonWords(reason)}`,
    });
  }
}

function reasonWords(reason: unknown): string {
  const word = String(reason);
  return Object.hasOwn(reasons, word) ? (reasons[word] ?? word) : word;
}

function timeOf(value: unknown): number {
  return typeof value === "string" ? Date.parse(value) : Number.NaN;
}

function fieldsOf(value: unknown): Fields {
  return typeof value === "object" && value !== null ? Object.fromEntries(Object.entries(value)) : {};
}
