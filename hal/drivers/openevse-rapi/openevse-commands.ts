import { AgentError } from "#hal/core/errors";
import type { Outcome } from "#hal/core/outcome";
import { type Amperes, amperes } from "#hal/core/units";
import type { AskOptions, RapiPort } from "#hal/drivers/openevse-rapi/rapi-port";
import type { RapiAnswer } from "#hal/wire/rapi";
import {
  parseRapiCapacity,
  parseRapiHeartbeat,
  parseRapiNumber,
  parseRapiSettings,
  parseRapiState,
  parseRapiVersion,
  type RapiCapacity,
  type RapiSettings,
  type RapiState,
  type RapiVersion,
} from "#hal/wire/rapi-answers";
import { HEARTBEAT_COOKIE, heartbeatStates } from "#hal/wire/rapi-tables";

const steer: AskOptions = { urgency: "steer" };
const stop: AskOptions = { urgency: "stop" };

/**
 * The words of an OpenEVSE that this driver uses. Each rejects with an AgentError of RapiPort, `board.refused` for a refusal that has no
 * meaning of its own, or `board.malformed` for an answer that the firmware never gives.
 */
export class OpenEvseCommands {
  readonly #port: RapiPort;

  constructor(port: RapiPort) {
    this.#port = port;
  }

  async version(): Promise<RapiVersion> {
    return content("GV", parseRapiVersion(await this.#port.command("GV")));
  }

  async state(): Promise<RapiState> {
    return content("GS", parseRapiState(await this.#port.command("GS")));
  }

  async capacity(): Promise<RapiCapacity> {
    return content("GC", parseRapiCapacity(await this.#port.command("GC")));
  }

  async settings(): Promise<RapiSettings> {
    return content("GE", parseRapiSettings(await this.#port.command("GE")));
  }

  async enable(): Promise<void> {
    await this.#port.command("FE", [], steer);
  }

  /** The pilot says stop; the board opens its contactor when the current has gone, after 3 s at the latest. */
  async sleep(): Promise<void> {
    await this.#port.command("FS", [], stop);
  }

  /** Opens the contactor at once and takes the pilot to -12 V. */
  async disable(): Promise<void> {
    await this.#port.command("FD", [], stop);
  }

  /** Sets what the pilot offers, until the next restart only; returns what the board made of it, which may be less. */
  async setCurrent(limit: Amperes): Promise<Amperes> {
    // Without the V the board would write its EEPROM at every change, which wears it out.
    const answer = await this.#port.ask("SC", [String(limit), "V"], steer);
    return amperes(content("SC", parseRapiNumber(answer.args)));
  }

  /** False from a firmware that has no lock. */
  async lock(locked: boolean): Promise<boolean> {
    return (await this.#port.ask("S4", [locked ? "1" : "0"], steer)).ok;
  }

  /** From now on it tells of a press instead of showing its menu. A firmware that knows no such thing keeps its own. */
  async takeButton(): Promise<void> {
    await this.#port.ask("FF", ["B", "0"]);
  }

  /** Supervision off when `seconds` is 0. False from a firmware that has none. */
  async superviseHeartbeat(seconds: number, fallback: Amperes): Promise<boolean> {
    return (await this.#port.ask("SY", [String(seconds), String(fallback)], steer)).ok;
  }

  /** One heartbeat; true when an earlier one came too late and the current is reduced since. */
  async pulse(): Promise<boolean> {
    return wasMissed(await this.#port.ask("SY", [], steer));
  }

  /** Gives the board its current back after a missed heartbeat; false when it does not want to, for example because it is too hot. */
  async acknowledgeMiss(): Promise<boolean> {
    return (await this.#port.ask("SY", [String(HEARTBEAT_COOKIE)], steer)).ok;
  }

  async lamp(colour: number): Promise<void> {
    await this.#port.command("FB", [String(colour)], { retries: 0 });
  }
}

function wasMissed(answer: RapiAnswer): boolean {
  const heartbeat = parseRapiHeartbeat(answer.args);
  return !answer.ok || (heartbeat.ok && heartbeat.value.state === heartbeatStates.missed);
}

function content<Value>(code: string, parsed: Outcome<Value, string>): Value {
  if (parsed.ok) return parsed.value;
  throw new AgentError("board.malformed", `the answer to ${code} makes no sense`, { code });
}
