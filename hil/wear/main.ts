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
  const mb = ({ bytes }: Wear) => rounded(bytes / 1e6);
  const figures = {
    mbPerChargingHour: Math.max(mb(online), mb(offline)),
    mbPerIdleHour: mb(idle),
    flushesPerHour: Math.round(Math.max(idle.flushes, online.flushes, offline.flushes)),
  };
  const plain = await plainHour(meter);
  const { minutes: simulatedMinutes, seed } = args;
  const detail = {
    simulatedMinutes,
    where: meter.where,
    limits,
    seed,
    idle: shown(idle),
    online: shown(online),
    offline: shown(offline),
    control: shown(plain),
  };
  process.stdout.write(`${JSON.stringify({ ...figures, ...detail })}\n`);
  const isWithin =
    figures.mbPerChargingHour <= limits.mbPerChargingHour &&
    figures.mbPerIdleHour <= limits.mbPerIdleHour &&
    figures.flushesPerHour <= limits.flushesPerHour;
  return isWithin && mb(plain) > limits.mbPerChargingHour ? 0 : 1;
}

function shown({ bytes, flushes }: Wear): { readonly mb: number; readonly flushes: number } {
  return { mb: rounded(bytes / 1e6), flushes: Math.round(flushes) };
}

type Phase = "idle" | "online" | "offline";

/** Of an hour each: nobody there, a charge that the back end follows, a charge that it does not see. */
async function wearOfAgent(
  { minutes: span, seed }: WearArguments,
  directory: string,
  meter: WearMeter,
): Promise<Readonly<Record<Phase, Wear>>> {
  const lineClock = new SystemClock();
  const rehearsal = rehearsalIn(directory, { lineClock, seed, meter });
  const perHour = async () => {
    await sleep(lineClock, CALM);
    const before = meter.read();
    await sleep(lineClock, millis(minutes(span) / SPEED));
    const after = meter.read();
    const scale = 60 / span;
    return { bytes: (after.bytes - before.bytes) * scale, flushes: (after.flushes - before.flushes) * scale };
  };
  const isStatus = (status: string) => () => lastStatus(rehearsal) === status;
  try {
    await rehearsal.start();
    await until(lineClock, "Available", isStatus("Available"));
    const idle = await perHour();
    rehearsal.station.plugIn({ stateOfCharge: 0.1, capacity: wattHours(1_000_000) });
    await until(lineClock, "Preparing", isStatus("Preparing"));
    rehearsal.station.tapCard(cards.valid);
    await until(lineClock, "Charging", isStatus("Charging"));
    const online = await perHour();
    rehearsal.network.cut();
    return { idle, online, offline: await perHour() };
  } finally {
    await rehearsal.stop();
  }
}

interface Place {
  readonly lineClock: SystemClock;
  readonly seed: number;
  readonly meter: WearMeter;
}

function rehearsalIn(directory: string, { lineClock, seed, meter }: Place): Rehearsal {
  const scale = { speed: SPEED, anchor: lineClock.now() };
  const home = join(directory, "charger");
  mkdirSync(home, { mode: 0o700 });
  // The store alone lies on the disk that is measured.
  symlinkSync(meter.store, join(home, "store"));
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
      MeterValuesSampledData: "Energy.Active.Import.Register,Power.Active.Import",
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
