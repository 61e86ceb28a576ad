import { mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { describeError, explainError, hasCode } from "#hal/core/errors";
import { silentLog } from "#hal/core/log";
import { SeededRandom } from "#hal/core/random";
import { minutes } from "#hal/core/units";
import { ScaledClock } from "#hal/host/scaled-clock";
import { SystemClock } from "#hal/host/system-clock";
import { packageRoot } from "#config/package-root";
import { EndWish } from "#simulator/end-wish";
import { AgentStatusFollower } from "#simulator/panel/agent-status-follower";
import { PanelServer, type PanelServerOptions } from "#simulator/panel/panel-server";
import { playCharge } from "#simulator/play-charge";
import { Rehearsal } from "#simulator/rehearsal";
import { controlsOf, worldOf } from "#simulator/rehearsal-controls";
import { type SiteAccess, siteAccess } from "#simulator/site-page";

/** Options of `borne simulate`; what is left out has a usual value. */
export interface SimulateOptions {
  readonly once?: boolean;
  readonly speed?: number;
  readonly port?: number;
  readonly seed?: number;
  readonly minutes?: number;
  readonly stateDir?: string;
}

const FAILED = 1;
/** As shells have it for a program that Ctrl-C ended. */
const INTERRUPTED = 130;
/** As in agent/runtime/exit-codes: the agent wants to be started again. */
const RESTART = 75;

/** Runs the real agent on virtual devices. Resolves with the exit code. */
export async function simulate(options: SimulateOptions): Promise<number> {
  const isTemporary = options.stateDir === undefined;
  const directory = options.stateDir === undefined ? mkdtempSync(join(tmpdir(), "borne-")) : resolve(options.stateDir);
  try {
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    return options.once === true ? await once(options, directory) : await interactive(options, directory);
  } catch (error) {
    process.stderr.write(`${explainError(error)}\n`);
    return FAILED;
  } finally {
    if (isTemporary) rmSync(directory, { recursive: true, force: true });
  }
}

async function once(options: SimulateOptions, directory: string): Promise<number> {
  const { rehearsal, clock, lineClock } = prepare(options, directory, options.speed ?? 60);
  const abort = new AbortController();
  const wish = new EndWish(process, lineClock);
  wish.listen({
    first: () => {
      abort.abort();
    },
    insisted: () => {
      killAtOnce(rehearsal);
    },
  });
  try {
    await rehearsal.start();
    const tell = (line: string) => process.stderr.write(`${line}\n`);
    const duration = minutes(options.minutes ?? 10);
    const played = await playCharge({ rehearsal, clock, lineClock, duration, tell, abort: abort.signal });
    process.stdout.write(`${JSON.stringify(played)}\n`);
    return 0;
  } catch (error) {
    if (abort.signal.aborted) return INTERRUPTED;
    if (hasCode(error, "play")) process.stderr.write(lastLines(rehearsal.logFile));
    throw error;
  } finally {
    await rehearsal.stop();
    wish.unlisten();
  }
}

async function interactive(options: SimulateOptions, directory: string): Promise<number> {
  const speed = options.speed ?? 1;
  const { rehearsal, clock, lineClock } = prepare(options, directory, speed, true);
  const follower = new AgentStatusFollower(rehearsal.addressFile, lineClock, silentLog);
  const wish = new EndWish(process, lineClock);
  const asked = new Promise<void>((resolve) => {
    wish.listen({
      first: resolve,
      insisted: () => {
        killAtOnce(rehearsal);
      },
    });
  });
  restartWhenAsked(rehearsal);
  let panel: PanelServer | undefined;
  try {
    await rehearsal.start();
    follower.start();
    const wanted = options.port ?? 8080;
    panel = await openPanel(wanted, {
      controls: controlsOf(rehearsal),
      agentStatus: follower,
      csmsMessages: rehearsal.csms.record,
      world: () => worldOf(rehearsal, speed, () => follower.view().isReachable),
      clock,
      pace: lineClock,
      log: silentLog,
      packageRoot: packageRoot(),
    });
    const access = await siteAccess(rehearsal.siteFiles, lineClock);
    process.stdout.write(welcome({ panel, wanted, directory, access }));
    await asked;
    process.stdout.write("Ending: the charger stops in order. Ctrl-C again stops it at once.\n");
    return 0;
  } finally {
    await panel?.stop();
    follower.stop();
    await rehearsal.stop();
    wish.unlisten();
  }
}

function killAtOnce(rehearsal: Rehearsal): void {
  rehearsal.agent.kill().catch((error: unknown) => process.stderr.write(`${describeError(error)}\n`));
}

/** What a service manager does for the agent on a wall. */
function restartWhenAsked(rehearsal: Rehearsal): void {
  rehearsal.agent.exits.listen(({ code }) => {
    if (code !== RESTART) return;
    rehearsal.startAgent().catch((error: unknown) => process.stderr.write(`${describeError(error)}\n`));
  });
}

/** On the wanted port, or on any other when that is taken. */
async function openPanel(port: number, options: Omit<PanelServerOptions, "port">): Promise<PanelServer> {
  const wanted = new PanelServer({ ...options, port });
  try {
    await wanted.start();
    return wanted;
  } catch (error) {
    if (!hasCode(error, "panel.port-taken")) throw error;
    const other = new PanelServer({ ...options, port: 0 });
    await other.start();
    return other;
  }
}

function prepare(options: SimulateOptions, directory: string, speed: number, hasSite = false) {
  const lineClock = new SystemClock();
  const anchor = lineClock.now();
  const clock = new ScaledClock(lineClock, { speed, anchor });
  const rehearsal = new Rehearsal({
    directory,
    clock,
    lineClock,
    scale: { speed, anchor },
    random: new SeededRandom(options.seed ?? 1),
    command: join(packageRoot(), "bin", "borne.mjs"),
    execPath: process.execPath,
    environment: process.env,
    logLevel: process.env["BORNE_LOG_LEVEL"] ?? "info",
    hasSite,
  });
  return { rehearsal, clock, lineClock };
}

interface Welcome {
  readonly panel: PanelServer;
  readonly wanted: number;
  readonly directory: string;
  readonly access: SiteAccess;
}

function welcome({ panel, wanted, directory, access }: Welcome): string {
  const isElsewhere = wanted !== 0 && panel.port() !== wanted;
  return `Simulated charger: ${panel.url()}${isElsewhere ? `  (port ${String(wanted)} is taken)` : ""}
The charger's own page: ${access.url}  (account ${access.account}, password ${access.password} until it is changed, PIN ${access.pin})

  1. "Plug in", then tap the valid card: the charge begins and the energy rises.
  2. Tap the blocked or the unknown card on a free charger and see it turned away.
  3. Cut the network in the middle of a charge, mend it, and watch the messages arrive in order.
  4. Kill the agent while it charges and start it again: one stop with the right meter value.
  5. Log in on the charger's own page, change the password, and pause, limit or stop the charge there.
  6. Pull the charging controller's plug, or raise a fault, and read why it is not charging.

State and logs: ${directory}    Ctrl-C ends it.
`;
}

function lastLines(file: string): string {
  const lines = readFileSync(file, "utf8").trimEnd().split("\n");
  return `The agent's last log lines:\n${lines.slice(-15).join("\n")}\n`;
}
