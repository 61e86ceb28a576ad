import { expect, onTestFinished } from "vitest";
import type { Millis } from "#hal/core/units";
import { type BootChanges, chargerBoot } from "#test/support/charger-boot";
import { ChargerDriver, type Json } from "#test/support/charger-driver";
import { IndependentCsms } from "#test/support/independent-csms";
import { until } from "#test/support/rehearsal-until";
import { temporaryDirectory } from "#test/support/temporary-directory";

export const STATION = "cp001";

type Step = readonly [action: string, expected?: Json];

/** The status of a connector as a step. */
export const status = (word: string, connectorId = 1): Step => ["StatusNotification", { connectorId, status: word }];

/**
 * A charger process and an independent back end, told as certification scenarios are: what is done, and which message comes next. Messages
 * that come between the steps are let pass; one that came before the last step does not count.
 */
export class Laboratory {
  readonly csms: IndependentCsms;
  readonly #directory = temporaryDirectory();
  readonly #changes: BootChanges;
  #charger: ChargerDriver | undefined;
  #cursor = 0;

  private constructor(csms: IndependentCsms, changes: BootChanges) {
    this.csms = csms;
    this.#changes = changes;
  }

  /** With a back end and no charger yet. */
  static async open(changes: BootChanges = {}): Promise<Laboratory> {
    const csms = new IndependentCsms();
    await csms.start();
    const laboratory = new Laboratory(csms, changes);
    onTestFinished(async () => {
      laboratory.#charger?.kill("SIGKILL");
      await laboratory.#charger?.exit;
      await csms.stop();
      expect(csms.problems()).toEqual([]);
    });
    return laboratory;
  }

  /** With a charger that the back end has accepted and whose connector is available. */
  static async ready(changes: BootChanges = {}): Promise<Laboratory> {
    const laboratory = await Laboratory.open(changes);
    await laboratory.powerOn();
    await laboratory.comes(...status("Available"));
    return laboratory;
  }

  get charger(): ChargerDriver {
    if (this.#charger === undefined) throw new TypeError("the charger is off");
    return this.#charger;
  }

  /** Starts the charger on the state that the one before left behind. */
  async powerOn(): Promise<void> {
    this.#charger = await ChargerDriver.start(
      chargerBoot(this.csms.url(), this.#directory, this.#changes),
      this.#directory,
    );
  }

  async powerOff(): Promise<void> {
    await this.charger.do("powerOff");
    await this.charger.exit;
  }

  /** The next message of this kind; everything before it is over. */
  async comes(action: string, expected: Json = {}, within?: Millis): Promise<Json> {
    const from = this.#cursor;
    const index = await until(
      `${action} ${JSON.stringify(expected)}; after the last step came ${this.#describe(from)}`,
      () => this.#find(action, expected, from),
      within,
    );
    this.#cursor = index;
    return this.csms.all()[index - 1]?.payload ?? {};
  }

  /** These messages, in any order; everything before the last of them is over. */
  async comeAll(...steps: readonly Step[]): Promise<readonly Json[]> {
    const from = this.#cursor;
    const found: Json[] = [];
    let furthest = from;
    for (const [action, expected] of steps) {
      this.#cursor = from;
      found.push(await this.comes(action, expected));
      furthest = Math.max(furthest, this.#cursor);
    }
    this.#cursor = furthest;
    return found;
  }

  /** Nothing of this kind has come since the last step. */
  expectNone(action: string, expected: Json = {}): void {
    const found = this.#find(action, expected, this.#cursor);
    expect(found === undefined ? [] : this.csms.all().slice(found - 1, found)).toEqual([]);
  }

  /** How many of this kind came since the charger was first switched on. */
  count(action: string, expected: Json = {}): number {
    return this.csms.all().filter((each) => each.action === action && contains(each.payload, expected)).length;
  }

  async call(action: string, payload: object = {}): Promise<Json> {
    return (await this.csms.call(STATION, action, payload)) as Json;
  }

  configure(key: string, value: string): Promise<Json> {
    return this.call("ChangeConfiguration", { key, value });
  }

  async plugIn(evseId = 1): Promise<void> {
    await this.charger.do("plugIn", { evseId });
  }

  async plugOut(evseId = 1): Promise<void> {
    await this.charger.do("plugOut", { evseId });
  }

  async present(idToken: string, evseIds: readonly number[] = [1]): Promise<void> {
    await this.charger.do("presentToken", { idToken, evseIds });
  }

  /** Offline, and the back end knows it. */
  async goOffline(): Promise<void> {
    await this.charger.do("networkDown");
    await until("the end of the connection", () => !this.csms.isConnected(STATION));
  }

  async goOnline(): Promise<void> {
    await this.charger.do("networkUp");
    await until("a connection", () => this.csms.isConnected(STATION));
  }

  /** The status of an EVSE as the charger itself tells it. */
  async untilEvse(word: string, evseId = 1): Promise<void> {
    await until(`EVSE ${word}`, async () => (await this.charger.evse(evseId))["status"] === word);
  }

  /** Plug, token, energy; gives the back end's number of the transaction. */
  async charge(idTag = "CARD-1", connectorId = 1): Promise<number> {
    await this.plugIn(connectorId);
    await this.comes(...status("Preparing", connectorId));
    await this.present(idTag, [connectorId]);
    await this.comeAll(["StartTransaction", { connectorId, idTag }], status("Charging", connectorId));
    return until("the number of the transaction", async () => {
      const { csmsNumber } = (await this.charger.evse(connectorId))["session"] as {
        readonly csmsNumber: number | null;
      };
      return csmsNumber;
    });
  }

  #find(action: string, expected: Json, from: number): number | undefined {
    const index = this.csms.all().findIndex((each, i) => {
      return i >= from && each.action === action && contains(each.payload, expected);
    });
    return index < 0 ? undefined : index + 1;
  }

  #describe(from: number): string {
    const passed = this.csms.all().slice(from);
    return passed.map(({ action, payload }) => `${action} ${JSON.stringify(payload)}`).join(", ") || "nothing";
  }
}

/** Every expected field is there, objects inside too. */
function contains(actual: unknown, expected: unknown): boolean {
  if (typeof expected !== "object" || expected === null) return Object.is(actual, expected);
  if (typeof actual !== "object" || actual === null) return false;
  const fields = new Map<string, unknown>(Object.entries(actual));
  return Object.entries(expected).every(([name, value]) => contains(fields.get(name), value));
}
