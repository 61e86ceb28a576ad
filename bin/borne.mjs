#!/usr/bin/env node
/** The command line: names the commands, checks their options and hands over to the layer that does the work. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const EXIT = { ok: 0, usage: 64, unavailable: 69, internal: 70, storage: 74, config: 78 };
const here = (path) => new URL(`../${path}`, import.meta.url);

class NotReady extends Error {}

/** A module of the built program. */
async function built(path) {
  const url = here(`dist/${path}`);
  if (!existsSync(url)) {
    throw new NotReady(
      `borne is not built yet (no dist/${path}): run \`npm run build\` in ${fileURLToPath(here("."))}`,
    );
  }
  return import(url.href);
}

/** What to do about a failure, where somebody can do something. */
function adviceOn(error) {
  if (error instanceof NotReady) return error.message;
  const lacksPackages = error?.code === "ERR_MODULE_NOT_FOUND" && /^Cannot find package/.test(error.message);
  return lacksPackages ? `borne's packages are missing: run \`npm ci\` in ${fileURLToPath(here("."))}` : undefined;
}

const runAgent = async (config) => (await built("program/agent.js")).runAgent({ config });

/**
 * The configuration of a start as a charger makes it, `agent --config FILE`. It goes past the parser of options, which would add a
 * twentieth to the time until the hardware is in hand; everything else, and every mistake, is the parser's.
 */
function configOfPlainStart([command, option, file, ...others]) {
  const isPlain = command === "agent" && (option === "--config" || option === "-c") && others.length === 0;
  return isPlain && file !== undefined && !file.startsWith("-") ? file : undefined;
}

/** A parser of option values that says what would have been right. */
function numberBetween(InvalidArgumentError, low, high, isWhole) {
  return (text) => {
    const value = text.trim() === "" ? Number.NaN : Number(text);
    if (value >= low && value <= high && (!isWhole || Number.isInteger(value))) return value;
    throw new InvalidArgumentError(`Expected a ${isWhole ? "whole " : ""}number from ${low} to ${high}.`);
  };
}

function defineAgent(program, finish) {
  program
    .command("agent")
    .summary("run the charge point on this machine's hardware")
    .description(
      "Runs the charge point: opens the hardware that the configuration names, connects to its CSMS and charges until it is told " +
        "to stop. Ctrl-C or SIGTERM ends it in order.",
    )
    .requiredOption("-c, --config <file>", "the charger's configuration, JSON")
    .addHelpText(
      "after",
      "\nExample:\n  borne agent --config /etc/borne/charger.json\n\nExit codes: 0 asked to end, 70 internal error, 74 storage, 75 restart wanted, 78 configuration.",
    )
    .action((options) => finish(() => runAgent(options.config)));
}

function defineSimulate(program, finish, { InvalidArgumentError, Option }) {
  const between = (low, high, isWhole) => numberBetween(InvalidArgumentError, low, high, isWhole);
  program
    .command("simulate")
    .summary("run the real agent on simulated hardware, with a CSMS and a page to play with")
    .description(
      "Runs the real agent on simulated hardware against a simulated CSMS. Without --once it serves a page where you plug in a vehicle, " +
        "present a card and break things. With --once it plays one charging session, prints the result as one line of JSON and ends.",
    )
    .option("--once", "play one charging session without a page, print its result and exit")
    .addOption(new Option("--speed <n>", "how many times faster than real time").argParser(between(1, 60, false)))
    .addOption(
      new Option("--port <n>", "TCP port of the page; 0 takes any free one").argParser(between(0, 65535, true)),
    )
    .addOption(
      new Option("--seed <n>", "seed of all chance: the same seed plays the same session").argParser(
        between(0, 2 ** 32 - 1, true),
      ),
    )
    .addOption(
      new Option("--minutes <n>", "how long the vehicle charges with --once, in simulated minutes").argParser(
        between(0.1, 1440, false),
      ),
    )
    .option(
      "--state-dir <dir>",
      "where the agent keeps its store; without it a temporary one that is deleted at the end",
    )
    .addHelpText(
      "after",
      "\nExamples:\n  borne simulate\n  borne simulate --once --minutes 30 --seed 7\n  borne simulate --port 8080 --speed 10 --state-dir ./state",
    )
    .action((options) => finish(async () => (await built("simulator/main.js")).simulate({ ...options })));
}

function defineCharger(program, finish) {
  program
    .command("charger")
    .summary("run a simulated charger for a test harness, as one process per power cycle")
    .description(
      "Runs the real agent on simulated hardware, driven by JSON lines on stdin or by HTTP on the address that it prints when it is ready. " +
        "For the tests of a CSMS, in any language; docs/simulated-charger.md describes the boot file and every operation.",
    )
    .requiredOption("-b, --boot <file>", "what the charger is and how it behaves, JSON")
    .addHelpText(
      "after",
      '\nExample:\n  borne charger --boot boot.json\n  {"event":"ready","controlUrl":"http://127.0.0.1:40321"}\n  {"id":1,"op":"plugIn","evseId":1}\n  {"id":1,"ok":true}' +
        "\n\nExit codes: 0 asked to end, 70 internal error, 74 storage, 75 after a reset, 78 boot file.",
    )
    .action((options) => finish(async () => (await built("simulated/charger.js")).runCharger({ boot: options.boot })));
}

/** Reads a configuration as the agent would, and says every mistake with its place. */
async function checkConfig(file) {
  const { loadConfig } = await built("config/load.js");
  const { printMistakes } = await built("config/print-mistakes.js");
  const { variableMistakes } = await built("agent/runtime/variable-mistakes.js");
  const result = loadConfig(file);
  const mistakes = result.ok ? variableMistakes(file, result.value.variables) : result.reason;
  if (mistakes.length > 0) {
    process.stderr.write(`${printMistakes(mistakes)}\n`);
    return EXIT.config;
  }
  for (const note of result.value.notes) process.stderr.write(`${note}\n`);
  process.stdout.write(`${file}: ok\n`);
  return EXIT.ok;
}

function defineConfig(program, finish) {
  const config = program
    .command("config")
    .summary("work with configuration files")
    .description("Commands about configuration files.");
  config
    .command("check")
    .summary("say whether a configuration is right, and every mistake in it")
    .description(
      "Reads a configuration exactly as the agent would and names every mistake with its place. Opens no hardware.",
    )
    .argument("<file>", "the configuration, JSON")
    .addHelpText(
      "after",
      "\nExample:\n  borne config check /etc/borne/charger.json\n\nExit codes: 0 right, 78 mistakes.",
    )
    .action((file) => finish(() => checkConfig(file)));
}

/** Prints what was given up. The agent may be running meanwhile. */
async function deadLetters({ config, json }) {
  const { loadConfig } = await built("config/load.js");
  const { printMistakes } = await built("config/print-mistakes.js");
  const { explainError } = await built("hal/core/errors.js");
  const { printDeadLetters, readDeadLetters } = await built("agent/store/dead-letters.js");
  const result = loadConfig(config);
  if (!result.ok) {
    process.stderr.write(`${printMistakes(result.reason)}\n`);
    return EXIT.config;
  }
  try {
    const letters = readDeadLetters(join(result.value.store.directory, "station.db"));
    for (const line of printDeadLetters(letters, json === true)) process.stdout.write(`${line}\n`);
    return EXIT.ok;
  } catch (error) {
    process.stderr.write(`${explainError(error)}\n`);
    return EXIT.storage;
  }
}

function defineDeadLetters(program, finish) {
  program
    .command("dead-letters")
    .summary("list the records that the back end never took")
    .description(
      "Lists what was given up after all attempts, oldest first, one line each. Such records are never deleted: bill them by hand. The agent " +
        "may be running.",
    )
    .requiredOption("-c, --config <file>", "the charger's configuration, JSON")
    .option("--json", "print each as one line of JSON, whole")
    .addHelpText(
      "after",
      "\nExample:\n  borne dead-letters --config /etc/borne/charger.json --json > letters.jsonl\n\nExit codes: 0 listed, 74 no store there, 78 configuration.",
    )
    .action((options) => finish(() => deadLetters(options)));
}

async function run(argv) {
  const config = configOfPlainStart(argv.slice(2));
  if (config !== undefined) return runAgent(config);
  const commander = await import("commander");
  const { version } = JSON.parse(readFileSync(here("package.json"), "utf8"));
  let result = EXIT.ok;
  const finish = async (work) => {
    result = await work();
  };
  const program = new commander.Command("borne")
    .description("An OCPP charge point for EV wallboxes, with a simulator beside it.")
    .version(version, "-V, --version", "print the version")
    .exitOverride()
    .configureHelp({ showGlobalOptions: false })
    .showHelpAfterError("(add --help for the options and an example)")
    .addHelpText(
      "after",
      "\nExamples:\n  borne simulate --once          see a charging session from plug to bill\n  borne agent --help             what a command wants",
    );
  defineAgent(program, finish);
  defineSimulate(program, finish, commander);
  defineCharger(program, finish);
  defineConfig(program, finish);
  defineDeadLetters(program, finish);
  for (const command of [...program.commands, ...program.commands.flatMap((each) => each.commands)])
    command.copyInheritedSettings(program);
  try {
    await program.parseAsync(argv);
  } catch (error) {
    if (!(error instanceof commander.CommanderError)) throw error;
    return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
  }
  return result;
}

/** A reader that has seen enough (`borne --help | head`) is no failure, and no reason for a charger to stop. */
function outliveReaders() {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on("error", (error) => {
      if (error.code !== "EPIPE") throw error;
    });
  }
}

outliveReaders();
try {
  process.exitCode = await run(process.argv);
} catch (error) {
  const advice = adviceOn(error);
  process.stderr.write(`${advice ?? error.stack ?? String(error)}\n`);
  process.exitCode = advice === undefined ? EXIT.internal : EXIT.unavailable;
}
