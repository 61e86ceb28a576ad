import { epochMillis, hours, minutes, seconds } from "#hal/core/units";
import { AgentError, hasCode } from "#hal/core/errors";
import { act, type Act, type Stage } from "#test/reliability/storm-stage";

const diskFailures = ["SQLITE_FULL", "SQLITE_IOERR_WRITE", "SQLITE_IOERR_FSYNC", "SQLITE_READONLY"] as const;

/** Crashes, power cuts, orderly restarts, a disk that refuses, and a clock that is set. */
export function endActs(stage: Stage, lives: Lives): readonly Act[] {
  const { rig, chance, temper } = stage;
  const { deaths, clock, disk } = temper;
  return [
    act("kill", deaths, async () => {
      await lives.die();
      await lives.comeBack();
    }),
    act("power cut", deaths / 2, async () => {
      await lives.die();
      await lives.comeBack({ isNewBoot: true });
    }),
    act("orderly restart", deaths / 2, async () => {
      await lives.stop();
      await lives.comeBack();
    }),
    act("kill after kill", deaths / 4, async () => {
      for (let death = 0; death < 3; death++) {
        await lives.die();
        await lives.comeBack();
        await rig.clock.advance(seconds(chance.upTo(40)));
      }
    }),
    act("disk refuses", disk, () => {
      const sqlite = chance.pick(diskFailures);
      rig.diskFailure = new AgentError("store.failed", "the database could not write", { sqlite });
    }),
    act("disk mended", disk * 2 + 0.2, () => {
      rig.diskFailure = undefined;
    }),
    act("clock set", clock, () => {
      const step = (chance.next() - 0.5) * chance.pick([minutes(2), hours(3), hours(24 * 40)]);
      rig.clock.setWallTime(epochMillis(Math.round(rig.clock.now() + step)));
    }),
  ];
}

/** What systemd does for a charger: whoever ends is started again. */
export class Lives {
  readonly #stage: Stage;
  #boots = 1;
  #wishesHeard = 0;

  constructor(stage: Stage) {
    this.#stage = stage;
  }

  /** The rig opens the store of the next process at once, which a real one does not while its disk refuses. */
  async die(): Promise<void> {
    const { rig } = this.#stage;
    const failure = rig.diskFailure;
    rig.diskFailure = undefined;
    await rig.crashAgent();
    rig.diskFailure = failure;
  }

  async comeBack({ isNewBoot = false } = {}): Promise<void> {
    const { rig, chance } = this.#stage;
    if (isNewBoot) this.#boots += 1;
    await rig.clock.advance(seconds(10 + chance.upTo(120)));
    try {
      await rig.startAgent(`boot-${this.#boots}`);
    } catch (error) {
      if (!hasCode(error, "store.failed")) throw error;
      // It cannot begin without its disk, and is started again until it can.
      await this.die();
      await rig.clock.advance(seconds(10 + chance.upTo(600)));
      rig.diskFailure = undefined;
      await rig.startAgent(`boot-${this.#boots}`);
    }
  }

  /** In order, as far as the disk lets it. */
  async stop(): Promise<void> {
    const { rig } = this.#stage;
    try {
      await rig.stopAgent();
    } catch (error) {
      if (!hasCode(error, "store.failed")) throw error;
      await this.die();
    }
  }

  /** Carries out what the agent wishes: its end, and a new one. */
  async obey(): Promise<void> {
    const { rig, chance } = this.#stage;
    if (rig.endWishes.length === this.#wishesHeard) return;
    this.#wishesHeard = rig.endWishes.length;
    await this.stop();
    await this.comeBack({ isNewBoot: chance.next() < 0.5 });
  }
}
