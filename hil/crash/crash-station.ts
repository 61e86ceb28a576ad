import { appendFileSync, existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { type Clock, sleep } from "#hal/core/clock";
import type { FailpointName } from "#hal/core/failpoint";
import { intBelow, type Random, type RandomStream } from "#hal/core/random";
import { type Millis, millis, seconds } from "#hal/core/units";
import { type BilledTransaction, judgeBooks, type OwnBooks, type Violation } from "#hil/billing-oracle";
import { CrashLife } from "#hil/crash/crash-life";
import type { FailpointRota } from "#hil/crash/failpoint-rota";
import { billedOf, flowsOf, StopRecord } from "#hil/evidence";
import { deleteDeadLetters, readStationFile } from "#hil/station-file";
import { openTransactions } from "#simulator/csms/csms-state";
import { fieldsOf, listField, numberField } from "#simulator/csms/payload-fields";
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
  /** What the next process is told; the rehearsal's environment reads it from here. */
  readonly order: { failpoint: string | undefined };
  /** Where the next processes shall die. */
  readonly rota: FailpointRota;
  readonly sabotage?: Sabotage;
}

export interface CrashedStation {
  readonly kills: number;
  /** Places at which it died by itself. */
  readonly hits: readonly FailpointName[];
  readonly sessions: number;
  readonly billed: readonly BilledTransaction[];
  readonly violations: readonly Violation[];
  /** The judgement when the first bill is hidden from the oracle: it must not be empty. */
  readonly withoutARecord: readonly Violation[];
}

const PAUSE_LIMIT = 100;
const LIFE_LIMIT = 1400;
/** Many deaths come before it has said its first word. */
const BOOT = 400;
/** A place that is not passed in this time is not waited for. */
const FAILPOINT_PATIENCE = millis(3500);
const QUIET_PATIENCE = seconds(60);
/** A station that is known to be broken may never calm down. */
const SABOTAGED_PATIENCE = seconds(8);
const LOOK = millis(50);
/** Worth a session. */
const LAST_WH = 20;
const LAST_ATTEMPTS = 15;
const LAST_PATIENCE = millis(1500);

/** One station that is killed again and again while it serves people, then left in peace and judged. */
export class CrashStation {
  readonly #options: CrashStationOptions;
  readonly #chance: RandomStream;
  readonly #life: CrashLife;
  readonly #stops: StopRecord;
  readonly #witness: string;
  readonly #hits: FailpointName[] = [];
  readonly #surprises: Violation[] = [];
  #told = 0;
  #isLiving = true;

  constructor(options: CrashStationOptions) {
    this.#options = options;
    const { rehearsal, random, directory } = options;
    this.#chance = random.stream("kills");
    this.#stops = new StopRecord(rehearsal.csms.record);
    this.#witness = join(directory, "witness.jsonl");
    rehearsal.csms.record.changes.listen((message) => {
      appendFileSync(this.#witness, `${JSON.stringify({ message })}\n`);
    });
    this.#life = new CrashLife(rehearsal, random.stream("life"));
  }

  /** Resolves with what is left when everything has calmed down. The rehearsal must have started. */
  async run(kills: number): Promise<CrashedStation> {
    const { rehearsal } = this.#options;
    // A controller that no agent has ever spoken to charges whoever comes: commissioned first, with no vehicle there.
    await this.#calmDown();
    await rehearsal.killAgent();
    const living = this.#live();
    for (let kill = 0; kill < kills; kill++) await this.#oneLife();
    this.#isLiving = false;
    await living;
    await this.#settle();
    const { code, signal } = await rehearsal.agent.stop();
    if (code !== 0) this.#surprise(`the agent ended with ${String(code ?? signal)}`);
    return this.#judge(kills);
  }

  /** People go on whether or not the agent lives. */
  async #live(): Promise<void> {
    const { lineClock } = this.#options;
    while (this.#isLiving) {
      this.#life.act();
      this.#tellTruth();
      await sleep(lineClock, millis(20 + intBelow(this.#chance, PAUSE_LIMIT)));
    }
  }

  async #oneLife(): Promise<void> {
    const { rehearsal, order, lineClock, rota } = this.#options;
    const { agent } = rehearsal;
    const failpoint = this.#chance.next() < 0.5 ? rota.next(this.#chance) : undefined;
    order.failpoint =
      failpoint === undefined ? undefined : `${failpoint}:${String(1 + intBelow(this.#chance, passages(failpoint)))}`;
    await rehearsal.startAgent();
    const patience = failpoint === undefined ? this.#lifetime() : FAILPOINT_PATIENCE;
    const deadline = lineClock.uptime() + patience;
    while (agent.isRunning() && lineClock.uptime() < deadline) await sleep(lineClock, millis(5));
    const isAlive = agent.isRunning();
    if (isAlive) await rehearsal.killAgent();
    else if (agent.lastExit()?.signal === "SIGKILL" && failpoint !== undefined) {
      this.#hits.push(failpoint);
      rota.hit(failpoint);
    } else
      this.#surprise(`the agent ended by itself with ${String(agent.lastExit()?.code ?? agent.lastExit()?.signal)}`);
    this.#afterDeath();
  }

  #lifetime(): Millis {
    const isEarly = this.#chance.next() < 0.3;
    return millis(isEarly ? intBelow(this.#chance, BOOT) : BOOT + intBelow(this.#chance, LIFE_LIMIT));
  }

  #afterDeath(): void {
    const { rehearsal, sabotage } = this.#options;
    rmSync(rehearsal.addressFile, { force: true });
    if (sabotage === "wipedStore") rmSync(this.#storeDirectory(), { recursive: true, force: true });
    if (sabotage === "deletingOutbox" && existsSync(this.#databaseFile())) deleteDeadLetters(this.#databaseFile());
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
    await rehearsal.startAgent();
    rehearsal.station.unplug();
    await this.#calmDown();
  }

  /** A charge as any other, known to the back end, so that each history has one that was not disturbed before its end. */
  async #lastCharge(): Promise<void> {
    const { rehearsal, lineClock } = this.#options;
    const { station, csms } = rehearsal;
    for (let attempt = 0; attempt < LAST_ATTEMPTS; attempt++) {
      station.plugIn({ stateOfCharge: 0.1 });
      const open = openTransactions(csms.state()).at(-1);
      if (open !== undefined && station.outlet().meter.register() - open.meterStart > LAST_WH) return;
      if (!station.outlet().world.read().contactorClosed) station.tapCard(cards.valid);
      await sleep(lineClock, LAST_PATIENCE);
    }
    this.#surprise("it does not charge any more");
  }

  async #calmDown(): Promise<void> {
    const { lineClock, sabotage } = this.#options;
    const deadline = lineClock.uptime() + (sabotage === undefined ? QUIET_PATIENCE : SABOTAGED_PATIENCE);
    for (let quiet = 0; quiet < 6;) {
      quiet = (await this.#isQuiet()) ? quiet + 1 : 0;
      if (lineClock.uptime() > deadline) {
        this.#surprise("it did not calm down");
        return;
      }
      await sleep(lineClock, LOOK);
    }
  }

  async #isQuiet(): Promise<boolean> {
    const status = await this.#status();
    const evse = fieldsOf(listField(status, "evses")[0]);
    return (
      // One that waits for its last reading after a restart is in no queue yet.
      openTransactions(this.#options.rehearsal.csms.state()).length === 0 &&
      numberField(fieldsOf(status)["csms"], "queuedFacts") === 0 &&
      evse["status"] === "available" &&
      evse["session"] === null
    );
  }

  async #status(): Promise<unknown> {
    try {
      const { url } = fieldsOf(JSON.parse(readFileSync(this.#options.rehearsal.addressFile, "utf8")));
      const response = await fetch(`${String(url)}/status`);
      return await response.json();
    } catch {
      // Not up yet: whoever asks looks again.
      return undefined;
    }
  }

  #judge(kills: number): CrashedStation {
    const { rehearsal, meterStart } = this.#options;
    this.#tellTruth();
    const { books, damage } = readStationFile(this.#databaseFile());
    const { station, csms } = rehearsal;
    const flows = flowsOf(station.truth(), { before: meterStart, now: station.outlet().meter.register() });
    const billed = [...csms.state().transactions.values()].map((each) => billedOf(each, this.#stops.of(each.id)));
    const judge = (some: readonly BilledTransaction[], own: OwnBooks) => judgeBooks(flows, some, own);
    return {
      kills,
      hits: this.#hits,
      sessions: billed.length,
      billed,
      violations: [
        ...this.#surprises,
        ...damage.map((what) => ({ kind: "corrupt", what }) as const),
        ...judge(billed, books),
      ],
      withoutARecord: judge(withoutLargest(billed), books),
    };
  }

  #tellTruth(): void {
    const truth = this.#options.rehearsal.station.truth();
    const news = truth.slice(this.#told).map((edge) => `${JSON.stringify({ truth: edge })}\n`);
    this.#told = truth.length;
    if (news.length > 0) appendFileSync(this.#witness, news.join(""));
  }

  #surprise(what: string): void {
    this.#surprises.push({ kind: "contradictory", what });
  }

  #storeDirectory(): string {
    return join(this.#options.directory, "store");
  }

  #databaseFile(): string {
    return join(this.#storeDirectory(), "station.db");
  }
}

/** How often a place is passed in a short life, so that it is not always the first time. */
function passages(failpoint: FailpointName): number {
  if (failpoint === "store.opened" || failpoint === "attempt.counted") return 1;
  return failpoint.startsWith("call.") || failpoint === "answer.arrived" ? 4 : 2;
}

function withoutLargest(billed: readonly BilledTransaction[]): readonly BilledTransaction[] {
  const energy = ({ meterStart, stops }: BilledTransaction) => (stops[0]?.meterStop ?? meterStart) - meterStart;
  const [largest] = billed.toSorted((a, b) => energy(b) - energy(a));
  return billed.filter((each) => each !== largest);
}
