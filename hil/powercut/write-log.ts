import { AgentError } from "#hal/core/errors";

/** One thing that the recorded process did, as `recorder.c` wrote it down. Files are known by their number until they are created anew. */
export type WriteStep =
  | { readonly kind: "opened"; readonly file: number; readonly path: string }
  | { readonly kind: "written"; readonly file: number; readonly offset: number; readonly bytes: Buffer }
  | { readonly kind: "truncated"; readonly file: number; readonly length: number }
  | { readonly kind: "flushed"; readonly file: number }
  /** The disk could not: what was to be flushed is lost, and counts as flushed for whoever asks next. */
  | { readonly kind: "flushFailed"; readonly file: number }
  | { readonly kind: "directoryFlushed" }
  | { readonly kind: "renamed"; readonly from: string; readonly to: string }
  | { readonly kind: "removed"; readonly path: string }
  /** What it said on its standard output. */
  | { readonly kind: "said"; readonly text: string };

const LINE_END = 0x0a;

/** Reads a record from its beginning; rejects one that is no record with AgentError `powercut.record`. */
export function readWriteLog(log: Buffer): readonly WriteStep[] {
  const steps: WriteStep[] = [];
  for (let at = 0; at < log.length;) {
    const end = log.indexOf(LINE_END, at);
    const line = log.toString("utf8", at, end < 0 ? log.length : end);
    const body = (length: number) => log.subarray(end + 1, end + 1 + length);
    const [, letter = "", file, number, rest] = /^([A-Z]) (\d+) (\d+)(?: (.*))?$/.exec(line) ?? [];
    if (letter === "") throw new AgentError("powercut.record", "not a record of writes", { at, line });
    const length = letter === "W" || letter === "A" ? Number(rest) : 0;
    steps.push(stepOf(letter, { file: Number(file), number: Number(number), rest: rest ?? "" }, body(length)));
    at = end + 1 + length;
  }
  return steps;
}

interface Words {
  readonly file: number;
  readonly number: number;
  readonly rest: string;
}

function stepOf(letter: string, { file, number, rest }: Words, bytes: Buffer): WriteStep {
  switch (letter) {
    case "C":
      return { kind: "opened", file, path: rest };
    case "W":
      return { kind: "written", file, offset: number, bytes };
    case "T":
      return { kind: "truncated", file, length: number };
    case "S":
      return { kind: "flushed", file };
    case "F":
      return { kind: "flushFailed", file };
    case "D":
      return { kind: "directoryFlushed" };
    case "R": {
      const [from = "", to = ""] = rest.split("\t");
      return { kind: "renamed", from, to };
    }
    case "U":
      return { kind: "removed", path: rest };
    case "A":
      return { kind: "said", text: bytes.toString("utf8") };
    default:
      throw new AgentError("powercut.record", "a record of something unknown", { letter });
  }
}
