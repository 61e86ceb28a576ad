/**
 * The process under the power cuts. One JSON line each on standard output:
 *
 * `write <design> <directory> <run> [records]`: a line of the records that hold as soon as they do, until it dies or has written so many.
 * `read <design>`: for each directory named on a line of standard input, what is there.
 */
import { writeSync } from "node:fs";
import { createInterface } from "node:readline";
import { designs } from "./designs.mjs";

const [mode, design, directory, run, limit] = process.argv.slice(2);
const tell = (line) => writeSync(1, `${JSON.stringify(line)}\n`);

function read(folder) {
  try {
    return designs[design].read(folder);
  } catch (error) {
    return { damage: [String(error?.message ?? error)], records: [] };
  }
}

async function write() {
  const { records, close } = designs[design].open(directory);
  tell({ ready: true });
  let count = 0;
  for await (const held of records(run)) {
    tell({ held, at: String(process.hrtime.bigint()) });
    count += 1;
    if (limit !== undefined && count >= Number(limit)) break;
  }
  close();
}

if (mode === "write") await write();
else for await (const folder of createInterface({ input: process.stdin })) tell(read(folder));
