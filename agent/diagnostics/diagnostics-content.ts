import { describeError } from "#hal/core/errors";
import type { ArchiveEntry } from "#agent/diagnostics/tar-archive";
import type { KeptLog, SecurityLogSource, TimeWindow } from "#agent/ports/kept-log";
import { redact } from "#agent/runtime/redaction";

export interface DiagnosticsSources {
  readonly keptLog: KeptLog;
  readonly securityLog?: SecurityLogSource;
  /** File name without ending to what stands in it, as JSON; asked when an archive is made. */
  readonly sections: Readonly<Record<string, () => object>>;
  /** Texts that may stand nowhere, whatever wrote them. */
  readonly secrets: () => readonly string[];
}

/** Everything that helps whoever looks for a mistake from far away: how it is now, what is set, and the log of the window. */
export function* diagnosticsEntries(sources: DiagnosticsSources, window: TimeWindow): Generator<ArchiveEntry> {
  for (const [name, read] of Object.entries(sources.sections))
    yield entry(`${name}.json`, `${sectionText(read)}\n`, sources);
  yield entry("log.jsonl", [...sources.keptLog.lines(window)].join(""), sources);
}

/** The journal of what touched the station's security. */
export function* securityEntries(
  source: SecurityLogSource,
  sources: DiagnosticsSources,
  window: TimeWindow,
): Generator<ArchiveEntry> {
  const lines = [...source.entries(window)].map((each) => `${JSON.stringify(redact({ ...each }))}\n`);
  yield entry("security.jsonl", lines.join(""), sources);
}

/** One that cannot be read must not cost the others: it is when something is broken that all this is wanted. */
function sectionText(read: () => object): string {
  try {
    return JSON.stringify(redact({ ...read() }), undefined, 2);
  } catch (error) {
    return JSON.stringify({ unreadable: describeError(error) });
  }
}

function entry(name: string, text: string, { secrets }: DiagnosticsSources): ArchiveEntry {
  const clean = secrets().reduce((rest, secret) => (secret === "" ? rest : rest.replaceAll(secret, "***")), text);
  return { name, content: Buffer.from(clean, "utf8") };
}
