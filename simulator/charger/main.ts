import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Clock } from "#hal/core/clock";
import { describeError } from "#hal/core/errors";
import type { Log } from "#hal/core/log";
import { SeededRandom } from "#hal/core/random";
import { seconds } from "#hal/core/units";
import { ScaledClock } from "#hal/host/scaled-clock";
import { SystemClock } from "#hal/host/system-clock";
import { SystemRandom } from "#hal/host/system-random";
import { composeCharger, configurationMistakes, faultWords } from "#agent/compose-charger";
import type { AgentSettings } from "#agent/compose-settings";
import { exitCodes, exitReasonOf } from "#agent/runtime/exit-codes";
import { LogKeeper } from "#agent/runtime/log-keeper";
import { createLog } from "#agent/runtime/logger";
import { Shutdown } from "#agent/runtime/shutdown";
import type { Boot } from "#config/boot";
import { loadBoot } from "#config/load-boot";
import type { ConfigMistake } from "#config/mistake";
import { packageRoot } from "#config/package-root";
import { printMistakes } from "#config/print-mistakes";
import { serveLines } from "#simulator/charger/control-lines";
import { ControlServer } from "#simulator/charger/control-server";
import { Operations } from "#simulator/charger/operations";
import { SimulatedInstaller } from "#simulator/charger/simulated-installer";
import { SimulatedCharger } from "#simulator/charger/simulated-charger";

/** Draining, the weld check and the last reading fit into this. */
const STOP_DEADLINE = seconds(40);

const keyRefusals = {
  unknown: "is no configuration key of this charger",
  readOnly: "cannot be set",
  invalid: "has a value that it may not have",
} as const;

/** A simulated charger as a process. Resolves with an exit code when it cannot begin; otherwise the process ends by itself. */
export async function runCharger({ boot: file }: { readonly boot: string }): Promise<number> {
  const boot = loadBoot(file, {
    versions: ["1.6"],
    securityProfiles: [0, 1, 2, 3],
    keyMistakes: (keys) => configurationMistakes(keys).map(({ name, why }) => [name, keyRefusals[why]] as const),
  });
  const mistakes = boot.ok ? makeStateDir(file, boot.value.stateDir) : boot.reason;
  if (!boot.ok || mistakes.length > 0) {
    process.stderr.write(`${printMistakes(mistakes)}\n`);
    return exitCodes.config;
  }
  run(boot.value);
  // The way out is Shutdown's, with the exit code that fits.
  return new Promise<number>(() => undefined);
}

function makeStateDir(file: string, stateDir: string): readonly ConfigMistake[] {
  try {
    mkdirSync(stateDir, { recursive: true, mode: 0o700 });
    return [];
  } catch (error) {
    return [{ file, path: "stateDir", message: `cannot be made: ${describeError(error)}` }];
  }
}

function run(boot: Boot): void {
  const lineClock = new SystemClock();
  const keptLog = new LogKeeper({ directory: join(boot.stateDir, "log"), clock: lineClock });
  keptLog.start();
  const log = createLog({ level: "info", clock: lineClock, also: keptLog });
  tellUnused(boot, log);
  const charger = makeCharger(boot, lineClock, log, keptLog);
  const operations = new Operations({
    charger,
    evses: boot.evses,
    errorWords: faultWords,
    cutPower: () => process.exit(exitCodes.asked),
  });
  const server = new ControlServer({
    run: operations.run,
    onFailure: (error) => {
      log.warn({ error }, "control.failed");
    },
  });
  const shutdown = new Shutdown({
    process: { on: process.on.bind(process), off: process.off.bind(process), exit: (code) => process.exit(code) },
    clock: lineClock,
    log,
    deadline: STOP_DEADLINE,
    stop: async () => {
      await charger.stop();
      await server.stop();
      keptLog.stop();
    },
  });
  shutdown.listen();
  charger.news.listen((news) => {
    if (news.type === "restarted") tell({ event: "restarted", ...siteOf(charger) });
    else if (news.type === "ended") shutdown.request("restart", news.why);
    else shutdown.request(news.why === "storage" ? "storage" : "internal", news.why);
  });
  serve(charger, server, operations).then(
    () => {
      shutdown.request("asked", "end of input");
    },
    (error: unknown) => {
      log.error({ error }, "charger.failed");
      shutdown.request(exitReasonOf(error), "failed");
    },
  );
}

/** Resolves when the harness has closed our input. */
async function serve(charger: SimulatedCharger, server: ControlServer, { run }: Operations): Promise<void> {
  const [controlUrl] = await Promise.all([server.start(), charger.start()]);
  tell({ event: "ready", controlUrl, ...siteOf(charger) });
  charger.goOnline();
  process.stdin.setEncoding("utf8");
  await serveLines({
    input: process.stdin as AsyncIterable<string>,
    write: (line) => process.stdout.write(`${line}\n`),
    run,
  });
}

function makeCharger(boot: Boot, lineClock: SystemClock, log: Log, keptLog: LogKeeper): SimulatedCharger {
  const { speed, seed, onReset } = boot.simulation;
  const clock = speed === 1 ? lineClock : new ScaledClock(lineClock, { speed, anchor: lineClock.now() });
  return new SimulatedCharger({
    boot,
    clock,
    lineClock,
    onReset,
    random: new SeededRandom(seed),
    memoryFile: join(boot.stateDir, "outlets.json"),
    composeAgent: (hardware) =>
      composeCharger({
        settings: settingsOf(boot, hardware.board()),
        clock,
        lineClock,
        // Identities have to be new in every life, also with the same seed.
        random: new SystemRandom(),
        log,
        openLink: (path) => hardware.openLink(path),
        locks: hardware.locks,
        directory: boot.stateDir,
        keptLog,
        pid: process.pid,
        version: versionOf(packageRoot()),
        firmware: firmwareOf(boot, clock),
        ...sitePart(boot),
      }),
    onMemoryFailure: (error) => {
      log.warn({ error }, "charger.memory-failed");
    },
    background: (name, work) => {
      work.catch((error: unknown) => {
        log.error({ task: name, error }, "background.failed");
      });
    },
  });
}

function sitePart({ vendorSettings: { site } }: Boot): { readonly site?: { port: number; pageFolder: string } } {
  return site === undefined ? {} : { site: { ...site, pageFolder: join(packageRoot(), "dist", "site") } };
}

function siteOf(charger: SimulatedCharger): { readonly siteUrl?: string } {
  const siteUrl = charger.siteUrl();
  return siteUrl === undefined ? {} : { siteUrl };
}

/** Making an installer is a boot of its slots, and so is each life of the charger. */
function firmwareOf({ station, stateDir, vendorSettings, simulation }: Boot, clock: Clock) {
  const { outcome, installSeconds, maximumMegabytes } = vendorSettings.firmware;
  return {
    mostBytes: maximumMegabytes * 1024 * 1024,
    installer: new SimulatedInstaller({
      file: join(stateDir, "firmware.json"),
      factoryVersion: station.firmwareVersion === "" ? versionOf(packageRoot()) : station.firmwareVersion,
      clock,
      duration: seconds(installSeconds),
      outcome,
      needsRestart: simulation.resetAfterFirmwareUpdate,
    }),
  };
}

function settingsOf(boot: Boot, board: AgentSettings["board"]): AgentSettings {
  const { station, csms, configurationKeys } = boot;
  const { chargeBoxSerialNumber, firmwareVersion } = station;
  const { allowUnsigned, strictSignatures } = boot.vendorSettings.firmware;
  const { securityProfile, basicAuthPassword, verifyServerName } = csms;
  return {
    station: {
      vendor: station.vendor === "" ? "Borne" : station.vendor,
      model: station.model === "" ? "Simulated" : station.model,
      serialNumber: station.serialNumber === "" ? csms.identity : station.serialNumber,
      ...(chargeBoxSerialNumber === "" ? {} : { chargeBoxSerialNumber }),
      ...(firmwareVersion === "" ? {} : { firmwareVersion }),
    },
    csms: {
      url: csms.url,
      identity: csms.identity,
      securityProfile,
      verifyServerName,
      ...(basicAuthPassword === "" ? {} : { password: new TextEncoder().encode(basicAuthPassword) }),
    },
    certificates: boot.certificates,
    board,
    policy: {
      meterSilence: { seconds: 60 },
      recoveryMeterWait: { seconds: 60 },
      firmware: {
        allowUnsigned,
        allowOldPadding: !strictSignatures,
        allowMissingPurpose: !strictSignatures,
      },
    },
    variables: { MessageTimeout: String(csms.messageTimeoutSeconds), ...configurationKeys },
  };
}

/** What the boot file says and this charger has no use for as it is. */
function tellUnused(boot: Boot, log: Log): void {
  if (boot.deviceModel.length > 0) log.warn({ fields: ["deviceModel"] }, "boot.unused");
}

function tell(event: object): void {
  process.stdout.write(`${JSON.stringify(event)}\n`);
}

function versionOf(root: string): string {
  const manifest: unknown = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  return typeof manifest === "object" && manifest !== null && "version" in manifest
    ? String(manifest.version)
    : "0.0.0";
}
