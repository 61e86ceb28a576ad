import { readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { epochMillis, minutes, seconds } from "#hal/core/units";
import { VirtualClock } from "#hal/core/virtual-clock";
import { settleMacrotasks } from "#hal/host/macrotask";
import { DiagnosticsDesk, type LogRequest } from "#agent/diagnostics/diagnostics-desk";
import type { ActivityNotice } from "#agent/domain/notices/notice";
import type { TransferFailure } from "#agent/ports/file-transfer";
import { FakeFileTransfer, unpack } from "#test/support/fake-file-transfer";
import { RecordingLog } from "#test/support/recording-log";
import { until } from "#test/support/rehearsal-until";
import { temporaryDirectory } from "#test/support/temporary-directory";

const NOW = epochMillis(Date.UTC(2026, 2, 1, 12));
const LOCATION = "ftp://user:geheim99@files.example/";
const lost: TransferFailure = { kind: "unreachable", detail: "lost", isFinal: false };

function rig({ directory = temporaryDirectory(), withSecurityLog = false, isQuiet = false } = {}) {
  const clock = new VirtualClock(NOW, settleMacrotasks);
  const files = new FakeFileTransfer();
  const log = new RecordingLog();
  const told: ActivityNotice[] = [];
  const line = `{"level":"info","time":"2026-03-01T11:59:00.000Z","password":"hunter-22-hunter","event":"x"}\n`;
  const desk = new DiagnosticsDesk({
    directory,
    serialNumber: "WB 22/1",
    sources: {
      keptLog: {
        span: () => (isQuiet ? undefined : { from: epochMillis(NOW - minutes(60)), to: epochMillis(NOW - minutes(1)) }),
        lines: () => [line],
      },
      sections: {
        status: () => ({ evses: [], authorizationKey: "planted-key" }),
        broken: () => {
          throw new TypeError("cannot be read");
        },
      },
      secrets: () => ["hunter-22-hunter"],
      ...(withSecurityLog ? { securityLog: { entries: () => [{ event: "SettingSystemTime", at: NOW }] } } : {}),
    },
    files,
    clock,
    log,
    tell: (notice) => told.push(notice),
    background: (_name, work) => {
      work.catch((error: unknown) => {
        log.error({ error }, "background.failed");
      });
    },
  });
  const words = () =>
    told.map(({ status, ...rest }) => ("requestId" in rest ? `${status} ${String(rest.requestId)}` : status));
  return { clock, files, log, told, desk, directory, words };
}

const request = (more: Partial<LogRequest> = {}): LogRequest => ({
  location: LOCATION,
  attempts: { retries: 1, interval: seconds(30) },
  window: {},
  ...more,
});

async function started(options: Parameters<typeof rig>[0] = {}) {
  const made = rig(options);
  await made.desk.start();
  return made;
}

/** Disks are real, time is not: a second passes whenever a disk has had its turn. */
async function untilHeld(clock: VirtualClock, held: () => boolean): Promise<void> {
  await until("the upload", async () => {
    await clock.advance(seconds(1));
    return held();
  });
}

async function untilEnded({ clock, desk }: Pick<ReturnType<typeof rig>, "clock" | "desk">): Promise<void> {
  await untilHeld(
    clock,
    () => desk.activity("diagnostics").status === "idle" && desk.activity("log").status === "idle",
  );
}

describe("GetDiagnostics", () => {
  it("12.4 GetDiagnostics: names the file, tells Uploading once it has begun and Uploaded when it is there", async () => {
    const station = await started();
    const taken = station.desk.getDiagnostics(request());
    expect(taken?.fileName).toBe("diagnostics-WB_22_1-20260301T120000Z.tar.gz");
    expect(station.told).toEqual([]);
    taken?.begin();
    expect(station.words()).toEqual(["uploading"]);
    expect(station.desk.activity("diagnostics")).toEqual({ type: "diagnostics.status", status: "uploading" });
    await untilEnded(station);
    expect(station.words()).toEqual(["uploading", "uploaded"]);
    expect(station.files.uploads.map(({ location, fileName }) => ({ location, fileName }))).toEqual([
      { location: LOCATION, fileName: taken?.fileName },
    ]);
    expect(station.desk.activity("diagnostics").status).toBe("idle");
    expect(readdirSync(station.directory)).toEqual([]);
  });

  it("12.4 GetDiagnostics: tries again after the interval, and tells nothing between", async () => {
    const station = await started();
    station.files.results.push(lost);
    station.desk.getDiagnostics(request())?.begin();
    await untilEnded(station);
    expect(station.files.uploads).toHaveLength(2);
    expect(station.words()).toEqual(["uploading", "uploaded"]);
    expect(station.clock.now() - NOW).toBeGreaterThanOrEqual(seconds(30));
  });

  it("12.4 GetDiagnostics: tells UploadFailed when no try is left", async () => {
    const station = await started();
    station.files.results.push(lost, lost);
    station.desk.getDiagnostics(request())?.begin();
    await untilEnded(station);
    expect(station.files.uploads).toHaveLength(2);
    expect(station.words()).toEqual(["uploading", "uploadFailed"]);
  });

  it.each([
    ["before anything that is kept", { to: epochMillis(NOW - minutes(61)) }],
    ["after anything that is kept", { from: epochMillis(NOW) }],
    ["that ends before it begins", { from: epochMillis(NOW - minutes(2)), to: epochMillis(NOW - minutes(3)) }],
  ])("12.4 GetDiagnostics: names no file for a window %s", async (_which, window) => {
    expect((await started()).desk.getDiagnostics(request({ window }))).toBeUndefined();
  });

  it("12.4 GetDiagnostics: names no file when nothing has been said yet", async () => {
    expect((await started({ isQuiet: true })).desk.getDiagnostics(request())).toBeUndefined();
  });

  it("gives up the one under way for a new one, whose end is the only one that is told", async () => {
    const station = await started();
    station.files.results.push("hangs");
    station.desk.getDiagnostics(request())?.begin();
    await untilHeld(station.clock, () => station.files.uploads.length === 1);
    const second = station.desk.getDiagnostics(request());
    expect(second?.isReplacing).toBe(true);
    second?.begin();
    await untilEnded(station);
    expect(station.words()).toEqual(["uploading", "uploading", "uploaded"]);
  });

  it("tells UploadFailed after a restart in the middle, once", async () => {
    const station = await started();
    station.files.results.push("hangs");
    station.desk.getDiagnostics(request())?.begin();
    await untilHeld(station.clock, () => station.files.uploads.length === 1);
    await station.desk.stop();
    expect(station.words()).toEqual(["uploading"]);
    const next = await started({ directory: station.directory });
    expect(next.words()).toEqual(["uploadFailed"]);
    expect(readdirSync(station.directory)).toEqual([]);
    expect((await started({ directory: station.directory })).words()).toEqual([]);
  });

  it("tells UploadFailed after a crash, too, and takes away what lay about", async () => {
    const directory = temporaryDirectory();
    writeFileSync(join(directory, "diagnostics.json"), "{}");
    writeFileSync(join(directory, "log.json"), '{"requestId":7}');
    writeFileSync(join(directory, "diagnostics-1.tmp"), "half");
    const station = await started({ directory });
    expect(station.words()).toEqual(["uploadFailed", "uploadFailure 7"]);
    expect(readdirSync(directory)).toEqual([]);
  });

  it("packs status, settings and log, without secrets, and what cannot be read costs nothing else", async () => {
    const station = await started();
    station.desk.getDiagnostics(request())?.begin();
    await untilEnded(station);
    const archive = unpack(station.files.uploads[0]?.content ?? Buffer.alloc(0));
    expect([...archive.keys()]).toEqual(["status.json", "broken.json", "log.jsonl"]);
    expect(archive.get("broken.json")).toContain("cannot be read");
    expect([...archive.values()].join("")).not.toMatch(/planted-key|hunter-22-hunter|geheim99/);
    expect(JSON.stringify(station.log.events)).not.toContain("geheim99");
  });
});

describe("GetLog", () => {
  const ask = (requestId: number) => ({ ...request(), requestId });

  it("12.5 GetLog: tells Uploading and Uploaded with the request's id", async () => {
    const station = await started();
    const taken = station.desk.getLog("diagnostics", ask(5));
    expect(taken?.isReplacing).toBe(false);
    taken?.begin();
    expect(station.desk.activity("log")).toEqual({ type: "log.status", status: "uploading", requestId: 5 });
    await untilEnded(station);
    expect(station.words()).toEqual(["uploading 5", "uploaded 5"]);
    expect(station.desk.activity("log")).toEqual({ type: "log.status", status: "idle" });
  });

  it("12.5 GetLog: AcceptedCanceled ends the one under way before the new one begins", async () => {
    const station = await started();
    station.files.results.push("hangs");
    station.desk.getLog("diagnostics", ask(5))?.begin();
    await untilHeld(station.clock, () => station.files.uploads.length === 1);
    const second = station.desk.getLog("diagnostics", ask(6));
    expect(second?.isReplacing).toBe(true);
    second?.begin();
    await untilEnded(station);
    expect(station.words()).toEqual(["uploading 5", "uploadFailure 5", "uploading 6", "uploaded 6"]);
  });

  it.each([
    ["badAddress", "badMessage"],
    ["notOffered", "notSupportedOperation"],
    ["permissionDenied", "permissionDenied"],
    ["tooLarge", "uploadFailure"],
  ] as const)("12.5 GetLog: %s is told as %s", async (kind, word) => {
    const station = await started();
    station.files.results.push({ kind, detail: "", isFinal: true });
    station.desk.getLog("diagnostics", ask(5))?.begin();
    await untilEnded(station);
    expect(station.files.uploads).toHaveLength(1);
    expect(station.words()).toEqual(["uploading 5", `${word} 5`]);
  });

  it("12.5 GetLog: rejects the security log where there is none, and gives it where there is", async () => {
    expect((await started()).desk.getLog("security", ask(5))).toBeUndefined();
    const station = await started({ withSecurityLog: true });
    station.desk.getLog("security", ask(5))?.begin();
    await untilEnded(station);
    const archive = unpack(station.files.uploads[0]?.content ?? Buffer.alloc(0));
    expect([...archive.keys()]).toEqual(["security.jsonl"]);
    expect(archive.get("security.jsonl")).toContain("SettingSystemTime");
  });

  it("goes its way beside diagnostics", async () => {
    const station = await started();
    station.desk.getDiagnostics(request())?.begin();
    station.desk.getLog("diagnostics", ask(5))?.begin();
    await untilEnded(station);
    expect(station.told.filter(({ status }) => status === "uploaded")).toHaveLength(2);
  });
});
