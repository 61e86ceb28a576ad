import { readFile } from "node:fs/promises";
import type { Cancel, Clock } from "#hal/core/clock";
import { describeError } from "#hal/core/errors";
import type { Log } from "#hal/core/log";
import { type Listenable, Signal } from "#hal/core/signal";
import { seconds } from "#hal/core/units";
import { textField } from "#simulator/csms/payload-fields";
import { type AgentStatus, statusIn } from "#simulator/panel/agent-status";
import { connectTextSocket, type TextSocket } from "#simulator/panel/web-socket";

/** What is known of the charger's program. */
export interface AgentView {
  /** Connected to it now. */
  readonly isReachable: boolean;
  /** The last that it said, also while it is away. */
  readonly status: AgentStatus | undefined;
}

/** Where the panel has the agent's status from. */
export interface AgentStatusSource {
  view(): AgentView;
  readonly changes: Listenable<AgentView>;
}

const RETRY = seconds(1);

/**
 * Follows the agent's `/live`. The address is read anew for each attempt from the file that the agent writes (its URL, plain or as `url` in
 * JSON), because the agent has another port after each start and may be down for as long as somebody wants it to be.
 */
export class AgentStatusFollower implements AgentStatusSource {
  readonly changes: Listenable<AgentView>;
  readonly #addressFile: string;
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #changes = new Signal<AgentView>();
  #view: AgentView = { isReachable: false, status: undefined };
  #socket: TextSocket | undefined;
  #cancelRetry: Cancel = () => undefined;
  #isRunning = false;

  constructor(addressFile: string, clock: Clock, log: Log) {
    this.#addressFile = addressFile;
    this.#clock = clock;
    this.#log = log;
    this.changes = this.#changes;
  }

  start(): void {
    if (this.#isRunning) return;
    this.#isRunning = true;
    this.#tryToConnect();
  }

  stop(): void {
    this.#isRunning = false;
    this.#cancelRetry();
    this.#socket?.close();
  }

  view(): AgentView {
    return this.#view;
  }

  #tryToConnect(): void {
    this.#connect().catch((error: unknown) => {
      this.#log.error({ error: describeError(error) }, "panel.agent-follower-failed");
      this.#retry();
    });
  }

  async #connect(): Promise<void> {
    const url = await this.#liveUrl();
    if (!this.#isRunning) return;
    if (url === undefined) {
      this.#retry();
      return;
    }
    this.#socket = connectTextSocket(url, {
      text: (text) => {
        this.#hear(text);
      },
      closed: () => {
        this.#socket = undefined;
        this.#become({ ...this.#view, isReachable: false });
        this.#retry();
      },
    });
  }

  #hear(text: string): void {
    const status = statusIn(parse(text));
    if (status !== undefined) this.#become({ isReachable: true, status });
    else this.#log.debug({ length: text.length }, "panel.agent-message-ignored");
  }

  #become(view: AgentView): void {
    if (!view.isReachable && !this.#view.isReachable) return;
    this.#view = view;
    this.#changes.emit(view);
  }

  #retry(): void {
    if (!this.#isRunning) return;
    this.#cancelRetry = this.#clock.after(RETRY, () => {
      this.#tryToConnect();
    });
  }

  /** Undefined while there is no agent that has written its address. */
  async #liveUrl(): Promise<string | undefined> {
    // A missing file is the ordinary state before the agent's first start.
    const text = await readFile(this.#addressFile, "utf8").catch(() => "");
    return liveUrlOf(text);
  }
}

/** The WebSocket URL of `/live` for an address file's content; undefined unless it names a port on the loopback interface. */
export function liveUrlOf(content: string): string | undefined {
  const text = textField(parse(content), "url") ?? content.trim();
  if (!URL.canParse(text)) return undefined;
  const url = new URL(text);
  if (url.protocol !== "http:" || !["127.0.0.1", "localhost", "[::1]"].includes(url.hostname)) return undefined;
  return `ws://${url.host}/live`;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
