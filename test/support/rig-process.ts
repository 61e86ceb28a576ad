import type { Clock } from "#hal/core/clock";
import { type Failpoint, type FailpointName, noFailpoint } from "#hal/core/failpoint";
import { silentLog } from "#hal/core/log";
import { type Millis, seconds } from "#hal/core/units";
import type { VirtualClock } from "#hal/core/virtual-clock";
import type { ByteLink } from "#hal/links/byte-link";
import type { Board } from "#hal/ports/board";
import type { ConnectorLock } from "#hal/ports/connector-lock";
import { linkWithFailpoints } from "#agent/ocpp/failpoint-link";
import type { MemoryCsmsLink } from "#agent/ocpp/memory-csms-link";
import type { CsmsLink } from "#agent/ports/csms-link";
import type { StationStore } from "#agent/ports/station-store";
import { openStationStore } from "#agent/store/station-store";
import type { RigDisk } from "#test/support/rig-disk";
import { MortalClock, MortalCsmsLink, MortalLink, mortalPromise, ProcessDeath } from "#test/support/mortal";

export interface ProcessParts {
  /** Outlives the process. */
  readonly disk: RigDisk;
  readonly clock: Clock;
  readonly bootedAt: Millis;
  readonly network: MemoryCsmsLink;
  readonly failpoint?: Failpoint;
}

/** When a process dies by itself, in the middle of a step. */
export class Fate {
  /** Asked at each named place of the program: true ends the process there. */
  diesAt: (name: FailpointName, subject: string | undefined) => boolean = () => false;
  readonly #die: () => void;
  #isSealed = false;

  constructor(die: () => void) {
    this.#die = die;
  }

  /** It is dead, and nobody has cleared away yet. */
  get isSealed(): boolean {
    return this.#isSealed;
  }

  readonly failpoint: Failpoint = (name, subject) => {
    this.assertAlive();
    if (!this.diesAt(name, subject)) return;
    this.#isSealed = true;
    this.#die();
    throw new ProcessDeath();
  };

  assertAlive(): void {
    if (this.#isSealed) throw new ProcessDeath();
  }

  revive(): void {
    this.#isSealed = false;
  }
}

/** What one process of the agent holds of the world; all of it ends with the process. */
export class RigProcess {
  readonly clock: MortalClock;
  /** Has what is on the disk, and nothing that only the memory of the process before held. */
  readonly store: StationStore;
  readonly csmsLink: CsmsLink;
  readonly #network: MemoryCsmsLink;
  readonly #csms: MortalCsmsLink;
  readonly #lines: MortalLink[] = [];

  constructor({ disk, clock, bootedAt, network, failpoint = noFailpoint }: ProcessParts) {
    this.clock = new MortalClock(clock, bootedAt);
    const { database } = disk;
    this.store = openStationStore({
      path: database.path,
      database,
      clock: this.clock,
      lineClock: disk.lineClock(this.clock),
      probe: () => mortalPromise(disk.probe(this.clock)),
      flushFile: () => mortalPromise(disk.flush(this.clock)),
      log: silentLog,
    });
    this.#network = network;
    this.#csms = new MortalCsmsLink(network);
    this.csmsLink = linkWithFailpoints(this.#csms, failpoint);
  }

  openLine(line: ByteLink): ByteLink {
    const own = new MortalLink(line);
    this.#lines.push(own);
    return own;
  }

  /** It does nothing more and says nothing; what it had handed over goes its way. */
  fallSilent(): void {
    this.clock.kill();
    this.#csms.mute();
    for (const line of this.#lines) line.mute();
  }

  /** The kernel closes what it had open. */
  async bury(): Promise<void> {
    this.fallSilent();
    for (const line of this.#lines) await line.kill();
    this.#network.down();
  }
}

/** Until `work` is done, which broken lines delay beyond the usual, or in vain. */
export async function passTime(
  clock: VirtualClock,
  { work, usual, isVain }: { readonly work: Promise<void>; readonly usual: Millis; readonly isVain: () => boolean },
): Promise<void> {
  const progress = { isDone: false };
  const watched = work.then(() => {
    progress.isDone = true;
  });
  // Awaited below, later than it may fail.
  watched.catch(() => undefined);
  await clock.advance(usual);
  while (!progress.isDone && !isVain()) await clock.advance(seconds(1));
  if (!isVain()) await watched;
}

export function withLock(board: Board, lock: ConnectorLock): Board {
  return { ...board, evses: board.evses.map((evse) => ({ ...evse, lock })) };
}
