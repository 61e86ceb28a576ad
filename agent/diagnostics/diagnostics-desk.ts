import { mkdirSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { Clock } from "#hal/core/clock";
import type { Component, Health } from "#hal/core/component";
import { assertNever } from "#hal/core/assert-never";
import type { Log } from "#hal/core/log";
import { isoTime } from "#hal/core/units";
import { type DiagnosticsSources, diagnosticsEntries, securityEntries } from "#agent/diagnostics/diagnostics-content";
import { type ArchiveEntry, writeArchive } from "#agent/diagnostics/tar-archive";
import { type UploadEnd, UploadLane } from "#agent/diagnostics/upload-lane";
import type { ActivityNotice, LogStatus } from "#agent/domain/notices/notice";
import { type AskedAttempts, attemptPlan } from "#agent/files/transfer-attempts";
import type { FileTransfer } from "#agent/ports/file-transfer";
import type { TimeWindow } from "#agent/ports/kept-log";

export interface LogRequest {
  /** May hold credentials. */
  readonly location: string;
  readonly attempts: AskedAttempts;
  readonly window: TimeWindow;
}

/** An upload that the station will do; nothing happens before `begin`, so that the answer leaves first. */
export interface TakenUpload {
  readonly fileName: string;
  readonly isReplacing: boolean;
  begin(): void;
}

export interface DiagnosticsDeskOptions {
  readonly directory: string;
  readonly serialNumber: string;
  readonly sources: DiagnosticsSources;
  readonly files: Pick<FileTransfer, "upload">;
  readonly clock: Clock;
  readonly log: Log;
  readonly tell: (notice: ActivityNotice) => void;
  readonly background: (name: string, work: Promise<void>) => void;
}

/** Gives the back end what it asks of logs and diagnostics, and tells how far that is. */
export class DiagnosticsDesk implements Component {
  readonly name = "diagnostics";
  readonly #options: DiagnosticsDeskOptions;
  readonly #diagnostics: UploadLane;
  readonly #log: UploadLane;
  #isRunning = false;

  constructor(options: DiagnosticsDeskOptions) {
    this.#options = options;
    const { tell } = options;
    this.#diagnostics = new UploadLane({
      ...options,
      name: "diagnostics",
      onBegun: () => {
        tell({ type: "diagnostics.status", status: "uploading" });
      },
      onEnded: (end) => {
        // Without an id the end of the one would be taken for the end of the other.
        if (end === "replaced") return;
        tell({ type: "diagnostics.status", status: end === "uploaded" ? "uploaded" : "uploadFailed" });
      },
    });
    this.#log = new UploadLane({
      ...options,
      name: "log",
      onBegun: (requestId) => {
        tell(logNotice("uploading", requestId));
      },
      onEnded: (end, requestId) => {
        tell(logNotice(logStatusOf(end), requestId));
      },
    });
  }

  start(): Promise<void> {
    const { directory } = this.#options;
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    this.#diagnostics.reportInterrupted();
    this.#log.reportInterrupted();
    for (const name of readdirSync(directory))
      if (/^(diagnostics|log)-\d+\.tmp$/.test(name)) rmSync(join(directory, name), { force: true });
    this.#isRunning = true;
    return Promise.resolve();
  }

  async stop(): Promise<void> {
    this.#isRunning = false;
    await Promise.all([this.#diagnostics.stop(), this.#log.stop()]);
  }

  health(): Health {
    return this.#isRunning ? { kind: "ok" } : { kind: "stopped" };
  }

  /** OCPP 1.6 section 5.9; undefined when there is nothing of that time. */
  getDiagnostics(request: LogRequest): TakenUpload | undefined {
    if (!this.#hasLinesOf(request.window)) return undefined;
    return this.#take(this.#diagnostics, "diagnostics", request, () =>
      diagnosticsEntries(this.#options.sources, request.window),
    );
  }

  /** Security white paper N01; undefined when there is nothing to give. */
  getLog(
    kind: "diagnostics" | "security",
    request: LogRequest & { readonly requestId: number },
  ): TakenUpload | undefined {
    const { sources } = this.#options;
    const { window } = request;
    if (kind === "diagnostics")
      return this.#hasLinesOf(window)
        ? this.#take(this.#log, kind, request, () => diagnosticsEntries(sources, window))
        : undefined;
    const { securityLog } = sources;
    if (securityLog === undefined) return undefined;
    return this.#take(this.#log, kind, request, () => securityEntries(securityLog, sources, window));
  }

  /** How far an upload is; a request id is there while one is under way that has one. */
  activity(activity: "diagnostics" | "log"): ActivityNotice {
    if (activity === "diagnostics")
      return {
        type: "diagnostics.status",
        status: this.#diagnostics.current === undefined ? "idle" : "uploading",
      };
    const { current } = this.#log;
    return current === undefined ? logNotice("idle", undefined) : logNotice("uploading", current.requestId);
  }

  #take(
    lane: UploadLane,
    kind: string,
    request: LogRequest & { readonly requestId?: number },
    entries: () => Iterable<ArchiveEntry>,
  ): TakenUpload | undefined {
    const { clock, serialNumber } = this.#options;
    if (!this.#isRunning) return undefined;
    const now = clock.now();
    const stamp = isoTime(now).replace(/[-:]|\.\d+/g, "");
    const fileName = `${kind}-${serialNumber.replace(/[^A-Za-z0-9_-]/g, "_")}-${stamp}.tar.gz`;
    const { location, attempts, requestId } = request;
    return {
      fileName,
      isReplacing: lane.current !== undefined,
      begin: () => {
        lane.begin({
          location,
          fileName,
          plan: attemptPlan(attempts),
          ...(requestId === undefined ? {} : { requestId }),
          write: (path) => writeArchive(path, entries(), now),
        });
      },
    };
  }

  #hasLinesOf({ from, to }: TimeWindow): boolean {
    const span = this.#options.sources.keptLog.span();
    if (span === undefined || (from !== undefined && to !== undefined && from > to)) return false;
    return (from === undefined || from <= span.to) && (to === undefined || to >= span.from);
  }
}

function logNotice(status: LogStatus, requestId: number | undefined): ActivityNotice {
  return { type: "log.status", status, ...(requestId === undefined ? {} : { requestId }) };
}

/** Security white paper, UploadLogStatusEnumType. */
function logStatusOf(end: UploadEnd): LogStatus {
  switch (end) {
    case "uploaded":
      return "uploaded";
    case "badAddress":
      return "badMessage";
    case "notOffered":
      return "notSupportedOperation";
    case "permissionDenied":
      return "permissionDenied";
    case "unreachable":
    case "refused":
    case "notFound":
    case "tooLarge":
    case "storage":
    case "aborted":
    case "interrupted":
    case "replaced":
      return "uploadFailure";
    default:
      return assertNever(end);
  }
}
