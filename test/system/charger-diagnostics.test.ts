import { describe, expect, it, onTestFinished } from "vitest";
import { backEnds, ChargerBench } from "#test/support/charger-bench";
import { unpack } from "#test/support/fake-file-transfer";
import type { FileServer } from "#test/support/file-server";
import { FtpFileServer } from "#test/support/file-server-ftp";
import { HttpFileServer } from "#test/support/file-server-http";
import { until } from "#test/support/rehearsal-until";

const servers: readonly (readonly [string, () => FileServer])[] = [
  ["FTP", () => new FtpFileServer()],
  ["HTTP", () => new HttpFileServer()],
];

async function started(server: FileServer): Promise<FileServer> {
  await server.start();
  onTestFinished(() => server.stop());
  return server;
}

const statuses = (bench: ChargerBench, action = "DiagnosticsStatusNotification") =>
  bench.backEnd.requests(action).map(({ status }) => status);

describe.each(backEnds)("diagnostics of the charger's process with $name", ({ make }) => {
  it.each(servers)("12.4 GetDiagnostics brings them by %s, at the second try", async (_name, makeServer) => {
    const server = await started(makeServer());
    const bench = await ChargerBench.with(make("secret-of-the-station"));
    await bench.online({ csms: { securityProfile: 1, basicAuthPassword: "secret-of-the-station" } });
    server.faults.failures = 1;

    const answer = await bench.backEnd.call("cp001", "GetDiagnostics", {
      location: server.url("/"),
      retries: 2,
      retryInterval: 5,
      startTime: new Date(Date.now() - 3_600_000).toISOString(),
      stopTime: new Date(Date.now() + 3_600_000).toISOString(),
    });

    await until("Uploaded", () => statuses(bench).includes("Uploaded"));
    expect(statuses(bench)).toEqual(["Uploading", "Uploaded"]);
    const { fileName } = answer as { readonly fileName: string };
    const archive = unpack(server.files.get(`/${fileName}`) ?? Buffer.alloc(0));
    expect([...archive.keys()]).toEqual([
      "versions.json",
      "status.json",
      "configuration.json",
      "sessions.json",
      "log.jsonl",
    ]);
    expect(archive.get("configuration.json")).toContain("HeartbeatInterval");
    expect(archive.get("log.jsonl")).toContain("csms.connected");
    expect([...archive.values()].join("")).not.toMatch(/secret-of-the-station|p@ss/);
    expect(bench.backEnd.problems()).toEqual([]);
  });

  it("12.4 GetDiagnostics: tells UploadFailed when nobody takes them, and TriggerMessage the truth before and after", async () => {
    const server = await started(new FtpFileServer());
    const bench = await ChargerBench.with(make());
    await bench.online();
    server.faults.failures = 100;
    const trigger = () =>
      bench.backEnd.call("cp001", "TriggerMessage", { requestedMessage: "DiagnosticsStatusNotification" });

    await trigger();
    await until("Idle", () => statuses(bench).length === 1);
    await bench.backEnd.call("cp001", "GetDiagnostics", { location: server.url("/"), retries: 1, retryInterval: 40 });
    await until("the first try", () => server.faults.failures === 99);
    await trigger();
    await until("UploadFailed", () => statuses(bench).includes("UploadFailed"));
    await trigger();
    await until("Idle again", () => statuses(bench).length === 5);

    expect(statuses(bench)).toEqual(["Idle", "Uploading", "Uploading", "UploadFailed", "Idle"]);
    expect(server.faults.failures).toBe(98);
  });

  it("12.5 GetLog tells its statuses with the request's id, and cancels the one under way", async () => {
    const server = await started(new HttpFileServer());
    const silent = await started(new HttpFileServer());
    silent.faults.isSilent = true;
    const bench = await ChargerBench.with(make());
    await bench.online();
    const getLog = (requestId: number, remoteLocation: string, logType = "DiagnosticsLog") =>
      bench.backEnd.call("cp001", "GetLog", { logType, requestId, log: { remoteLocation } });

    const first = await getLog(7, silent.url("/"));
    await until("the first upload", () => statuses(bench, "LogStatusNotification").includes("Uploading"));
    const second = await getLog(8, server.url("/"));
    await until("Uploaded", () => statuses(bench, "LogStatusNotification").includes("Uploaded"));

    expect(first).toMatchObject({ status: "Accepted" });
    expect(second).toMatchObject({ status: "AcceptedCanceled" });
    expect(bench.backEnd.requests("LogStatusNotification").map(({ status, requestId }) => [status, requestId])).toEqual(
      [
        ["Uploading", 7],
        ["UploadFailure", 7],
        ["Uploading", 8],
        ["Uploaded", 8],
      ],
    );
    expect([...server.files.keys()]).toEqual([`/${String((second as { readonly filename: unknown }).filename)}`]);
  });

  it("12.4 GetDiagnostics: tells UploadFailed after a restart in the middle of an upload", async () => {
    const server = await started(new HttpFileServer());
    server.faults.isSilent = true;
    const bench = await ChargerBench.with(make());
    const charger = await bench.online();
    await bench.backEnd.call("cp001", "GetDiagnostics", { location: server.url("/") });
    await until("Uploading", () => statuses(bench).includes("Uploading"));
    charger.kill("SIGKILL");
    await charger.exit;
    await bench.online();
    await until("UploadFailed", () => statuses(bench).includes("UploadFailed"));
    // One that was cut off before its answer was noted is told again.
    expect([...new Set(statuses(bench))]).toEqual(["Uploading", "UploadFailed"]);
  });

  it("tells which ways for files there are", async () => {
    const bench = await ChargerBench.with(make());
    await bench.online();
    const answer = await bench.backEnd.call("cp001", "GetConfiguration", { key: ["SupportedFileTransferProtocols"] });
    expect(answer).toEqual({
      configurationKey: [{ key: "SupportedFileTransferProtocols", readonly: true, value: "HTTP,HTTPS,FTP,FTPS,SFTP" }],
    });
  });
});
