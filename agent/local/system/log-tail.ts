import type { KeptLog } from "#agent/ports/kept-log";

/** What fits beside the rest of a report that somebody sends around. */
const MOST_LINES = 500;
const MOST_CHARACTERS = 200_000;
const mailAddress = /[^\s"<>@:,;]+@[^\s"<>@:,;]+/g;

/** The newest of what the program has said, oldest first. Secrets and tokens were masked when it was said; names of people are left out here. */
export function logTail(keptLog: Pick<KeptLog, "lines">): readonly unknown[] {
  const newest: string[] = [];
  for (const line of keptLog.lines({})) {
    newest.push(line);
    if (newest.length > MOST_LINES) newest.shift();
  }
  let room = MOST_CHARACTERS;
  const kept = newest.toReversed().filter((line) => (room -= line.length) >= 0);
  return kept.toReversed().flatMap(harmless);
}

/** `sources` of a login that failed names the account that was tried. */
function harmless(line: string): readonly unknown[] {
  try {
    const { sources, ...rest } = JSON.parse(line.replace(mailAddress, "…@…")) as Readonly<Record<string, unknown>>;
    return [sources === undefined ? rest : { ...rest, sources: "…" }];
  } catch {
    // A line that a cut has left unfinished.
    return [];
  }
}
