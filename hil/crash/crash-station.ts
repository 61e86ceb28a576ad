import { existsSync, rmSync } from "node:fs";
import { type Clock, sleep } from "#hal/core/clock";
import { intBelow, type Random, type RandomStream } from "#hal/core/random";
import { type Millis, millis, seconds } from "#hal/core/units";
import { CrashLife } from "#hil/crash/crash-life";
import { CrashWitness, type Judgement } from "#hil/crash/crash-witness";
import { orderOf, randomStop, type TourStop } from "#hil/crash/failpoint-tour";
import type { LifePlan, Load } from "#hil/crash/life-plan";
import { StationEye } from "#hil/crash/station-eye";
import { TourGuide } from "#hil/crash/tour-guide";
import { deleteDeadLetters, hasOpenSession } from "#hil/station-file";
import { openTransactions } from "#simulator/csms/csms-state";
import { cards, type Rehearsal } from "#simulator/rehearsal";

/** How the station is made worse than it is, to see that the harness notices. */
export type Sabotage =
  /** Its disk forgets at each death. */
  | "wipedStore"
  /** It deletes what was sent in vain, after the first attempt. */
  | "deletingOutbox";

export interface CrashStationOptions {
  readonly rehearsal: Rehearsal;
  readonly directory: string;
  readonly lineClock: Clock;
  readonly random: Random;
  readonly meterStart: number;
  /** How often the back end misbehaves, as a multiple of the usual. */
  readonly moods: number;
  /** What the next process is told; the rehearsal's environment reads it from here. */
  readonly order: { failpoint: string | undefined };
  /** It is told to try for good. */
  readonly isPatient: boolean;
  readonly sabotage?: Sabotage;
}

/** A station's lives: the stops of the tour in this order, then so many at random. */
export interface Fate {
  readonly stops: readonly TourStop[];
  readonly kills: number;
}

export interface CrashedStation extends Judgement {
  readonly kills: number;
  /** How often it died by itself at a named place. */
  readonly hits: number;
  /** Stops of the tour at which it died. */
  readonly visited: readonly TourStop[];
  /** Milliseconds from the start of the last process to the end of the charge that it found open, and until the back end knew of it. */
  readonly restart: number;
  readonly open: number;
}

const PAUSE_LIMIT = 100;
const LIFE_LIMIT = 1400;
/** Many deaths come before it has said its first word. */
const BOOT = 400;
/** A place chosen by chance that is not passed in this time is not waited for. */
const CHANCE_PATIENCE = millis(3500);
const QUIET_PATIENCE = seconds(60);
/** A station that is known to be broken may never calm down. */
const SABOTAGED_PATIENCE = seconds(8);
const LOOK = millis(50);
const GLANCE = millis(5);
/** Worth a session. */
const LAST_WH = 20;
const LAST_ATTEMPTS = 15;
const LAST_PATIENCE = millis(1500);
/** So many things happen at most while the agent is away. */
const ABSENCE = 5;
/** A busy machine may be too slow for a stop once. */
const VISITS = 2;

/** One station that is killed again and again while it serves people, then left in peace and judged. */
export class CrashStation {
  readonly #options: CrashStationOptions;
  readonly #chance: RandomStream;
  readonly #life: CrashLife;
  readonly #witness: CrashWitness;
  readonly #eye: StationEye;
  readonly #guide: TourGuide;
  readonly #visited: TourStop[] = [];
  #load: Load;
  #kills = 0;
  #hits = 0;
  #restart = 0;
  #open = 0;

  constructor(options: CrashStationOptions) {
    this.#options = options;
    const { rehearsal, random, directory, lineClock, moods } = options;
    this.#chance = random.stream("kills");
    this.#life = new CrashLife(rehearsal, random.stream("life"), moods);
    this.#witness = new CrashWitness(options);
    this.#eye = new StationEye(rehearsal, directory);
    this.#guide = new TourGuide(rehearsal, lineClock, this.#eye);
    this.#load = this.#life;
  }

  /** Resolves with what is left when everything has calmed down. The rehearsal must have started. */
  async run({ stops, kills }: Fate): Promise<CrashedStation> {
    const { rehearsal } = this.#options;
    await this.#commission();
    await rehearsal.killAgent();
    for (const stop of stops) await this.#visit(stop);
    this.#life.calm();
    for (let kill = 0; kill < kills; kill++) {
      await this.#absence();
      await this.#lifeOf(this.#randomPlan());
    }
    await this.#settle();
    const { code, signal } = await rehearsal.agent.stop();
    if (code !== 0) this.#witness.surprise(`the agent ended with ${String(code ?? signal)}`);
    const [lives, hits, visited] = [this.#kills, this.#hits, this.#visited];
    const times = { restart: this.#restart, open: this.#open };
    return { kills: lives, hits, visited, ...times, ...this.#witness.judge(this.#eye.databaseFile) };
  }

  /** A controller that no agent has ever put to sleep charges whoever comes: that is done first, with no vehicle there. */
  async #commission(): Promise<void> {
    const { rehearsal, lineClock } = this.#options;
    const { board } = rehearsal.station.outlet();
    const deadline = lineClock.uptime() + QUIET_PATIENCE;
    while (board.state().mode !== "sleeping" && lineClock.uptime() < deadline) await sleep(lineClock, LOOK);
    await this.#calmDown();
  }

  async #visit(stop: TourStop): Promise<void> {
    for (let visit = 0; visit < VISITS && !this.#visited.includes(stop); visit++)
      for (const plan of this.#guide.plans(stop)) await this.#lifeOf(plan);
  }

  #randomPlan(): LifePlan {
    const load = this.#life;
    if (this.#chance.next() < 0.7) return { load, patience: this.#lifetime() };
    return { load, order: orderOf(randomStop(this.#chance), 1 + intBelow(this.#chance, 2)), patience: CHANCE_PATIENCE };
  }

  #lifetime(): Millis {
    const isEarly = this.#chance.next() < 0.3;
    return millis(isEarly ? intBelow(this.#chance, BOOT) : BOOT + intBelow(this.#chance, LIFE_LIMIT));
  }

  async #lifeOf(plan: LifePlan): Promise<void> {
    const { rehearsal, order, lineClock } = this.#options;
    order.failpoint = plan.order;
    this.#load = plan.load;
    plan.load.begin();
    await rehearsal.startAgent();
    this.#witness.note(`a life begins, ${plan.order ?? "to be killed"}`);
    const deadline = lineClock.uptime() + plan.patience;
    while (rehearsal.agent.isRunning() && lineClock.uptime() < deadline) {
      this.#happens();
      if ((await plan.isReached?.()) === true) break;
      const pause = lineClock.uptime() + 20 + intBelow(this.#chance, PAUSE_LIMIT);
      while (rehearsal.agent.isRunning() && lineClock.uptime() < Math.min(pause, deadline))
        await sleep(lineClock, GLANCE);
    }
    await this.#died(plan);
  }

  /** Nobody controls the station, and people go on. */
  async #absence(): Promise<void> {
    for (let acts = intBelow(this.#chance, ABSENCE); acts > 0; acts--) {
      this.#happens();
      await sleep(this.#options.lineClock, LOOK);
    }
  }

  async #died({ order, stop }: LifePlan): Promise<void> {
    const { rehearsal } = this.#options;
    const { agent } = rehearsal;
    this.#kills += 1;
    if (agent.isRunning()) await rehearsal.killAgent();
    else if (agent.lastExit()?.signal === "SIGKILL" && order !== undefined) {
      this.#hits += 1;
      if (stop !== undefined) this.#visited.push(stop);
    } else {
      const exit = agent.lastExit();
      this.#witness.surprise(`the agent ended by itself with ${String(exit?.code ?? exit?.signal)}`);
    }
    this.#witness.note("the life ends");
    this.#afterDeath();
  }

  #happens(): void {
    this.#load.act();
    this.#witness.look();
  }

  #afterDeath(): void {
    const { rehearsal, sabotage } = this.#options;
    const { storeDirectory, databaseFile } = this.#eye;
    rmSync(rehearsal.addressFile, { force: true });
    if (sabotage === "wipedStore") rmSync(storeDirectory, { recursive: true, force: true });
    if (sabotage === "deletingOutbox" && existsSync(databaseFile)) deleteDeadLetters(databaseFile);
  }

  /** Everything is mended; then there is nothing to wait for but the agent's own work. */
  async #settle(): Promise<void> {
    const { rehearsal, order } = this.#options;
    order.failpoint = undefined;
    this.#life.calm();
    await rehearsal.startAgent();
    await this.#lastCharge();
    // Nobody is served worse than the last of them: the agent dies while energy flows, and the end of the charge is refused once.
    const refusal = { kind: "error", code: "InternalError", description: "not now" } as const;
    rehearsal.csms.script.once("StopTransaction", refusal);
    await rehearsal.killAgent();
    this.#afterDeath();
    await this.#closeLastCharge();
    rehearsal.station.unplug();
    await this.#calmDown();
  }

  /** How long a process takes for the charge that it finds open: until energy has ended and its end is written, and until the back end has it. */
  async #closeLastCharge(): Promise<void> {
    const { rehearsal, lineClock } = this.#options;
    const { station, csms } = rehearsal;
    const begun = lineClock.uptime();
    await rehearsal.startAgent();
    const isClosed = () => !station.outlet().world.read().contactorClosed && !hasOpenSession(this.#eye.databaseFile);
    await this.#until("an open charge was not ended within a minute", isClosed);
    this.#restart = lineClock.uptime() - begun;
    // Those before may have been given up, and are open for good.
    const isTold = () => [...csms.state().transactions.values()].at(-1)?.stop !== undefined;
    await this.#until("the end of an open charge was not told", isTold);
    this.#open = lineClock.uptime() - begun;
  }

  async #until(otherwise: string, holds: () => boolean): Promise<void> {
    const { lineClock, sabotage } = this.#options;
    const deadline = lineClock.uptime() + (sabotage === undefined ? QUIET_PATIENCE : SABOTAGED_PATIENCE);
    while (!holds()) {
      if (lineClock.uptime() > deadline) {
        this.#witness.surprise(otherwise);
        return;
      }
      await sleep(lineClock, GLANCE);
    }
  }

  /** A charge as any other, known to the back end, so that each history has one that was not disturbed before its end. */
  async #lastCharge(): Promise<void> {
    const { rehearsal, lineClock } = this.#options;
    const { station, csms } = rehearsal;
    for (let attempt = 0; attempt < LAST_ATTEMPTS; attempt++) {
      station.plugIn({ stateOfCharge: 0.1 });
      const open = openTransactions(csms.state()).at(-1);
      const isFlowing = station.outlet().world.read().contactorClosed;
      if (open !== undefined && isFlowing && station.outlet().meter.register() - open.meterStart > LAST_WH) return;
      if (!isFlowing) station.tapCard(cards.valid);
      await sleep(lineClock, LAST_PATIENCE);
    }
    this.#witness.surprise("it does not charge any more");
  }

  async #calmDown(): Promise<void> {
    const { lineClock, sabotage } = this.#options;
    const deadline = lineClock.uptime() + (sabotage === undefined ? QUIET_PATIENCE : SABOTAGED_PATIENCE);
    for (let quiet = 0; quiet < 6;) {
      await sleep(lineClock, LOOK);
      quiet = (await this.#eye.isQuiet()) ? quiet + 1 : 0;
      if (lineClock.uptime() > deadline) {
        this.#witness.surprise("it did not calm down");
        return;
      }
    }
  }
}
