import { withChanges } from "#agent/domain/site/state-changes";
import type { StateTree } from "#agent/domain/site/state-tree";
import { isRecord } from "./api";
import { Cell } from "./cell";

const FIRST_WAIT_MS = 1000;
const LONGEST_WAIT_MS = 15_000;
/** The charger says something every 5 s; who says nothing for so long is gone. */
const SILENCE_MS = 16_000;

/** The charger's state as it tells it, kept up to date for as long as the page is open. */
export class Live {
  readonly state = new Cell<StateTree | undefined>(undefined);
  /** False while the charger cannot be heard; what is shown then is old. */
  readonly isHeard = new Cell(false);
  /** What the charger's clock is ahead of the browser's, in ms. */
  #offset = 0;
  #socket: WebSocket | undefined;
  #wait = FIRST_WAIT_MS;
  #retry = 0;
  #silence = 0;
  #isWanted = false;
  /** Called before each further attempt: perhaps there is no login any more. */
  onLost: () => void = () => undefined;

  start(): void {
    this.#isWanted = true;
    this.#connect();
  }

  stop(): void {
    this.#isWanted = false;
    clearTimeout(this.#retry);
    clearTimeout(this.#silence);
    this.#socket?.close();
    this.#socket = undefined;
    this.isHeard.set(false);
    this.state.set(undefined);
  }

  /** The charger's time now, in ms since 1970. */
  now(): number {
    return Date.now() + this.#offset;
  }

  #connect(): void {
    const scheme = location.protocol === "https:" ? "wss" : "ws";
    const socket = new WebSocket(`${scheme}://${location.host}/api/live`);
    this.#socket = socket;
    socket.addEventListener("message", ({ data }) => {
      if (socket === this.#socket) this.#take(String(data));
    });
    socket.addEventListener("close", () => {
      if (socket === this.#socket) this.#lost();
    });
    this.#expectWord(socket);
  }

  #take(text: string): void {
    const message: unknown = JSON.parse(text);
    if (!isRecord(message) || this.#socket === undefined) return;
    this.#offset = Date.parse(String(message["at"])) - Date.now();
    this.#wait = FIRST_WAIT_MS;
    this.#expectWord(this.#socket);
    const { state, changes } = message;
    const known = this.state.get();
    // The server checks the tree against the type; changes keep its shape.
    if (isRecord(state)) this.state.set(state as unknown as StateTree);
    else if (isRecord(changes) && known !== undefined && Object.keys(changes).length > 0)
      this.state.set(withChanges({ ...known }, changes) as unknown as StateTree);
    this.isHeard.set(true);
  }

  #expectWord(socket: WebSocket): void {
    clearTimeout(this.#silence);
    this.#silence = setTimeout(() => {
      socket.close();
      if (socket === this.#socket) this.#lost();
    }, SILENCE_MS);
  }

  #lost(): void {
    clearTimeout(this.#silence);
    this.#socket = undefined;
    this.isHeard.set(false);
    if (!this.#isWanted) return;
    this.onLost();
    this.#retry = setTimeout(() => {
      if (this.#isWanted) this.#connect();
    }, this.#wait);
    this.#wait = Math.min(LONGEST_WAIT_MS, this.#wait * 2);
  }
}
