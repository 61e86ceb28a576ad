import { mkdirSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { type Clock, sleep } from "#hal/core/clock";
import { AgentError } from "#hal/core/errors";
import { SeededRandom } from "#hal/core/random";
import { minutes, millis, seconds, wattHours } from "#hal/core/units";
import { ScaledClock } from "#hal/host/scaled-clock";
import { SystemClock } from "#hal/host/system-clock";
import { packageRoot } from "#config/package-root";
import { buildRecorder } from "#hil/powercut/replay-writes";
import { missingForLoopDisks } from "#hil/powercut/root-rights";
import { Writer } from "#hil/powercut/test-child";
import { deviceMeter, processMeter, type Wear, type WearMeter } from "#hil/wear/wear-meter";
import { fieldsOf } from "#simulator/csms/payload-fields";
import { cards, Rehearsal } from "#simulator/rehearsal";

export interface WearArguments {
  /** Simulated, of each kind. */
  readonly minutes: number;
  readonly seed: number;
  readonly strict: boolean;
}

const SPEED = 60;
/** Of an hour: goal R7. */
const limits = { mbPerChargingHour: 3, mbPerIdleHour: 0.5, flushesPerHour: 300 } as const;
const PATIENCE = seconds(30);
const LOOK = millis(50);
/** What a change of state brings with it is no part of the hour. */
const CALM = seconds(2);
const SAMPLES_PER_HOUR = 360;

/** `npm run bench:wear`: one line of JSON last; resolves with the exit code. */
export async function wearCommand(args: WearArguments): Promise<number> {
  const directory = mkdtempSync(join("/var/tmp", "borne-wear-"));
  try {
    const { meter, missing } = meterIn(directory);
    if (meter === undefined) {
      process.stdout.write(`${JSON.stringify({ note: `not run: needs root or ${missing ?? "cc"}` })}\n`);
      return args.strict ? 1 : 0;
    }
    try {
      return await measured(args, directory, meter);
    } finally {
      meter.end();
    }
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

function meterIn(directory: string): { readonly meter?: WearMeter; readonly missing?: string } {
  const { rights } = missingForLoopDisks(process.getuid?.() === 0);
  if (rights !== undefined) return { meter: deviceMeter(directory, rights) };
  const { path, missing } = buildRecorder(join(packageRoot(), "hil", "powercut", "recorder.c"), directory);
  return path === undefined ? { missing: missing ?? "cc" } : { meter: processMeter(directory, path) };
}

async function measured(args: WearArguments, directory: string, meter: WearMeter): Promise<number> {
  const { idle, online, offline } = await wearOfAgent(args, directory, meter);
  const offlineRich = await wearOfRichSamples(args, directory, meter);
  const mb = ({ bytes }: Wear) => rounded(bytes / 1e6);
  const figures = {
    mbPerChargingHour: Math.max(mb(online), mb(offline), mb(offlineRich)),
    mbPerIdleHour: mb(idle),
    flushesPerHour: Math.round(Math.max(...[idle, online, offline, offlineRich].map(({ flushes }) => flushes))),
  };
  const control = await plainHour(meter);
  const { minutes: simulatedMinutes, seed } = args;
  const detail = {
    simulatedMinutes,
    where: meter.where,
    limits,
    seed,
    idle: shown(idle),
    online: shown(online),
    offline: shown(offline),
    offlineRich: shown(offlineRich),
    control: shown(control),
  };
  process.stdout.write(`${JSON.stringify({ ...figures, ...detail })}\n`);
  const isWithin =
    figures.mbPerChargingHour <= limits.mbPerChargingHour &&
    figures.mbPerIdleHour <= limits.mbPerIdleHour &&
    figures.flushesPerHour <= limits.flushesPerHour;
  return isWithin && mb(control) > limits.mbPerChargingHour ? 0 : 1;
}

function shown({ bytes, flushes }: Wear): { readonly mb: number; readonly flushes: number } {
  return { mb: rounded(bytes / 1e6), flushes: Math.round(flushes) };
}

type Phase = "idle" | "online" | "offline";

/** Of an hour each: nobody there, a charge that the back end follows, a charge that it does not see. */
async function wearOfAgent(
  args: WearArguments,
  directory: string,
  meter: WearMeter,
): Promise<Readonly<Record<Phase, Wear>>> {
  const lineClock = new SystemClock();
  const rehearsal = rehearsalIn(directory, { lineClock, seed: args.seed, meter, ...plain });
  const bench = { args, lineClock, meter, rehearsal };
  try {
    await rehearsal.start();
    await until(lineClock, "Available", () => lastStatus(rehearsal) === "Available");
    const idle = await hourOf(bench);
    await beginCharge(rehearsal, lineClock);
    const online = await chargingHourOf(bench);
    rehearsal.network.cut();
    return { idle, online, offline: await chargingHourOf(bench) };
  } finally {
    await rehearsal.stop();
  }
}

/** Of an hour that the back end does not see, with all that a meter of three phases can say in each sample. */
async function wearOfRichSamples(args: WearArguments, directory: string, meter: WearMeter): Promise<Wear> {
  const lineClock = new SystemClock();
  const rehearsal = rehearsalIn(directory, { lineClock, seed: args.seed, meter, ...rich });
  try {
    await rehearsal.start();
    await until(lineClock, "Available", () => lastStatus(rehearsal) === "Available");
    await beginCharge(rehearsal, lineClock);
    rehearsal.network.cut();
    return await chargingHourOf({ args, lineClock, meter, rehearsal });
  } finally {
    await rehearsal.stop();
  }
}

async function beginCharge(rehearsal: Rehearsal, lineClock: Clock): Promise<void> {
  rehearsal.station.plugIn({ stateOfCharge: 0.1, capacity: wattHours(1_000_000) });
  await until(lineClock, "Preparing", () => lastStatus(rehearsal) === "Preparing");
  rehearsal.station.tapCard(cards.valid);
  await until(lineClock, "Charging", () => lastStatus(rehearsal) === "Charging");
}

interface Bench {
  readonly args: WearArguments;
  readonly lineClock: Clock;
  readonly meter: WearMeter;
  readonly rehearsal: Pick<Rehearsal, "agent" | "station">;
}

/** An agent that has ended writes nothing. */
async function hourOf({ args: { minutes: span }, lineClock, meter, rehearsal }: Bench): Promise<Wear> {
  await sleep(lineClock, CALM);
  const before = meter.read();
  await sleep(lineClock, millis(minutes(span) / SPEED));
  const after = meter.read();
  if (!rehearsal.agent.isRunning()) throw new AgentError("wear.ended", "the agent ended meanwhile");
  const scale = 60 / span;
  return { bytes: (after.bytes - before.bytes) * scale, flushes: (after.flushes - before.flushes) * scale };
}

/** Nor does one write much that does not charge; a closed contactor takes energy all the time. */
async function chargingHourOf(bench: Bench): Promise<Wear> {
  const { meter, world } = bench.rehearsal.station.outlet();
  const before = meter.register();
  const wear = await hourOf(bench);
  if (!world.read().contactorClosed || meter.register() <= before)
    throw new AgentError("wear.ended", "the charge ended meanwhile");
  return wear;
}

const plain = { name: "plain", measurands: "Energy.Active.Import.Register,Power.Active.Import" };
const rich = {
  name: "rich",
  measurands: `${plain.measurands},Current.Import,Voltage,Frequency,Current.Offered,Power.Offered`,
};

interface Place {
  /** Of the station's directory and of its store's. */
  readonly name: string;
  readonly measurands: string;
  readonly lineClock: SystemClock;
  readonly seed: number;
  readonly meter: WearMeter;
}

function rehearsalIn(directory: string, { lineClock, seed, meter, name, measurands }: Place): Rehearsal {
  const scale = { speed: SPEED, anchor: lineClock.now() };
  const [home, store] = [join(directory, name), join(meter.store, name)];
  for (const each of [home, store]) mkdirSync(each, { mode: 0o700 });
  // The store alone lies on the disk that is measured.
  symlinkSync(store, join(home, "store"));
  return new Rehearsal({
    directory: home,
    clock: new ScaledClock(lineClock, scale),
    lineClock,
    scale,
    random: new SeededRandom(seed),
    command: join(packageRoot(), "bin", "borne.mjs"),
    execPath: process.execPath,
    environment: { ...process.env, ...meter.environment },
    logLevel: "warn",
    variables: {
      MeterValueSampleInterval: "10",
      MeterValuesSampledData: measurands,
      ConnectionTimeOut: "3600",
    },
  });
}

function lastStatus({ csms }: Rehearsal): unknown {
  const report = csms.messages.findLast(
    ({ action, payload }) => action === "StatusNotification" && fieldsOf(payload)["connectorId"] === 1,
  );
  return fieldsOf(report?.payload)["status"];
}

async function until(clock: Clock, what: string, holds: () => boolean): Promise<void> {
  const deadline = clock.uptime() + PATIENCE;
  while (!holds()) {
    if (clock.uptime() > deadline) throw new AgentError("wear.late", `the connector did not become ${what}`);
    await sleep(clock, LOOK);
  }
}

/** The control: an hour's samples written as a plain design does. */
async function plainHour(meter: WearMeter): Promise<Wear> {
  const before = meter.read();
  const child = {
    execPath: process.execPath,
    script: join(packageRoot(), "bin", "powercut", "child.mjs"),
    environment: { ...process.env, ...meter.environment },
  };
  await new Writer(child, ["deleteJournal", meter.store, "1", String(SAMPLES_PER_HOUR)]).ended();
  const after = meter.read();
  return { bytes: after.bytes - before.bytes, flushes: after.flushes - before.flushes };
}

function rounded(value: number): number {
  return Math.round(value * 100) / 100;
}
