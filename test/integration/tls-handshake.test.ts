import { once } from "node:events";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { rootCertificates } from "node:tls";
import { beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { silentLog } from "#hal/core/log";
import { epochMillis, millis } from "#hal/core/units";
import { connectFailureEvent } from "#agent/ocpp/connect-failure-event";
import { RpcCsmsLink, type RpcCsmsLinkOptions } from "#agent/ocpp/rpc-csms-link";
import type { CallHandler, ConnectResult, CsmsTarget, CsmsTls } from "#agent/ports/csms-link";
import { allClosed } from "#test/support/closed-sockets";
import { target } from "#test/support/csms-bench";
import { WallClock } from "#test/support/csms-wall-clock";
import { stationCertificate, testPki, type TestPki } from "#test/support/test-pki";
import { type ClientHello, extensionIds, readClientHello, serverHello } from "#test/support/tls-client-hello";
import { loopback, TlsCsms } from "#test/support/tls-csms";

const DAY = 86_400_000;
/** Announced as a suite by clients that know secure renegotiation (RFC 5746). */
const RENEGOTIATION_INFO = 0x00ff;

describe("SEC-20 what the station offers over TLS", () => {
  it("11.4 is TLS 1.2 and 1.3 with AES-GCM and forward secrecy, HTTP/1.1, no compression and no earlier session", async () => {
    const hello = await helloOf({});
    expect(hello.versions).toEqual([0x0304, 0x0303]);
    expect(hello.suites.filter((suite) => suite !== RENEGOTIATION_INFO)).toEqual([
      0x1302, 0x1301, 0x1303, 0xc02c, 0xc02b, 0xc030, 0xc02f,
    ]);
    expect(hello.compressions).toEqual([0]);
    expect(hello.protocols).toEqual(["http/1.1"]);
    expect(hello.serverName).toBe("csms.test");
    expect(hello.extensions).not.toContain(extensionIds.preSharedKey);
    expect(hello.extensions).not.toContain(extensionIds.earlyData);
  });

  it("11.4 has the suites without forward secrecy that OCPP names when they are allowed", async () => {
    expect((await helloOf({ allowsStaticRsa: true })).suites).toEqual(expect.arrayContaining([0x009c, 0x009d]));
  });
});

describe("SEC-20 SEC-27 a TLS handshake with a hostile server", () => {
  it("11.4 raises InvalidTLSCipherSuite when the server picks 3DES, which was not offered", async () => {
    const { url } = await serving((socket) => {
      socket.once("data", () => socket.write(serverHello(0x000a)));
    });
    const result = await dial({ ...target, url, tls: {} });
    expect(result).toMatchObject({ failure: { kind: "tls", reason: "cipherSuite" } });
    expect(result.ok ? undefined : connectFailureEvent(result.failure)).toBe("InvalidTLSCipherSuite");
  });

  it("is given up in time when the server says nothing, and leaves no socket behind", async () => {
    const { url, sockets } = await serving((socket) => socket.resume());
    const result = await dial({ ...target, url, tls: {} }, { tlsTimeout: millis(40) });
    expect(result).toMatchObject({ failure: { kind: "tls", reason: "tooSlow" } });
    await allClosed(sockets);
  });

  it("is given up at once when the station stops, and leaves no socket behind", async () => {
    const stop = new AbortController();
    const { url, sockets } = await serving((socket) => {
      socket.resume();
      stop.abort();
    });
    const result = await linkWith({}).connect({ ...target, url, tls: {} }, nothing, stop.signal);
    expect(result).toMatchObject({ failure: { kind: "aborted" } });
    await allClosed(sockets);
  });

  it.each([
    ["hangs up", (socket: Socket) => socket.end(), "unreachable"],
    ["speaks HTTP", (socket: Socket) => socket.end("HTTP/1.1 400 Bad Request\r\n\r\n"), "tls"],
  ])("fails when the server %s", async (_name, answer, kind) => {
    const { url } = await serving((socket) => {
      socket.once("data", () => {
        answer(socket);
      });
    });
    expect(await dial({ ...target, url, tls: {} })).toMatchObject({ ok: false, failure: { kind } });
  });
});

describe("SEC-20 a station's own side of TLS", () => {
  let pki: TestPki;

  beforeAll(async () => {
    pki = await testPki();
  });

  async function good(options: object = {}): Promise<TlsCsms> {
    const csms = await TlsCsms.start({ cert: pki.server.chainPem, key: pki.server.keyPem, ...options });
    onTestFinished(() => csms.stop());
    return csms;
  }

  it.each(["TLSv1.2", "TLSv1.3"] as const)("judges the server anew on each connection (%s)", async (version) => {
    const csms = await good({ minVersion: version, maxVersion: version });
    const link = linkWith({});
    for (const _ of ["first", "second"]) {
      const result = await link.connect(csms.target({ roots: [pki.root.pem] }), nothing, never);
      if (result.ok) await result.connection.close(1000);
    }
    expect(csms.secured).toHaveLength(2);
    expect(csms.resumed).toBe(0);
  });

  it("does not renegotiate, so that the server stays the one that was judged", async () => {
    const csms = await good({ maxVersion: "TLSv1.2" });
    await dial(csms.target({ roots: [pki.root.pem] }));
    const server = csms.secured[0] ?? expect.fail("no connection");
    const refused = once(server, "error");
    server.renegotiate({}, () => undefined);
    expect(await refused).toMatchObject([{ code: "ERR_SSL_NO_RENEGOTIATION" }]);
  });

  it("trusts nobody when there is no root, and the public roots when none are named", async () => {
    const csms = await good();
    const roots = rootCertificates.length;
    expect(roots).toBeGreaterThan(50);
    for (const tls of [{ roots: [] }, {}]) {
      expect(await dial(csms.target(tls))).toMatchObject({ failure: { kind: "tls", reason: "untrusted" } });
    }
  });

  it.each<readonly [string, (pki: TestPki) => CsmsTls]>([
    ["a root that is none", () => ({ roots: ["no certificate"] })],
    ["a root that is cut short", ({ root }) => ({ roots: [root.pem.slice(0, 300)] })],
    [
      "a private key that is none",
      ({ root, server }) => ({ roots: [root.pem], client: { chain: server.pem, privateKey: "x" } }),
    ],
    [
      "another certificate's private key",
      ({ root, server }) => ({ roots: [root.pem], client: { chain: server.pem, privateKey: root.keyPem } }),
    ],
  ])("says that its own settings are wrong for %s, and connects to nobody", async (_name, wrong) => {
    const csms = await good();
    const result = await dial(csms.target(wrong(pki)));
    expect(result).toMatchObject({ failure: { kind: "tls", reason: "ownSettings" } });
    expect(result.ok ? undefined : connectFailureEvent(result.failure)).toBeUndefined();
    expect(csms.secured).toEqual([]);
  });

  it("11.6 shows its certificate also when it has expired: whether it may come in is the server's to say", async () => {
    const csms = await good({ requestCert: true, rejectUnauthorized: false, ca: pki.root.pem });
    const [notBefore, notAfter] = [new Date(Date.now() - 9 * DAY), new Date(Date.now() - DAY)];
    const own = await pki.intermediate.issue({ ...stationCertificate, notBefore, notAfter });
    const client = { chain: own.chainPem, privateKey: own.keyPem };
    const result = await dial(csms.target({ roots: [pki.root.pem], client }));
    expect(result.ok).toBe(true);
    expect(csms.secured[0]?.authorizationError).toBe("CERT_HAS_EXPIRED");
    expect(csms.requests).toHaveLength(1);
  });

  it("shows its certificate with those that signed it", async () => {
    const csms = await good({ requestCert: true, rejectUnauthorized: true, ca: pki.root.pem });
    const own = await pki.intermediate.issue(stationCertificate);
    const client = { chain: own.chainPem, privateKey: own.keyPem };
    const result = await dial(csms.target({ roots: [pki.root.pem], client }));
    expect(result.ok).toBe(true);
    expect(csms.secured[0]?.getPeerX509Certificate()?.subject).toBe("CN=CP-1\nO=Test");
  });

  it("leaves no socket and no timer behind when it closes", async () => {
    const csms = await good();
    const before = leftovers();
    const result = await dial(csms.target({ roots: [pki.root.pem] }));
    if (!result.ok) return expect.fail(result.failure.detail);
    await result.connection.close(1000);
    await allClosed(csms.secured);
    expect(leftovers()).toBeLessThanOrEqual(before);
  });

  it("SEC-25 knows that a certificate has expired although the clock was set back", async () => {
    const expired = await pki.intermediate.issue({
      notBefore: new Date(Date.now() - 9 * DAY),
      notAfter: new Date(Date.now() + DAY),
    });
    const csms = await good({ cert: expired.chainPem, key: expired.keyPem });
    const known = epochMillis(Date.now() + 2 * DAY);
    const result = await dial(csms.target({ roots: [pki.root.pem] }), {
      certificateTime: () => ({ at: known, isLowerBound: false }),
    });
    expect(result).toMatchObject({ failure: { kind: "tls", reason: "certificateExpired" } });
  });

  it.each([
    ["has not reached", { from: DAY, to: 400 * DAY }],
    ["is years past", { from: -9 * DAY, to: -DAY }],
  ])("SEC-25 takes a certificate that a clock %s for which nobody vouches", async (_where, { from, to }) => {
    const day = (offset: number) => new Date(Date.now() + offset);
    const issued = await pki.intermediate.issue({ notBefore: day(from), notAfter: day(to) });
    const csms = await good({ cert: issued.chainPem, key: issued.keyPem });
    const target = csms.target({ roots: [pki.root.pem] });
    const judgedAt = (offset: number, isLowerBound: boolean) =>
      dial(target, { certificateTime: () => ({ at: epochMillis(Date.now() + offset), isLowerBound }) });

    expect(await judgedAt(from - 300 * DAY, true)).toMatchObject({ ok: true });
    expect(await judgedAt(to + DAY, true)).toMatchObject({ failure: { kind: "tls", reason: "certificateExpired" } });
    expect(await judgedAt(from - DAY, false)).toMatchObject({ failure: { reason: "certificateNotYetValid" } });
  });

  it("SEC-25 takes a certificate that the clock has not reached yet but the known time has", async () => {
    const later = await pki.intermediate.issue({ notBefore: new Date(Date.now() + DAY) });
    const csms = await good({ cert: later.chainPem, key: later.keyPem });
    const known = epochMillis(Date.now() + 2 * DAY);
    expect(
      await dial(csms.target({ roots: [pki.root.pem] }), {
        certificateTime: () => ({ at: known, isLowerBound: false }),
      }),
    ).toMatchObject({
      ok: true,
    });
    expect(await dial(csms.target({ roots: [pki.root.pem] }))).toMatchObject({
      failure: { reason: "certificateNotYetValid" },
    });
  });
});

const nothing: CallHandler = async () => ({ kind: "result", payload: {} });
const never = new AbortController().signal;

function linkWith(options: Partial<RpcCsmsLinkOptions>): RpcCsmsLink {
  return new RpcCsmsLink({ clock: new WallClock(), log: silentLog, lookup: loopback, ...options });
}

async function dial(to: CsmsTarget, options: Partial<RpcCsmsLinkOptions> = {}): Promise<ConnectResult> {
  const result = await linkWith(options).connect(to, nothing, never);
  if (result.ok) onTestFinished(() => result.connection.close(1000));
  return result;
}

interface RawServer {
  readonly url: string;
  readonly sockets: readonly Socket[];
}

/** A server that speaks bytes. */
async function serving(serve: (socket: Socket) => void): Promise<RawServer> {
  const sockets: Socket[] = [];
  const server = createServer((socket) => {
    sockets.push(socket);
    socket.on("error", () => undefined);
    serve(socket);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return { url: `wss://csms.test:${String((server.address() as AddressInfo).port)}`, sockets };
}

async function helloOf(tls: CsmsTls): Promise<ClientHello> {
  let first: Buffer | undefined;
  const { url } = await serving((socket) => {
    socket.once("data", (bytes: Buffer) => {
      first = bytes;
      socket.destroy();
    });
  });
  await dial({ ...target, url, tls });
  return readClientHello(first ?? expect.fail("nothing came"));
}

const leftovers = () =>
  process.getActiveResourcesInfo().filter((name) => /TCPSocketWrap|TLSWRAP|Timeout/.test(name)).length;
