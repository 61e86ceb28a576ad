import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
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
  const log = createLog({ level: "info", clock: lineClock });
  tellUnused(boot, log);
  const charger = makeCharger(boot, lineClock, log);
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
    },
  });
  shutdown.listen();
  charger.news.listen((news) => {
    if (news.type === "restarted") tell({ event: "restarted" });
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
  tell({ event: "ready", controlUrl });
  charger.goOnline();
  process.stdin.setEncoding("utf8");
  await serveLines({
    input: process.stdin as AsyncIterable<string>,
    write: (line) => process.stdout.write(`${line}\n`),
    run,
  });
}

function makeCharger(boot: Boot, lineClock: SystemClock, log: Log): SimulatedCharger {
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
        directory: boot.stateDir,
        pid: process.pid,
        version: versionOf(packageRoot()),
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

function settingsOf(boot: Boot, board: AgentSettings["board"]): AgentSettings {
  const { station, csms, configurationKeys } = boot;
  const { chargeBoxSerialNumber, firmwareVersion } = station;
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
    policy: { meterSilence: { seconds: 60 }, recoveryMeterWait: { seconds: 60 } },
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
