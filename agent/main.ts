import { readFileSync } from "node:fs";
import { join } from "node:path";
import { explainError } from "#hal/core/errors";
import { type Failpoint, failpointOf } from "#hal/core/failpoint";
import { seconds } from "#hal/core/units";
import type { Log } from "#hal/core/log";
import { openSerialLink } from "#hal/board/open-serial-link";
import { readBootId } from "#hal/host/boot-id";
import { ProcessWatch } from "#hal/host/process-watch";
import { SystemClock } from "#hal/host/system-clock";
import { SystemRandom } from "#hal/host/system-random";
import { stationTimes, worldClock } from "#agent/compose-clocks";
import { openFiles } from "#agent/compose-files";
import { composeAgent } from "#agent/compose";
import { composeSite, type SiteComponent, type SiteGround } from "#agent/compose-site";
import { StatusServer, type StatusServerOptions } from "#agent/local/status-server";
import { linkWithFailpoints } from "#agent/ocpp/failpoint-link";
import { RpcCsmsLink } from "#agent/ocpp/rpc-csms-link";
import type { StationStore } from "#agent/ports/station-store";
import type { Agent } from "#agent/runtime/agent";
import { environmentHazards } from "#agent/runtime/environment-guard";
import { exitCodes, exitReasonOf } from "#agent/runtime/exit-codes";
import { LogKeeper } from "#agent/runtime/log-keeper";
import { createLog } from "#agent/runtime/logger";
import { systemdGuardian } from "#agent/runtime/systemd-guardian";
import { Shutdown } from "#agent/runtime/shutdown";
import { Watchdog, type WatchdogOptions } from "#agent/runtime/watchdog";
import { variableMistakes } from "#agent/runtime/variable-mistakes";
import { csmsRootTexts } from "#agent/security/certificate-store";
import { FileSecretStore } from "#agent/security/file-secret-store";
import { probeDisk } from "#agent/store/disk-probe";
import { flushFile } from "#agent/store/flush-file";
import { openStationStore } from "#agent/store/station-store";
import type { Config } from "#config/config";
import { loadConfig } from "#config/load";
import { packageRoot } from "#config/package-root";
import { printMistakes } from "#config/print-mistakes";

/** Draining, the weld check, the last reading and a slow disk fit into this; after it systemd would kill us. */
const STOP_DEADLINE = seconds(40);

/** The charge point as a process: reads the configuration, runs until it is told to end, and resolves with the exit code. */
export async function runAgent({ config: path }: { readonly config: string }): Promise<number> {
  const hazards = environmentHazards(process);
  if (hazards.length > 0) {
    process.stderr.write(`environment: ${hazards.join("\nenvironment: ")}\n`);
    return exitCodes.config;
  }
  const config = loadConfig(path);
  const mistakes = config.ok ? variableMistakes(path, config.value.variables) : config.reason;
  if (!config.ok || mistakes.length > 0) {
    process.stderr.write(`${printMistakes(mistakes)}\n`);
    return exitCodes.config;
  }
  try {
    run(config.value, orderedFailpoint());
  } catch (error) {
    process.stderr.write(`${explainError(error)}\n`);
    return exitCodes[exitReasonOf(error)];
  }
  // The way out is Shutdown's, with the exit code that fits.
  return new Promise<number>(() => undefined);
}

function statusOver(config: Config, agent: Agent, parts: Pick<StatusServerOptions, "clock" | "log">): StatusServer {
  const { changes } = agent;
  const read = () => agent.status();
  return new StatusServer({ ...config.status, ...parts, read, changes, metrics: () => agent.onSite.metrics() });
}

function diskOf({ store: { directory, writeEvery } }: Config) {
  const path = join(directory, "station.db");
  return { path, longestWait: seconds(writeEvery.seconds), probe: () => probeDisk(path), flushFile };
}

function run(config: Config, failpoint: Failpoint): void {
  const lineClock = new SystemClock();
  const { directory } = config.store;
  const keptLog = new LogKeeper({ directory: join(directory, "log"), clock: lineClock });
  const log = createLog({ level: config.log.level, clock: lineClock, also: keptLog });
  const version = versionOf(packageRoot());
  const hostClock = worldClock(config.clock, lineClock);
  const store = openStationStore({ ...diskOf(config), clock: hostClock, lineClock, log, failpoint });
  // Not before the store is open: whoever cannot keep one ends at once.
  keptLog.start();
  const secrets = new FileSecretStore(join(directory, "secrets"));
  const random = new SystemRandom();
  const times = stationTimes(hostClock, { lineClock, store, log });
  const { clock, serverTime } = times;
  const vitals = new ProcessWatch(process);
  const agent = composeAgent(config, {
    ...times,
    lineClock,
    random,
    log,
    store,
    openLink: openSerialLink,
    files: openFiles({ directory, lineClock, keptLog, ownRoots: () => csmsRootTexts(secrets) }),
    secrets,
    csmsLink: linkWithFailpoints(new RpcCsmsLink({ clock: lineClock, log, certificateTime: serverTime }), failpoint),
    bootId: readBootId(),
    pid: process.pid,
    version,
    vitals: () => vitals.read(),
  });
  const watchdog = watchdogOver(agent, { store, clock: lineClock, log });
  const status = statusOver(config, agent, { clock: lineClock, log });
  const site = siteOver(config, { agent, store, secrets, keptLog, clock, lineClock, random, log, version });
  const shutdown = new Shutdown({
    process: { on: process.on.bind(process), off: process.off.bind(process), exit: (code) => process.exit(code) },
    clock: lineClock,
    log,
    deadline: STOP_DEADLINE,
    stop: async () => {
      watchdog.ending();
      for (const part of [agent, status, site]) await part?.stop();
      store.close();
      keptLog.stop();
      vitals.stop();
    },
  });
  shutdown.listen();
  agent.endWishes.listen((wish) => {
    shutdown.request(wish.kind === "restart" ? "restart" : "storage", wish.kind);
  });
  log.info({ version, notes: config.notes }, "agent.starting");
  watchdog.start();
  Promise.all([agent.start(), status.start(), startedSite(site, log)]).then(watchdog.ready, (error: unknown) => {
    log.error({ error }, "agent.start-failed");
    shutdown.request("internal", "start failed");
  });
}

/** Where a harness wants this process to die; nowhere in production. */
function orderedFailpoint(): Failpoint {
  return failpointOf(process.env["BORNE_FAILPOINT"], () => process.kill(process.pid, "SIGKILL"));
}

type Watched = Pick<WatchdogOptions, "clock" | "log"> & { readonly store: Pick<StationStore, "time"> };

function watchdogOver(agent: Pick<Agent, "boardOverdue">, { store, clock, log }: Watched): Watchdog {
  return new Watchdog({
    guardian: systemdGuardian(process, log),
    clock,
    log,
    probeStore: () => {
      store.time.probe();
    },
    boardOverdue: () => agent.boardOverdue(),
  });
}

type Known = Omit<SiteGround, "roots" | "serialNumber" | "storeDirectory" | "pageFolder">;

function siteOver(config: Config, known: Known): SiteComponent | undefined {
  return config.site === undefined ? undefined : composeSite(config.site, siteGround(config, known));
}

function siteGround({ station, store }: Config, known: Known): SiteGround {
  const pageFolder = join(packageRoot(), "dist", "site");
  const roots = () => csmsRootTexts(known.secrets);
  return { ...known, roots, serialNumber: station.serialNumber, storeDirectory: store.directory, pageFolder };
}

/** Somebody else on the page's port is no reason for a charger to give up charging. */
async function startedSite(site: SiteComponent | undefined, log: Log): Promise<void> {
  await site?.start().catch((error: unknown) => {
    log.error({ error }, "site.start-failed");
  });
}

function versionOf(root: string): string {
  const manifest: unknown = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  return typeof manifest === "object" && manifest !== null && "version" in manifest
    ? String(manifest.version)
    : "0.0.0";
}
