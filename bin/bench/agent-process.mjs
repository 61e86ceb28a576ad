/** What the agent costs as a process of its own, on virtual devices behind real terminals and with its back end on the loopback interface. */
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { SeededRandom } from "#hal/core/random";
import { SystemClock } from "#hal/host/system-clock";
import { cards, Rehearsal } from "#simulator/rehearsal";
import { figure, loneFigure } from "./figures.mjs";
import { benchPage } from "./page.mjs";
import { processorTime, residentMemory } from "./process-figures.mjs";

const ROUNDS = 3;
const STARTS_A_ROUND = 3;
const IDLE_MS = 3_000;
/** Long enough for looks at the meter; in slices, because one garbage collection is as much as a minute of everything else. */
const SLICES = 4;
const SLICE_MS = 1_500;
const LINES = ["controller", "meter", "reader"];
const PATIENCE_MS = 20_000;

/** @returns the figures of start, memory and processor time */
export async function benchAgentProcess({ root, directory }) {
  const clock = new SystemClock();
  const rehearsal = new Rehearsal({
    directory,
    clock,
    lineClock: clock,
    scale: { speed: 1, anchor: clock.now() },
    random: new SeededRandom(1),
    command: join(root, "bin", "borne.mjs"),
    execPath: process.execPath,
    environment: process.env,
    logLevel: "info",
    hasSite: true,
  });
  const firstStart = accepted(rehearsal);
  await rehearsal.start();
  try {
    await firstStart;
    const figures = await measured(rehearsal);
    // Last: what it loads for its first visitor stays in the agent's memory.
    return [...figures, ...(await benchPage({ root, rehearsal, clock }))];
  } finally {
    await rehearsal.stop();
  }
}

async function measured(rehearsal) {
  const series = { start: [], bareStart: [], work: [], bareWork: [], memory: [], bareMemory: [] };
  for (let round = 0; round < ROUNDS; round++) {
    for (let count = 0; count < STARTS_A_ROUND; count++) {
      series.bareStart.push(await bareStart());
      series.bareWork.push(bareWork());
      const { time, work } = await restart(rehearsal);
      series.start.push(time);
      series.work.push(work);
    }
    const memory = await idleMemory(rehearsal.agent.pid());
    series.memory.push(memory.agent);
    series.bareMemory.push(memory.bare);
  }
  const idle = await processorShares(rehearsal.agent.pid());
  const charging = await chargingShares(rehearsal);
  return figuresOf(series, idle, charging);
}

function figuresOf({ start, bareStart, work, bareWork, memory, bareMemory }, idle, charging) {
  return [
    figure({ name: "start to accepted", unit: "ms", ours: start, bare: bareStart, bareName: "node -e 0, to its end" }),
    figure({ name: "processor time of it", unit: "ms", ours: work, bare: bareWork, bareName: "node -e, nothing else" }),
    figure({ name: "memory, idle 3 s", unit: "MB", ours: memory, bare: bareMemory, bareName: "node with a timer" }),
    loneFigure({ name: "processor time, idle", unit: "ms/min", ours: idle }),
    loneFigure({ name: "processor time, charging", unit: "ms/min", ours: charging }),
  ];
}

/** From the start of the process to its end. */
async function bareStart() {
  const begun = performance.now();
  await once(spawn(process.execPath, ["-e", "0"], { stdio: "ignore" }), "exit");
  return performance.now() - begun;
}

/** The processor time that Node itself needs, which hardly depends on who else is busy. */
function bareWork() {
  const code =
    "const { user, system } = process.cpuUsage(); require('fs').writeSync(1, String((user + system) / 1000));";
  return Number(spawnSync(process.execPath, ["-e", code], { encoding: "utf8" }).stdout);
}

/** From the start of the process until the back end has accepted its BootNotification. */
async function restart(rehearsal) {
  await rehearsal.agent.stop();
  // Fresh terminals: an old one remembers what the last agent left unread. The devices open them within 100 ms.
  for (const line of LINES) await rehearsal.cutLine(line);
  for (const line of LINES) await rehearsal.mendLine(line);
  await sleep(150);
  const end = accepted(rehearsal);
  const begun = performance.now();
  rehearsal.agent.start();
  const time = (await end) - begun;
  return { time, work: processorTime(rehearsal.agent.pid()) };
}

/** Resolves with the moment of the next BootNotification that is accepted. */
function accepted({ csms, logFile }) {
  return new Promise((resolve, reject) => {
    const patience = setTimeout(() => {
      unlisten();
      reject(new Error(`the back end was never asked for acceptance; the agent's log is ${logFile}`));
    }, PATIENCE_MS);
    const unlisten = csms.record.changes.listen(({ action, answer }) => {
      if (action !== "BootNotification" || answer?.payload?.status !== "Accepted") return;
      clearTimeout(patience);
      unlisten();
      resolve(performance.now());
    });
  });
}

/** Both idle side by side for the same time. */
async function idleMemory(agentPid) {
  const bare = spawn(process.execPath, ["-e", "setInterval(() => {}, 1e3)"], { stdio: "ignore" });
  await sleep(IDLE_MS);
  const memory = { agent: residentMemory(agentPid), bare: residentMemory(bare.pid) };
  bare.kill();
  await once(bare, "exit");
  return memory;
}

/** Processor time in ms per minute, slice by slice. */
async function processorShares(pid) {
  const shares = [];
  for (let slice = 0; slice < SLICES; slice++) {
    const before = processorTime(pid);
    const begun = performance.now();
    await sleep(SLICE_MS);
    shares.push(((processorTime(pid) - before) / (performance.now() - begun)) * 60_000);
  }
  return shares;
}

async function chargingShares({ station, agent, csms }) {
  const until = async (status) => {
    const isThere = ({ action, payload }) => action === "StatusNotification" && payload.status === status;
    const end = performance.now() + PATIENCE_MS;
    while (!csms.messages.some(isThere)) {
      if (performance.now() > end) throw new Error(`the connector was never ${status}`);
      await sleep(50);
    }
  };
  station.plugIn({ stateOfCharge: 0.2 });
  await until("Preparing");
  station.tapCard(cards.valid);
  await until("Charging");
  return processorShares(agent.pid());
}
