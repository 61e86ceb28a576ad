/** How fast the whole agent runs in virtual time: real drivers on memory links, virtual devices, store in memory, back end in the same process. */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { every } from "#hal/core/clock";
import { epochMillis, hours, minutes, seconds } from "#hal/core/units";
import { VirtualClock } from "#hal/core/virtual-clock";
import { settleMacrotasks } from "#hal/host/macrotask";
import ts from "typescript";
import { figure } from "./figures.mjs";

const RUNS = 4;
const RUN_MS = 1_200;
const STEP = minutes(5);

/** @returns the figure in simulated hours per second */
export async function benchVirtualTime({ root }) {
  const Rig = await virtualRig(root);
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

/** The tests' own rig, so that the agent is composed for virtual time in one place; tests are not built, hence translated here. */
async function virtualRig(root) {
  const folder = join(root, ".borne", "bench-rig");
  mkdirSync(folder, { recursive: true });
  try {
    const file = translate("support/virtual-rig", { root, folder, translated: new Map() });
    return (await import(pathToFileURL(join(folder, file)).href)).VirtualRig;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Writes a module of the tests, and what it imports of them, as JavaScript side by side; gives the file's name. */
function translate(module, context) {
  const { root, folder, translated } = context;
  const known = translated.get(module);
  if (known !== undefined) return known;
  const file = `${module.replaceAll("/", "_")}.mjs`;
  translated.set(module, file);
  const { outputText } = ts.transpileModule(readFileSync(join(root, "test", `${module}.ts`), "utf8"), {
    compilerOptions: { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2023, verbatimModuleSyntax: true },
  });
  const text = outputText.replace(/(?<=from ")#test\/([^"]+)(?=")/g, (_, name) => `./${translate(name, context)}`);
  writeFileSync(join(folder, file), text);
  return file;
}
