import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { millis } from "#hal/core/units";
import { SystemClock } from "#hal/host/system-clock";
import { FileTransfers } from "#agent/files/file-transfers";
import { partNoteOf } from "#agent/ports/file-transfer";
import { type FileServer, sampleFile, USER } from "#test/support/file-server";
import { loopbackCertificate } from "#test/support/loopback-certificate";
import { temporaryDirectory } from "#test/support/temporary-directory";

const SIZE = 300_000;
const SECRETS = ["p@ss", "p%40ss", "w/ord"];

/** A server, its client and a folder for one test. */
export class TransferBench<Server extends FileServer = FileServer> {
  readonly directory = temporaryDirectory();
  readonly transfers: FileTransfers;
  readonly controller = new AbortController();
  readonly server: Server;

  private constructor(server: Server, stall: number) {
    this.server = server;
    this.transfers = new FileTransfers({
      clock: new SystemClock(),
      ownRoots: () => [loopbackCertificate.cert],
      knownHostsFile: join(this.directory, "known-hosts.json"),
      stall: millis(stall),
    });
  }

  static async with<Server extends FileServer>(server: Server, stall = 5000): Promise<TransferBench<Server>> {
    await server.start();
    onTestFinished(() => server.stop());
    return new TransferBench(server, stall);
  }

  get target(): string {
    return join(this.directory, "in.bin");
  }

  download(location: string, maxBytes = 1_000_000, toFile = this.target) {
    return this.transfers.download({ location, toFile, maxBytes }, this.controller.signal);
  }

  upload(location: string, content = sampleFile(SIZE)) {
    const fromFile = join(this.directory, "out.bin");
    writeFileSync(fromFile, content);
    return this.transfers.upload({ location, fromFile, fileName: "report.tar.gz" }, this.controller.signal);
  }
}

/** What every way of moving files has to do, and what it has to say when that is not possible. */
export function describeFileTransfer(name: string, makeServer: () => FileServer): void {
  const bench = (stall?: number) => TransferBench.with(makeServer(), stall);

  describe(`file transfer by ${name}`, () => {
    it("brings a file, tells how far it is, and keeps no note of it", async () => {
      const { server, transfers, target, controller } = await bench();
      const file = sampleFile(SIZE);
      server.files.set("/fw/new image.bin", file);
      const told: (readonly [number, number | undefined])[] = [];
      const location = server.url("/fw/new%20image.bin");
      const onProgress = (bytes: number, total: number | undefined) => told.push([bytes, total]);

      const outcome = await transfers.download(
        { location, toFile: target, maxBytes: SIZE, onProgress },
        controller.signal,
      );

      expect(outcome).toEqual({ ok: true, value: { bytes: SIZE } });
      expect(readFileSync(target).equals(file)).toBe(true);
      expect(told.at(-1)).toEqual([SIZE, SIZE]);
      expect(existsSync(partNoteOf(target))).toBe(false);
    });

    it("takes a file into a folder under its own name", async () => {
      const rig = await bench();
      folders(rig.server)?.add("/logs");
      const outcome = await rig.upload(rig.server.url("/logs/"));
      expect(outcome).toEqual({ ok: true, value: { bytes: SIZE } });
      expect(rig.server.files.get("/logs/report.tar.gz")?.equals(sampleFile(SIZE))).toBe(true);
    });

    it("takes a file to the very name that the location has", async () => {
      const rig = await bench();
      expect((await rig.upload(rig.server.url("/wanted.gz"))).ok).toBe(true);
      expect([...rig.server.files.keys()]).toEqual(["/wanted.gz"]);
    });

    it("goes on where a line broke, with the same bytes in the end", async () => {
      const rig = await bench();
      const file = sampleFile(SIZE);
      rig.server.files.set("/a.bin", file);
      rig.server.faults.dropAfter = 150_000;
      const broken = await rig.download(rig.server.url("/a.bin"));
      const whole = await rig.download(rig.server.url("/a.bin"));
      expect(broken).toMatchObject({ ok: false, reason: { kind: "unreachable", isFinal: false } });
      expect(whole).toEqual({ ok: true, value: { bytes: SIZE } });
      expect(readFileSync(rig.target).equals(file)).toBe(true);
      expect(rig.server.starts[0]).toBe(0);
      expect(rig.server.starts[1]).toBeGreaterThan(0);
    });

    it("begins anew when the file has become another one meanwhile", async () => {
      const rig = await bench();
      rig.server.files.set("/a.bin", sampleFile(SIZE, 1));
      rig.server.faults.dropAfter = 150_000;
      await rig.download(rig.server.url("/a.bin"));
      const other = sampleFile(SIZE - 1000, 2);
      rig.server.files.set("/a.bin", other);
      expect((await rig.download(rig.server.url("/a.bin"))).ok).toBe(true);
      expect(readFileSync(rig.target).equals(other)).toBe(true);
    });

    it("does not go on with what came from another address", async () => {
      const rig = await bench();
      rig.server.files.set("/a.bin", sampleFile(SIZE, 1)).set("/b.bin", sampleFile(SIZE, 2));
      rig.server.faults.dropAfter = 150_000;
      await rig.download(rig.server.url("/a.bin"));
      expect((await rig.download(rig.server.url("/b.bin"))).ok).toBe(true);
      expect(readFileSync(rig.target).equals(sampleFile(SIZE, 2))).toBe(true);
    });

    it("refuses a file that says it is too large, and takes nothing of it", async () => {
      const rig = await bench();
      rig.server.files.set("/a.bin", sampleFile(SIZE));
      const outcome = await rig.download(rig.server.url("/a.bin"), SIZE - 1);
      expect(outcome).toMatchObject({ ok: false, reason: { kind: "tooLarge", isFinal: true } });
      expect(existsSync(rig.target)).toBe(false);
    });

    it("sees that less came than was said", async () => {
      const rig = await bench(1000);
      rig.server.files.set("/a.bin", sampleFile(50_000));
      rig.server.faults.declareMore = 10;
      const outcome = await rig.download(rig.server.url("/a.bin"));
      expect(outcome).toMatchObject({ ok: false, reason: { kind: "unreachable", isFinal: false } });
    });

    it("says that a file is not there", async () => {
      const rig = await bench();
      const outcome = await rig.download(rig.server.url("/none.bin"));
      expect(outcome).toMatchObject({ ok: false, reason: { kind: "notFound", isFinal: false } });
    });

    it("does not try again what a password does not open, and tells nobody the password", async () => {
      const rig = await bench();
      rig.server.files.set("/a.bin", sampleFile(10));
      const wrong = `${encodeURIComponent(USER)}:${encodeURIComponent("p@ss:wrong")}`;
      for (const outcome of [
        await rig.download(rig.server.url("/a.bin", wrong)),
        await rig.upload(rig.server.url("/b.bin", wrong)),
      ]) {
        expect(outcome).toMatchObject({ ok: false, reason: { kind: "permissionDenied", isFinal: true } });
        for (const secret of SECRETS) expect(JSON.stringify(outcome)).not.toContain(secret);
      }
    });

    it("says that the other end takes no more", async () => {
      const rig = await bench();
      rig.server.faults.isFull = true;
      const outcome = await rig.upload(rig.server.url("/b.bin"));
      expect(outcome.ok ? "ok" : outcome.reason.kind).toMatch(/^(tooLarge|refused|unreachable)$/);
      expect(rig.server.files.size).toBe(0);
    });

    it("fails an upload whose line breaks, and works the next time", async () => {
      const rig = await bench();
      rig.server.faults.dropAfter = 100_000;
      const broken = await rig.upload(rig.server.url("/b.bin"));
      const whole = await rig.upload(rig.server.url("/b.bin"));
      expect(broken).toMatchObject({ ok: false, reason: { kind: "unreachable", isFinal: false } });
      expect(whole.ok).toBe(true);
      expect(rig.server.files.get("/b.bin")?.equals(sampleFile(SIZE))).toBe(true);
    });

    it("says when a server has no time", async () => {
      const rig = await bench();
      rig.server.faults.failures = 1;
      expect(await rig.upload(rig.server.url("/b.bin"))).toMatchObject({ ok: false, reason: { isFinal: false } });
      expect((await rig.upload(rig.server.url("/b.bin"))).ok).toBe(true);
    });

    it("ends a line on which nothing moves", async () => {
      const rig = await bench(300);
      rig.server.faults.isSilent = true;
      const outcome = await rig.download(rig.server.url("/a.bin"));
      expect(outcome).toMatchObject({ ok: false, reason: { kind: "unreachable", detail: "nothing moved for 0.3 s" } });
    });

    it("ends at once when it is given up", async () => {
      const rig = await bench();
      rig.server.faults.isSilent = true;
      const waiting = rig.download(rig.server.url("/a.bin"));
      rig.controller.abort();
      expect(await waiting).toMatchObject({ ok: false, reason: { kind: "aborted", isFinal: true } });
    });

    it("says that our own disk is full", async () => {
      const rig = await bench();
      rig.server.files.set("/a.bin", sampleFile(SIZE));
      const outcome = await rig.download(rig.server.url("/a.bin"), 1_000_000, "/dev/full");
      expect(outcome).toMatchObject({ ok: false, reason: { kind: "storage", isFinal: false } });
    });

    it("says that nobody is there", async () => {
      const rig = await bench();
      const location = rig.server.url("/a.bin");
      await rig.server.stop();
      expect(await rig.download(location)).toMatchObject({
        ok: false,
        reason: { kind: "unreachable", isFinal: false },
      });
    });
  });
}

function folders(server: FileServer): Set<string> | undefined {
  return "folders" in server && server.folders instanceof Set ? (server.folders as Set<string>) : undefined;
}
