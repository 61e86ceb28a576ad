import { epochMillis, hours, millis, minutes, seconds } from "#hal/core/units";
import { AgentError, hasCode } from "#hal/core/errors";
import { failpointNames } from "#hal/core/failpoint";
import { act, type Act, type Stage } from "#test/reliability/storm-stage";

const diskFailures = ["SQLITE_FULL", "SQLITE_IOERR_WRITE", "SQLITE_IOERR_FSYNC", "SQLITE_READONLY"] as const;

/** Those that a station without files passes. */
const places = failpointNames.filter((name) => !/^(store|snapshot|rebuild)\./.test(name));

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
      await lives.losePower();
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
    act("death at a named place, awaited", deaths, () => {
      lives.doom();
    }),
    act("disk refuses", disk, () => {
      const sqlite = chance.pick(diskFailures);
      rig.diskFailure = new AgentError("store.failed", "the database could not write", { sqlite });
    }),
    act("disk slow", disk / 2, slowDown(stage)),
    act("power cut in a slow flush", disk / 2, async () => {
      rig.disk.delay = seconds(2 + chance.upTo(58));
      await rig.clock.advanceUntil(() => rig.disk.isBehind || rig.isDead, minutes(10), seconds(1));
      await lives.losePower();
      await lives.comeBack({ isNewBoot: true });
    }),
    act("disk mended", disk * 2 + 0.2, () => {
      rig.diskFailure = undefined;
      rig.disk.delay = millis(0);
    }),
    act("clock set", clock, () => {
      const step = (chance.next() - 0.5) * chance.pick([minutes(2), hours(3), hours(24 * 40)]);
      rig.clock.setWallTime(epochMillis(Math.round(rig.clock.now() + step)));
      stage.chronicle.clockSet();
    }),
  ];
}

function slowDown({ rig, chance }: Stage) {
  return () => {
    rig.disk.delay = seconds(chance.pick([0.1, 1, 5, 20, 60]) * chance.next());
  };
}

/** What systemd does for a charger: whoever ends is started again. */
export class Lives {
  readonly #stage: Stage;
  readonly #deaths = new Map<string, number>(places.map((name) => [name, 0]));
  #boots = 1;
  #wishesHeard = 0;

  constructor(stage: Stage) {
    this.#stage = stage;
  }

  /** How often it has died where. */
  deaths(): Readonly<Record<string, number>> {
    return Object.fromEntries([...this.#deaths].map(([name, count]) => [`died at ${name}`, count]));
  }

  /** It will die at a named place, in the middle of a step, when it has passed there so often. */
  doom(): void {
    const { rig, chance } = this.#stage;
    const place = chance.pick(places);
    let left = 1 + chance.upTo(5);
    rig.fate.diesAt = (name) => {
      if (name !== place) return false;
      left -= 1;
      if (left !== 0) return false;
      this.#deaths.set(place, (this.#deaths.get(place) ?? 0) + 1);
      return true;
    };
  }

  /** The rig opens the store of the next process at once, which a real one does not while its disk refuses. */
  async die(): Promise<void> {
    const { rig } = this.#stage;
    const failure = rig.diskFailure;
    rig.diskFailure = undefined;
    await rig.crashAgent();
    rig.diskFailure = failure;
    this.#wishesHeard = rig.endWishes.length;
  }

  /** What was not flushed may be gone. */
  async losePower(): Promise<void> {
    const { rig, chance } = this.#stage;
    rig.disk.cutPower(chance.next() < 0.7);
    await this.die();
  }

  async comeBack({ isNewBoot = false } = {}): Promise<void> {
    const { rig, chance, chronicle } = this.#stage;
    if (isNewBoot) {
      this.#boots += 1;
      chronicle.powerLost(rig.store.sessions.open());
    }
    await rig.clock.advance(seconds(10 + chance.upTo(120)));
    try {
      await rig.startAgent(`boot-${this.#boots}`);
    } catch (error) {
      if (!rig.isDead && !hasCode(error, "store.failed")) throw error;
      // It cannot begin without its disk, and is started again until it can.
      await this.die();
      await rig.clock.advance(seconds(10 + chance.upTo(600)));
      rig.diskFailure = undefined;
      await rig.startAgent(`boot-${this.#boots}`);
    }
    if (!rig.isDead) return;
    await this.die();
    await this.comeBack();
  }

  /** In order, as far as the disk lets it. */
  async stop(): Promise<void> {
    const { rig } = this.#stage;
    try {
      await rig.stopAgent();
    } catch (error) {
      if (!hasCode(error, "store.failed")) throw error;
    }
    // With its process ends what it had not been able to write: a timer of the dead would write it later, behind the back of the next.
    await this.die();
  }

  /** Carries out what the agent wishes: its end, and a new one; which it also gets when it has died without a wish. */
  async obey(): Promise<void> {
    const { rig, chance } = this.#stage;
    if (rig.isDead) {
      const isPowerCut = chance.next() < 0.3;
      await (isPowerCut ? this.losePower() : this.die());
      await this.comeBack({ isNewBoot: isPowerCut });
    }
    if (rig.endWishes.length === this.#wishesHeard) return;
    this.#wishesHeard = rig.endWishes.length;
    await this.stop();
    await this.comeBack({ isNewBoot: chance.next() < 0.5 });
  }
}
