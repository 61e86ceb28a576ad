import { type Clock, sleep } from "#hal/core/clock";
import { intBelow, type RandomStream } from "#hal/core/random";
import { type Millis, millis, seconds } from "#hal/core/units";
import { CrashWitness, type Judgement } from "#hil/crash/crash-witness";
import { StationEye } from "#hil/crash/station-eye";
import { type HangKind, type HangName, hangOf, type HangSite, type Situation } from "#hil/hang/hang-kinds";
import type { Life, Supervisor } from "#hil/hang/supervisor";
import { hasOpenSession } from "#hil/station-file";
import { openTransactions } from "#simulator/csms/csms-state";
import { textField } from "#simulator/csms/payload-fields";
import { cards, type Rehearsal } from "#simulator/rehearsal";

export interface HangStationOptions {
  readonly rehearsal: Rehearsal;
  readonly directory: string;
  /** Real time. */
  readonly clock: Clock;
  readonly chance: RandomStream;
  readonly meterStart: number;
  readonly supervisor: Supervisor;
  /** All that a hang needs beside the process that is to hang. */
  readonly site: Omit<HangSite, "pid" | "databaseFile">;
  /** How long a hang may go on before it counts as never found. */
  readonly foundWithin: Millis;
}

/** How one hang went; durations in milliseconds. */
export interface HangRound {
  readonly kind: HangName;
  readonly situation: Situation;
  /** Until the process was told to end or ended by itself, or its trouble was told; undefined when nobody noticed. */
  readonly detection: number | undefined;
  /** Until the station was as it has to be again: the charge ended safely, or going on. */
  readonly recovery: number | undefined;
  /** Of that what passed from the start of the next process on; undefined where none was needed. */
  readonly restart: number | undefined;
}

export interface HungStation extends Judgement {
  readonly rounds: readonly HangRound[];
  /** Processes that were told to end although nothing hung: the machine was too busy for such short patience. */
  readonly falseAlarms: number;
}

const LOOK = millis(50);
/** On a machine that is busy with other things. */
const CHARGE_PATIENCE = seconds(120);
const RECOVERY_PATIENCE = seconds(90);
const QUIET_PATIENCE = seconds(90);
/** A card that is not heard is held to the reader again. */
const TAP_AGAIN = seconds(4);
/** Worth a session. */
const PART = 20;

/** One station whose agent hangs again and again, then left in peace and judged. */
export class HangStation {
  readonly #options: HangStationOptions;
  readonly #witness: CrashWitness;
  readonly #eye: StationEye;
  readonly #rounds: HangRound[] = [];

  constructor(options: HangStationOptions) {
    this.#options = options;
    const { rehearsal, directory } = options;
    this.#witness = new CrashWitness({ ...options, isPatient: true });
    this.#eye = new StationEye(rehearsal, directory);
  }

  /** The rehearsal must have started and its supervisor watch. */
  async run(kinds: readonly HangName[]): Promise<HungStation> {
    // A controller that no agent has ever spoken to charges whoever comes: commissioned first, with no vehicle there.
    if (!(await this.#until(QUIET_PATIENCE, () => this.#eye.isWell()))) this.#witness.surprise("no agent works");
    await this.#calmDown();
    for (const kind of kinds) await this.#round(kind);
    const { supervisor, rehearsal } = this.#options;
    supervisor.release();
    const { code, signal } = await rehearsal.agent.stop();
    if (code !== 0) this.#witness.surprise(`the agent ended with ${String(code ?? signal)}`);
    const found = this.#rounds.filter(({ restart }) => restart !== undefined).length;
    const aborted = supervisor.lives().filter(({ abortedAt }) => abortedAt !== undefined).length;
    const falseAlarms = Math.max(0, aborted - found);
    return { rounds: this.#rounds, falseAlarms, ...this.#witness.judge(this.#eye.databaseFile) };
  }

  async #round(name: HangName): Promise<void> {
    const { chance } = this.#options;
    const kind = hangOf(name);
    const situation = kind.situations[intBelow(chance, kind.situations.length)] ?? "charging";
    this.#witness.note(`${name}, ${situation}`);
    await this.#bringAbout(situation);
    const life = await this.#living();
    if (life === undefined) return;
    const { rehearsal, clock, site } = this.#options;
    const messages = rehearsal.csms.messages.length;
    const since = clock.uptime();
    const release = kind.begin({ ...site, pid: life.pid, databaseFile: this.#eye.databaseFile });
    const foundAt = await this.#found(kind, life, messages);
    release();
    const recoveredAt = foundAt === undefined ? undefined : await this.#recovered(kind, life);
    const next = this.#options.supervisor.life();
    this.#rounds.push({
      kind: name,
      situation,
      detection: foundAt === undefined ? undefined : foundAt - since,
      recovery: recoveredAt === undefined ? undefined : recoveredAt - since,
      restart:
        next === undefined || next === life || recoveredAt === undefined ? undefined : recoveredAt - next.startedAt,
    });
    if (foundAt === undefined) await this.#endUnfound(name, life);
    else if (recoveredAt === undefined) this.#witness.surprise(`${name}: not recovered`);
    rehearsal.network.mend();
    await this.#calmDown();
  }

  async #bringAbout(situation: Situation): Promise<void> {
    if (situation === "idle") return;
    const { rehearsal, clock } = this.#options;
    const { station } = rehearsal;
    station.plugIn({ stateOfCharge: 0.1 });
    let tapAt: number = clock.uptime();
    const isCharging = await this.#until(CHARGE_PATIENCE, () => {
      const open = openTransactions(rehearsal.csms.state()).at(-1);
      if (open !== undefined && station.outlet().meter.register() - open.meterStart > PART) return true;
      if (!station.outlet().world.read().contactorClosed && clock.uptime() >= tapAt) {
        tapAt = clock.uptime() + TAP_AGAIN;
        station.tapCard(cards.valid);
      }
      return false;
    });
    if (!isCharging) this.#witness.surprise("it does not charge");
    if (situation === "offline") rehearsal.network.cut();
  }

  /** The process that works; one that was just ended is waited for. */
  async #living(): Promise<Life | undefined> {
    const { supervisor } = this.#options;
    const isThere = await this.#until(RECOVERY_PATIENCE, () => {
      const life = supervisor.life();
      return life?.readyAt !== undefined && life.abortedAt === undefined && life.endedAt === undefined;
    });
    if (!isThere) this.#witness.surprise("no agent works");
    return isThere ? supervisor.life() : undefined;
  }

  /** When it was found, or ended by itself; undefined when nobody noticed. A board that nobody talks to must have done what it declared before the next process comes. */
  async #found(
    { isSilent, tells, mayEnd = false }: HangKind,
    life: Life,
    messages: number,
  ): Promise<number | undefined> {
    const { foundWithin, clock, supervisor } = this.#options;
    let isLow = !isSilent;
    let foundAt: number | undefined;
    const isFound = await this.#until(foundWithin, async () => {
      isLow ||= this.#isBoardOnItsOwn();
      foundAt ??=
        life.abortedAt ?? life.endedAt ?? ((await this.#isTold(tells, messages)) ? clock.uptime() : undefined);
      return foundAt !== undefined && (isLow || supervisor.life() !== life);
    });
    if (!isFound) return undefined;
    if (!isLow) this.#witness.surprise("the board went on as if somebody were there");
    const hasEnded = life.endedAt !== undefined && life.abortedAt === undefined;
    if (hasEnded && !mayEnd) this.#witness.surprise("the process ended by itself: nothing hung");
    return foundAt ?? clock.uptime();
  }

  async #isTold(tells: HangKind["tells"], messages: number): Promise<boolean> {
    if (tells === undefined) return false;
    if (tells === "store") return this.#eye.isStoreBroken();
    return this.#options.rehearsal.csms.messages
      .slice(messages)
      .some(({ action, payload }) => action === "StatusNotification" && textField(payload, "status") === "Faulted");
  }

  /** It has missed its heartbeat and offers what it declared for that. */
  #isBoardOnItsOwn(): boolean {
    const { heartbeat, capacity } = this.#options.rehearsal.station.outlet().board.state();
    return heartbeat.trigger === 2 && capacity <= heartbeat.fallback;
  }

  /** When the charge was safely ended or, where no new process was needed, nothing was left of the trouble. */
  async #recovered({ tells }: HangKind, life: Life): Promise<number | undefined> {
    const { supervisor, rehearsal, clock } = this.#options;
    const isOpen = () => rehearsal.station.outlet().world.read().contactorClosed;
    const isRight = await this.#until(RECOVERY_PATIENCE, async () => {
      const next = supervisor.life();
      if (tells !== undefined && next === life && life.abortedAt === undefined) return this.#eye.isWell();
      if (next === undefined || next === life || next.readyAt === undefined) return false;
      return !isOpen() && !hasOpenSession(this.#eye.databaseFile);
    });
    return isRight ? clock.uptime() : undefined;
  }

  /** Nobody noticed: ended by hand, so that the story goes on. */
  async #endUnfound(name: HangName, life: Life): Promise<void> {
    const { site, supervisor } = this.#options;
    this.#witness.note(`${name}: nobody noticed`);
    if (supervisor.life() === life) site.end(life.pid);
    await this.#until(RECOVERY_PATIENCE, () => supervisor.life() !== life);
  }

  async #calmDown(): Promise<void> {
    const { station } = this.#options.rehearsal;
    station.unplug();
    let quiet = 0;
    const isQuiet = await this.#until(QUIET_PATIENCE, async () => {
      quiet = (await this.#eye.isQuiet()) ? quiet + 1 : 0;
      return quiet > 3;
    });
    if (!isQuiet) this.#witness.surprise("it did not calm down");
  }

  async #until(within: Millis, holds: () => boolean | Promise<boolean>): Promise<boolean> {
    const { clock } = this.#options;
    const deadline = clock.uptime() + within;
    for (;;) {
      this.#witness.look();
      if (await holds()) return true;
      if (clock.uptime() > deadline) return false;
      await sleep(clock, LOOK);
    }
  }
}
