import type { SimulatedAgent } from "#simulator/charger/simulated-agent";
import { conflict } from "#simulator/charger/outlet";
import type { SimulatedHardware } from "#simulator/charger/hardware";
import type { VirtualStation } from "#simulator/virtual-station";
import { type WorldFault, worldFaults } from "#simulator/world/world-fault";

/** What a harness asks to be wrong. */
export interface Trouble {
  /** A name of `bodilyTroubles`, or the harness's own. */
  readonly code?: string;
  /** The word of OCPP 1.6 that a reported trouble is told by. */
  readonly word: string;
  readonly isInoperative: boolean;
}

/** Lines that can be cut, by the name of what is seen then. */
const lines = { "controller-silent": "controller", "meter-silent": "meter" } as const;
type CutLine = keyof typeof lines;
/** The bolt of a connector that can be locked. */
const JAM = "lock-jammed";

/** Codes that break something of the simulated machine instead of being reported: the drivers find them in their own time. */
export const bodilyTroubles: readonly string[] = [...worldFaults, ...Object.keys(lines), JAM];

/** Breaks and mends one EVSE. Codes of the machine go through world and wires, all others straight to the agent in the norm's words. */
export class Troubles {
  readonly #evse: number;
  readonly #station: VirtualStation;
  readonly #lock: { setJammed(isJammed: boolean): void } | undefined;
  readonly #agent: SimulatedAgent;
  readonly #bodily = new Set<string>();

  constructor(evse: number, { station, locks }: Pick<SimulatedHardware, "station" | "locks">, agent: SimulatedAgent) {
    this.#evse = evse;
    this.#station = station;
    this.#lock = locks.get(evse);
    this.#agent = agent;
  }

  /** Names of what is broken and words of what is reported. */
  list(): readonly string[] {
    const reported = this.#agent.reportedFaults(this.#evse).map(({ words }) => words.own ?? words.shared);
    return [...this.#bodily, ...reported];
  }

  async raise({ code, word, isInoperative }: Trouble): Promise<void> {
    const fault = worldFaultOf(code);
    const line = lineOf(code);
    if (code === undefined || !bodilyTroubles.includes(code)) {
      const words = { shared: word, ...(code === undefined ? {} : { own: code }) };
      this.#agent.reportFault(this.#evse, { words, isInoperative });
      return;
    }
    if (code === JAM && this.#lock === undefined) throw conflict("no connector of this EVSE can be locked");
    this.#bodily.add(code);
    if (code === JAM) this.#lock?.setJammed(true);
    if (fault !== undefined) this.#station.raiseFault(fault, this.#evse);
    if (line !== undefined) await this.#station.cutLine(line, this.#evse);
  }

  /** Without code and word everything. False when nothing fits. */
  async clear(which: { readonly code?: string; readonly word?: string }): Promise<boolean> {
    const { code, word } = which;
    if (code !== undefined && bodilyTroubles.includes(code)) return this.#mend(this.#bodily.has(code) ? [code] : []);
    const mended = code === undefined && word === undefined && (await this.#mend([...this.#bodily]));
    const words = { ...(word === undefined ? {} : { shared: word }), ...(code === undefined ? {} : { own: code }) };
    return this.#agent.clearFault(this.#evse, words) || mended;
  }

  async #mend(codes: readonly string[]): Promise<boolean> {
    for (const code of codes) {
      this.#bodily.delete(code);
      if (code === JAM) this.#lock?.setJammed(false);
      const fault = worldFaultOf(code);
      const line = lineOf(code);
      if (fault !== undefined) this.#station.clearFault(fault, this.#evse);
      if (line !== undefined) await this.#station.mendLine(line, this.#evse);
    }
    // What only a restart ends, a service engineer ends by the main switch.
    if (codes.length > 0 && this.#station.outlet(this.#evse).board.state().faultEnd === "restart")
      this.#station.restartBoard(this.#evse);
    return codes.length > 0;
  }
}

function worldFaultOf(code: string | undefined): WorldFault | undefined {
  return worldFaults.find((fault) => fault === code);
}

function lineOf(code: string | undefined): (typeof lines)[CutLine] | undefined {
  return isCutLine(code) ? lines[code] : undefined;
}

function isCutLine(code: string | undefined): code is CutLine {
  return code !== undefined && Object.hasOwn(lines, code);
}
