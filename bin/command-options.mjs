/** Options of the harness commands: whole numbers with usual values, and flags. */
import { parseArgs } from "node:util";

/** @param usual by name: a number for one that wants a whole number from 1 on, false for a flag */
export function commandOptions(command, usual) {
  const options = Object.fromEntries(
    Object.entries(usual).map(([name, value]) => [
      name,
      value === false ? { type: "boolean", default: false } : { type: "string", default: String(value) },
    ]),
  );
  const refuse = (why) => {
    process.stderr.write(`${command}: ${why}\n`);
    process.exit(64);
  };
  const parse = () => {
    try {
      return parseArgs({ options }).values;
    } catch (error) {
      return refuse(error.message);
    }
  };
  const values = parse();
  const read = ([name, value]) => {
    if (typeof value === "boolean") return [name, value];
    const number = Number(value);
    return Number.isSafeInteger(number) && number >= 1
      ? [name, number]
      : refuse(`--${name} is a whole number from 1 on`);
  };
  return Object.fromEntries(Object.entries(values).map(read));
}
