/** How fast the whole agent runs in virtual time: real drivers on memory links, virtual devices, store in memory, back end in the same process. */
import { every } from "#hal/core/clock";
import { epochMillis, hours, minutes, seconds } from "#hal/core/units";
import { VirtualClock } from "#hal/core/virtual-clock";
import { settleMacrotasks } from "#hal/host/macrotask";
import { importFromTests } from "../translate-tests.mjs";
import { figure } from "./figures.mjs";

const RUNS = 4;
const RUN_MS = 1_200;
const STEP = minutes(5);

/** @returns the figure in simulated hours per second */
export async function benchVirtualTime({ root }) {
  // The tests' own rig, so that the agent is composed for virtual time in one place.
  const { VirtualRig: Rig } = await importFromTests(root, "support/virtual-rig");
  const speed = { ours: [], bare: [] };
  for (let run = 0; run <= RUNS; run++) {
    const measured = { ours: await agentSpeed(Rig), bare: await clockSpeed() };
    // The first run warms the engine up.
    if (run === 0) continue;
    speed.ours.push(measured.ours);
    speed.bare.push(measured.bare);
  }
  return [figure({ name: "virtual time, charging", unit: "h/s", ...speed, bareName: "clock with a tick a second" })];
}

async function agentSpeed(Rig) {
  const rig = await new Rig({ seed: 7 }).start();
  await rig.charge();
  const speed = await hoursPerSecond(rig.clock);
  await rig.stop();
  return speed;
}

async function clockSpeed() {
  const clock = new VirtualClock(epochMillis(0), settleMacrotasks);
  const cancel = every(clock, seconds(1), () => undefined);
  const speed = await hoursPerSecond(clock);
  cancel();
  return speed;
}

async function hoursPerSecond(clock) {
  const from = clock.uptime();
  const begun = performance.now();
  while (performance.now() - begun < RUN_MS) await clock.advance(STEP);
  return ((clock.uptime() - from) / hours(1) / (performance.now() - begun)) * 1000;
}
