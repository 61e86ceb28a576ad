import type { RunOperation } from "#simulator/charger/operation-reply";
import { isFields } from "#simulator/csms/payload-fields";

export interface ControlLinesOptions {
  /** Text as it comes, in pieces of any size. */
  readonly input: AsyncIterable<string>;
  readonly write: (line: string) => void;
  readonly run: RunOperation;
}

/** A line longer than this is no operation. */
const LONGEST_LINE = 65_536;

/** Operations as JSON lines, answered in the order in which they came. Resolves when the input ends. */
export async function serveLines({ input, write, run }: ControlLinesOptions): Promise<void> {
  let rest = "";
  for await (const text of input) {
    const lines = `${rest}${text}`.split("\n");
    rest = lines.pop() ?? "";
    if (rest.length > LONGEST_LINE) {
      write(refusal(null, "the line is too long"));
      rest = "";
    }
    for (const line of lines) if (line.trim() !== "") await serveLine(line, write, run);
  }
}

async function serveLine(line: string, write: (line: string) => void, run: RunOperation): Promise<void> {
  const request = parse(line);
  if (!isFields(request)) {
    write(refusal(null, "the line is not a JSON object"));
    return;
  }
  const { id = null, op, ...fields } = request;
  if (typeof op !== "string") {
    write(refusal(id, "op must name an operation"));
    return;
  }
  const reply = await run(op, fields);
  if (!reply.ok) {
    write(refusal(id, reply.error));
    return;
  }
  const { afterwards, ...told } = reply;
  write(JSON.stringify({ id, ...told }));
  afterwards?.();
}

function refusal(id: unknown, error: string): string {
  return JSON.stringify({ id, ok: false, error });
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
