/** Options of the harness commands: whole numbers and words with usual values, and flags; `--help` tells them. */
import { parseArgs } from "node:util";

const HELP = { usual: false, what: "tells this" };

/**
 * Reads the command line; ends the process with 64 when it is wrong, with 0 when it asks for help.
 *
 * @param about what the command does, in a sentence
 * @param options by name: `usual`, a number for one that wants a whole number from `least` (1 unless given) on, a text for words, false for a flag; and `what` it means
 */
export function commandOptions(command, about, options) {
  const known = { ...options, help: HELP };
  const { help, ...values } = parsed(command, known);
  if (help) {
    process.stdout.write(helpText(command, about, known));
    process.exit(0);
  }
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [
      name,
      typeof options[name].usual === "number" ? wholeNumber(command, name, value, options[name].least ?? 1) : value,
    ]),
  );
}

/** How an option is shown whose value is a number, a word or none. */
const VALUE = { number: " N", string: " names", boolean: "" };

function parsed(command, known) {
  const options = Object.fromEntries(
    Object.entries(known).map(([name, { usual }]) => [
      name,
      usual === false ? { type: "boolean", default: false } : { type: "string", default: String(usual) },
    ]),
  );
  try {
    return parseArgs({ options }).values;
  } catch (error) {
    return refuse(command, error.message);
  }
}

function wholeNumber(command, name, text, least) {
  const number = Number(text);
  return Number.isSafeInteger(number) && number >= least && text.trim() !== ""
    ? number
    : refuse(command, `--${name} is a whole number from ${least} on, not "${text}"`);
}

/** Ends the process: the command line is wrong. */
export function refuse(command, why) {
  process.stderr.write(`${command}: ${why}\nnpm run ${command} -- --help tells the options\n`);
  process.exit(64);
}

function helpText(command, about, known) {
  const rows = Object.entries(known).map(([name, { usual, what }]) => [
    `--${name}${VALUE[typeof usual]}`,
    usual === false ? what : `${what} (${usual})`,
  ]);
  const width = Math.max(...rows.map(([option]) => option.length)) + 2;
  const lines = rows.map(([option, what]) => `  ${option.padEnd(width)}${what}`);
  return `npm run ${command} -- [options]\n\n${about}\n\n${lines.join("\n")}\n`;
}
