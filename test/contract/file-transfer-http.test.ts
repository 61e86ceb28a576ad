import { createServer, type Server } from "node:tls";
import type { AddressInfo } from "node:net";
import { readFileSync, writeFileSync } from "node:fs";
import { describe, expect, it, onTestFinished } from "vitest";
import { seconds } from "#hal/core/units";
import { SystemClock } from "#hal/host/system-clock";
import { FileTransfers } from "#agent/files/file-transfers";
import { sampleFile } from "#test/support/file-server";
import { HttpFileServer } from "#test/support/file-server-http";
import { TransferBench } from "#test/support/file-transfer-contract";
import { loopbackCertificate } from "#test/support/loopback-certificate";

const sent = (to: string) => ({ status: 302, headers: { location: to } });

describe("file transfer over HTTP", () => {
  it("begins at the first byte where a server knows no ranges", async () => {
    const rig = await TransferBench.with(new HttpFileServer());
    const file = sampleFile(300_000);
    rig.server.files.set("/a.bin", file);
    rig.server.faults.dropAfter = 150_000;
    rig.server.faults.ignoresRange = true;
    await rig.download(rig.server.url("/a.bin"));
    expect((await rig.download(rig.server.url("/a.bin"))).ok).toBe(true);
    expect(rig.server.requests.at(-1)?.headers.range).toMatch(/^bytes=[1-9]/);
    expect(readFileSync(rig.target).equals(file)).toBe(true);
  });

  it("takes a file of unknown length, up to the limit and not a byte more", async () => {
    const rig = await TransferBench.with(new HttpFileServer());
    rig.server.answers.set("/a", { status: 200, headers: { "transfer-encoding": "chunked" }, body: "x".repeat(1000) });
    expect(await rig.download(rig.server.url("/a"), 1000)).toEqual({ ok: true, value: { bytes: 1000 } });
    expect(await rig.download(rig.server.url("/a"), 999)).toMatchObject({ ok: false, reason: { kind: "tooLarge" } });
  });

  it("follows three redirects and no fourth", async () => {
    const rig = await TransferBench.with(new HttpFileServer());
    rig.server.files.set("/end", sampleFile(10));
    for (const hop of [1, 2, 3, 4]) rig.server.answers.set(`/${String(hop)}`, sent(`/${String(hop + 1)}`));
    rig.server.answers.set("/4", sent("/end"));
    expect((await rig.download(rig.server.url("/2"))).ok).toBe(true);
    expect(await rig.download(rig.server.url("/1"))).toMatchObject({ ok: false, reason: { kind: "refused" } });
  });

  it("gives no credentials to another place than they were meant for", async () => {
    const rig = await TransferBench.with(new HttpFileServer());
    const { server: other } = await TransferBench.with(new HttpFileServer());
    other.answers.set("/a", { status: 200, body: "there" });
    rig.server.answers.set("/a", sent(other.url("/a", "evil:twin")));
    expect((await rig.download(rig.server.url("/a"))).ok).toBe(true);
    expect(rig.server.requests[0]?.headers.authorization).toBeDefined();
    expect(other.requests[0]?.headers.authorization).toBeUndefined();
  });

  it.each(["http://127.0.0.1/", "ftp://127.0.0.1/x", "file:///etc/passwd", "http://["])(
    "is not sent on from HTTPS to %s",
    async (location) => {
      const rig = await TransferBench.with(new HttpFileServer(true));
      rig.server.answers.set("/a", sent(location));
      expect(await rig.download(rig.server.url("/a"))).toMatchObject({ ok: false, reason: { isFinal: true } });
    },
  );

  it("12.5: is not sent on with an upload", async () => {
    const rig = await TransferBench.with(new HttpFileServer());
    rig.server.answers.set("/a", sent("/b"));
    expect(await rig.upload(rig.server.url("/a"))).toMatchObject({ ok: false, reason: { kind: "refused" } });
    expect(rig.server.requests).toHaveLength(1);
  });

  it("12.5: offers a file by POST with its name where PUT is not known", async () => {
    const rig = await TransferBench.with(new HttpFileServer());
    rig.server.answers.set("/logs/report.tar.gz", { status: 405 });
    rig.server.answers.set("/logs/", { status: 200 });
    expect((await rig.upload(rig.server.url("/logs/"))).ok).toBe(true);
    expect(rig.server.requests.map(({ method, url }) => `${method} ${url}`)).toEqual([
      "PUT /logs/report.tar.gz",
      "POST /logs/",
    ]);
    expect(rig.server.requests[1]?.headers).toMatchObject({
      "content-disposition": 'attachment; filename="report.tar.gz"',
      "content-type": "application/octet-stream",
    });
  });

  it("sends a body after a moment to a server that does not ask for it", async () => {
    const rig = await TransferBench.with(new HttpFileServer());
    rig.server.asksForBodies = false;
    expect((await rig.upload(rig.server.url("/a"))).ok).toBe(true);
    expect(rig.server.files.get("/a")?.length).toBe(300_000);
  });

  it("keeps the query of a signed address behind the name", async () => {
    const rig = await TransferBench.with(new HttpFileServer());
    await rig.upload(rig.server.url("/logs/?signature=s3cret"));
    expect(rig.server.requests[0]?.url).toBe("/logs/report.tar.gz?signature=s3cret");
  });

  it.each([
    [401, "permissionDenied", true],
    [403, "permissionDenied", true],
    [410, "notFound", true],
    [400, "refused", true],
    [429, "refused", false],
    [500, "refused", false],
    [507, "refused", false],
  ] as const)("understands %i", async (status, kind, isFinal) => {
    const rig = await TransferBench.with(new HttpFileServer());
    rig.server.answers.set("/a", { status });
    expect(await rig.download(rig.server.url("/a"))).toMatchObject({ ok: false, reason: { kind, isFinal } });
  });

  it("believes no certificate that nobody vouches for", async () => {
    const rig = await TransferBench.with(new HttpFileServer(true));
    const strict = new FileTransfers({ clock: new SystemClock(), ownRoots: () => [], knownHostsFile: "" });
    const outcome = await strict.download(
      { location: rig.server.url("/a"), toFile: rig.target, maxBytes: 10 },
      rig.controller.signal,
    );
    expect(outcome).toMatchObject({ ok: false, reason: { kind: "unreachable" } });
    expect(rig.server.requests).toHaveLength(0);
  });

  it("speaks no TLS below 1.2", async () => {
    const old: Server = createServer({
      ...loopbackCertificate,
      minVersion: "TLSv1",
      maxVersion: "TLSv1.1",
      ciphers: "ALL:@SECLEVEL=0",
    });
    old.on("tlsClientError", () => undefined);
    await new Promise<void>((resolve) => old.listen(0, "127.0.0.1", resolve));
    onTestFinished(() => {
      old.close();
    });
    const rig = await TransferBench.with(new HttpFileServer());
    const { port } = old.address() as AddressInfo;
    const outcome = await rig.download(`https://127.0.0.1:${String(port)}/a`);
    expect(outcome).toMatchObject({ ok: false, reason: { kind: "unreachable" } });
    expect(outcome.ok ? "" : outcome.reason.detail).toMatch(/version|alert|protocol/i);
  });
});

describe("what is offered", () => {
  const transfersWith = (isSftpInstalled: boolean) =>
    new FileTransfers({
      clock: new SystemClock(),
      ownRoots: () => [],
      knownHostsFile: "",
      stall: seconds(1),
      isSftpInstalled,
    });

  it("SFTP only where its package is installed", async () => {
    expect(transfersWith(true).protocols).toEqual(["HTTP", "HTTPS", "FTP", "FTPS", "SFTP"]);
    const without = transfersWith(false);
    expect(without.protocols).toEqual(["HTTP", "HTTPS", "FTP", "FTPS"]);
    const outcome = await without.download(
      { location: "sftp://127.0.0.1/x", toFile: "/dev/null", maxBytes: 1 },
      new AbortController().signal,
    );
    expect(outcome).toMatchObject({ ok: false, reason: { kind: "notOffered", isFinal: true } });
  });

  it("a file of our own that is not there is our own fault", async () => {
    const rig = await TransferBench.with(new HttpFileServer());
    writeFileSync(rig.target, "");
    const outcome = await rig.transfers.upload(
      { location: rig.server.url("/a"), fromFile: `${rig.target}.none`, fileName: "a" },
      rig.controller.signal,
    );
    expect(outcome).toMatchObject({ ok: false, reason: { kind: "storage" } });
  });
});
