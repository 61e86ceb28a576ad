import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { sampleFile } from "#test/support/file-server";
import { FtpFileServer } from "#test/support/file-server-ftp";
import { SftpFileServer } from "#test/support/file-server-sftp";
import { TransferBench } from "#test/support/file-transfer-contract";

describe("file transfer over FTP", () => {
  it("is passive: EPSV, and PASV where that is not known, on IPv4 too", async () => {
    for (const knowsEpsv of [true, false]) {
      const rig = await TransferBench.with(new FtpFileServer());
      rig.server.knowsEpsv = knowsEpsv;
      expect((await rig.upload(rig.server.url("/a.gz"))).ok).toBe(true);
      expect(rig.server.commands.some((command) => /^(PORT|EPRT)/.test(command))).toBe(false);
      expect(rig.server.commands.includes("PASV")).toBe(!knowsEpsv);
    }
  });

  it("12.4: a location without a slash at its end is a folder where the server has one of that name", async () => {
    const rig = await TransferBench.with(new FtpFileServer());
    rig.server.folders.add("/logs");
    expect((await rig.upload(rig.server.url("/logs"))).ok).toBe(true);
    expect([...rig.server.files.keys()]).toEqual(["/logs/report.tar.gz"]);
  });

  it("an address with nothing but a host means the folder that the login leads to", async () => {
    const rig = await TransferBench.with(new FtpFileServer());
    expect((await rig.upload(rig.server.url(""))).ok).toBe(true);
    expect([...rig.server.files.keys()]).toEqual(["/report.tar.gz"]);
  });

  it("says that a folder is not there", async () => {
    const rig = await TransferBench.with(new FtpFileServer());
    expect(await rig.upload(rig.server.url("/none/"))).toMatchObject({ ok: false, reason: { kind: "notFound" } });
  });

  it("begins at the first byte, one try later, where a server cannot begin in the middle", async () => {
    const rig = await TransferBench.with(new FtpFileServer());
    const file = sampleFile(300_000);
    rig.server.files.set("/a.bin", file);
    rig.server.faults.dropAfter = 150_000;
    rig.server.faults.ignoresRange = true;
    await rig.download(rig.server.url("/a.bin"));
    const refused = await rig.download(rig.server.url("/a.bin"));
    const whole = await rig.download(rig.server.url("/a.bin"));
    expect(refused).toMatchObject({ ok: false, reason: { kind: "refused", isFinal: false } });
    expect(whole.ok).toBe(true);
    expect(readFileSync(rig.target).equals(file)).toBe(true);
  });

  it("never sends a password in clear to a server that was to be asked with TLS", async () => {
    const rig = await TransferBench.with(new FtpFileServer("ftp"));
    const outcome = await rig.upload(rig.server.url("/a.gz").replace("ftp:", "ftps:"));
    expect(outcome.ok).toBe(false);
    expect(rig.server.commands).toEqual(["AUTH TLS"]);
  });
});

describe("file transfer over SFTP", () => {
  it("believes the first key of a host and no other one after it", async () => {
    const rig = await TransferBench.with(new SftpFileServer());
    expect((await rig.upload(rig.server.url("/a.gz"))).ok).toBe(true);
    expect((await rig.upload(rig.server.url("/b.gz"))).ok).toBe(true);
    await rig.server.changeKey();
    expect(await rig.upload(rig.server.url("/c.gz"))).toMatchObject({
      ok: false,
      reason: { kind: "refused", isFinal: true, detail: "127.0.0.1 shows another host key than before" },
    });
    expect([...rig.server.files.keys()]).toEqual(["/a.gz", "/b.gz"]);
  });

  it("12.4: a location that is a folder takes the file's own name", async () => {
    const rig = await TransferBench.with(new SftpFileServer());
    rig.server.folders.add("/logs");
    expect((await rig.upload(rig.server.url("/logs"))).ok).toBe(true);
    expect([...rig.server.files.keys()]).toEqual(["/logs/report.tar.gz"]);
  });
});
