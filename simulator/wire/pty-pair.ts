import { spawnSync } from "node:child_process";
import { closeSync, readdirSync, readlinkSync, renameSync, rmSync, symlinkSync, writeSync } from "node:fs";
import { join } from "node:path";
import type { ReadStream } from "node:tty";
import * as nodePty from "node-pty";
import { AgentError, describeError } from "#hal/core/errors";
import { type Listenable, Signal } from "#hal/core/signal";
import type { ByteLink, LinkState } from "#hal/links/byte-link";
import type { Wire } from "#simulator/wire/wire";

/**
 * A pseudo terminal as cable: the agent opens `path` with its ordinary serial port, the virtual device holds the master. Mending makes a new
 * terminal behind the same path. A terminal remembers what a real port forgets when it is closed (unread bytes, an exclusive lock of a user
 * who is not root), so cut and mend the wire between two agents that share it.
 */
export interface PtyWire extends Wire {
  /** Stable, for the agent's configuration. Missing while the wire is cut. */
  readonly path: string;
  /** The device neither takes a byte nor gives one while its line stays open, until the answer is called or the wire is cut. */
  hold(): () => void;
}

/** Makes the terminal and the link `<directory>/<name>`. Rejects with AgentError `link.open-failed`. */
export async function ptyPair(directory: string, name: string): Promise<PtyWire> {
  const path = join(directory, name);
  const far = new PtyMaster(name, path);
  await far.attach();
  return {
    name,
    path,
    far,
    cut: () => far.detach(),
    mend: () => far.attach(),
    hold: () => far.hold(),
  };
}

/** What `open` of node-pty returns; it is exported but not in the typings. */
interface OpenedPty {
  readonly _master: ReadStream;
  readonly _slave: ReadStream;
  readonly _pty: string;
  readonly _fd: number;
}

interface Terminal {
  readonly master: ReadStream;
  readonly descriptor: number;
  /** Our own descriptors of the other end: while one is open, the master outlives an agent that closes and comes back. */
  readonly keepers: readonly number[];
}

class PtyMaster implements ByteLink {
  readonly name: string;
  readonly #path: string;
  readonly #bytes = new Signal<Uint8Array>();
  readonly #states = new Signal<LinkState>();
  #terminal: Terminal | undefined;
  #isPublished = false;
  #isOpen = false;
  #isHeld = false;

  constructor(name: string, path: string) {
    this.name = name;
    this.#path = path;
  }

  get bytes(): Listenable<Uint8Array> {
    return this.#bytes;
  }

  get states(): Listenable<LinkState> {
    return this.#states;
  }

  isOpen(): boolean {
    return this.#isOpen;
  }

  async attach(): Promise<void> {
    if (this.#terminal !== undefined) return;
    try {
      const { terminal, slavePath } = await openTerminal();
      this.#terminal = terminal;
      terminal.master.on("data", (bytes: Buffer) => {
        if (this.#isOpen && !this.#isHeld) this.#bytes.emit(Uint8Array.from(bytes));
      });
      terminal.master.on("error", () => {
        this.#release();
      });
      publish(slavePath, this.#path);
      this.#isPublished = true;
    } catch (error) {
      this.#release();
      throw new AgentError("link.open-failed", "no pseudo terminal", { path: this.#path }, error);
    }
  }

  detach(): Promise<void> {
    this.#release();
    return Promise.resolve();
  }

  open(): Promise<void> {
    if (this.#terminal === undefined)
      return Promise.reject(new AgentError("link.open-failed", "the cable is cut", { path: this.#path }));
    if (!this.#isOpen) {
      this.#isOpen = true;
      this.#states.emit("open");
    }
    return Promise.resolve();
  }

  close(): Promise<void> {
    if (this.#isOpen) {
      this.#isOpen = false;
      this.#states.emit("closed");
    }
    return Promise.resolve();
  }

  /** Never waits for a reader: what does not fit in the kernel's buffer is lost, as on a line that nobody listens to. */
  write(bytes: Uint8Array): Promise<void> {
    const terminal = this.#terminal;
    if (!this.#isOpen || terminal === undefined)
      return Promise.reject(new AgentError("link.closed", "the link is closed", { path: this.#path }));
    if (this.#isHeld) return Promise.resolve();
    try {
      for (let sent = 0; sent < bytes.length;) sent += writeSync(terminal.descriptor, bytes, sent);
    } catch (error) {
      if (!isFull(error))
        return Promise.reject(new AgentError("link.write-failed", describeError(error), { path: this.#path }, error));
    }
    return Promise.resolve();
  }

  hold(): () => void {
    const terminal = this.#terminal;
    if (terminal === undefined) return () => undefined;
    this.#isHeld = true;
    for (const keeper of terminal.keepers) letFlow(keeper, false);
    return () => {
      if (this.#terminal !== terminal) return;
      this.#isHeld = false;
      for (const keeper of terminal.keepers) letFlow(keeper, true);
    };
  }

  /** Nothing is kept here: bytes go out as they come in. */
  discard(): void {
    return;
  }

  #release(): void {
    const terminal = this.#terminal;
    if (terminal === undefined) return;
    this.#terminal = undefined;
    this.#isHeld = false;
    // What stands at the path without our doing is not ours to remove.
    if (this.#isPublished) rmSync(this.#path, { force: true });
    this.#isPublished = false;
    terminal.master.removeAllListeners("data");
    // Not node-pty's own destroy: on an opened pair it would send a hang-up signal to every process of the user.
    terminal.master.destroy();
    for (const keeper of terminal.keepers) closeSync(keeper);
    if (this.#isOpen) {
      this.#isOpen = false;
      this.#states.emit("closed");
    }
  }
}

async function openTerminal(): Promise<{ readonly terminal: Terminal; readonly slavePath: string }> {
  const opened = openPty();
  // Raw from the first byte: nobody has opened the other end yet, and an echo would come back as if the agent had spoken.
  opened._slave.setRawMode(true);
  await closed(opened._slave);
  return {
    slavePath: opened._pty,
    terminal: { master: opened._master, descriptor: opened._fd, keepers: descriptorsOf(opened._pty) },
  };
}

function openPty(): OpenedPty {
  if (!canOpen(nodePty)) throw new AgentError("link.open-failed", "this node-pty cannot open a pair");
  const opened = nodePty.open({ encoding: null });
  if (!isOpenedPty(opened)) throw new AgentError("link.open-failed", "this node-pty opens something else");
  return opened;
}

interface PairOpener {
  readonly open: (options: { readonly encoding: null }) => unknown;
}

function canOpen(module: object): module is PairOpener {
  return "open" in module && typeof module.open === "function";
}

function isOpenedPty(value: unknown): value is OpenedPty {
  return typeof value === "object" && value !== null && "_master" in value && "_slave" in value && "_pty" in value;
}

/** The stream that node-pty reads the other end with would steal bytes from the agent. */
function closed(stream: ReadStream): Promise<void> {
  return new Promise((resolve) => {
    stream.once("close", () => {
      resolve();
    });
    stream.removeAllListeners("data");
    stream.destroy();
  });
}

/** What is still open of the terminal in this process: the descriptor that the platform duplicated and then forgot. */
function descriptorsOf(path: string): readonly number[] {
  return readdirSync("/proc/self/fd")
    .map(Number)
    .filter((descriptor) => targetOf(descriptor) === path);
}

function targetOf(descriptor: number): string | undefined {
  try {
    return readlinkSync(`/proc/self/fd/${descriptor}`);
  } catch {
    // Gone between listing and looking.
    return undefined;
  }
}

/** Replaced in one move, so that whoever opens the path finds the old terminal or the new one. */
function publish(target: string, path: string): void {
  const draft = `${path}.new`;
  rmSync(draft, { force: true });
  symlinkSync(target, draft);
  renameSync(draft, path);
}

/** tcflow(3), which Node does not have: what is written on the other end waits, or goes on. */
function letFlow(descriptor: number, isFlowing: boolean): void {
  const script = `tcflow(0, ${isFlowing ? "TCOON" : "TCOOFF"}) or exit 1`;
  const { status } = spawnSync("perl", ["-MPOSIX=tcflow,:termios_h", "-e", script], {
    stdio: [descriptor, "ignore", "ignore"],
  });
  if (status !== 0) throw new AgentError("simulator.unknown", "this machine cannot hold a terminal up");
}

function isFull(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "EAGAIN";
}
