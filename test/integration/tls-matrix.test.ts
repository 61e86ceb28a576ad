import { connect as connectTls } from "node:tls";
import { beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { WebSocket } from "ws";
import { silentLog } from "#hal/core/log";
import { connectFailureEvent } from "#agent/ocpp/connect-failure-event";
import { RpcCsmsLink } from "#agent/ocpp/rpc-csms-link";
import type { CallHandler, ConnectResult } from "#agent/ports/csms-link";
import { SUBPROTOCOL } from "#test/support/csms-bench";
import { WallClock } from "#test/support/csms-wall-clock";
import { testPki } from "#test/support/test-pki";
import type { CasePkis, TlsCase } from "#test/support/tls-case";
import { certificateCases } from "#test/support/tls-certificate-cases";
import { goodCases, protocolCases } from "#test/support/tls-protocol-cases";
import { loopback, TlsCsms } from "#test/support/tls-csms";

const badCases = [...certificateCases, ...protocolCases];
/** These the server refuses, whoever the client is. */
const servedCases = badCases.filter((row) => row.refusal !== "clientRefused");
const named = (cases: readonly TlsCase[]) => cases.map((row) => [row.name, row] as const);

describe("SEC-20 the matrix of servers over TLS", () => {
  let pkis: CasePkis;

  beforeAll(async () => {
    const [ec, rsa] = await Promise.all([testPki("p256"), testPki("rsa2048")]);
    pkis = { ec, rsa };
  });

  it.each(named(goodCases))("11.4 takes %s", async (_name, row) => {
    const { result, csms } = await meet(row, pkis);
    expect(result).toMatchObject({ ok: true });
    expect(csms.requests[0]?.headers.authorization).toMatch(/^Basic /);
  });

  it.each(named(badCases))("11.4 refuses %s, with its security event and without a word to it", async (_name, row) => {
    const { result, csms } = await meet(row, pkis);
    expect(result).toMatchObject({ ok: false, failure: { kind: "tls", reason: row.refusal } });
    expect(result.ok ? undefined : connectFailureEvent(result.failure)).toBe(row.event);
    expect(csms.requests).toEqual([]);
  });

  it.each(named(servedCases))("has a server that lets in a client that checks nothing: %s", async (_name, row) => {
    expect(await connects(row, pkis, "nothing")).toBe(true);
  });

  it.each(named(servedCases))("notes rightly whether Node's own checks suffice: %s", async (_name, row) => {
    expect(await connects(row, pkis, "what Node checks")).toBe(row.passesNode ?? false);
  });
});

interface Met {
  readonly result: ConnectResult;
  readonly csms: TlsCsms;
}

const nothing: CallHandler = async () => ({ kind: "result", payload: {} });

async function meet(row: TlsCase, pkis: CasePkis): Promise<Met> {
  const { server, tls, host } = await row.setUp(pkis);
  const csms = await TlsCsms.start(server);
  onTestFinished(() => csms.stop());
  const link = new RpcCsmsLink({ clock: new WallClock(), log: silentLog, lookup: loopback });
  const target = csms.target({ roots: rootsOf(pkis), ...tls }, host);
  const result = await link.connect(target, nothing, new AbortController().signal);
  if (result.ok) await result.connection.close(1000);
  return { result, csms };
}

const rootsOf = ({ ec, rsa }: CasePkis) => [ec.root.pem, rsa.root.pem];

const checkingNothing = {
  rejectUnauthorized: false,
  minVersion: "TLSv1",
  ciphers: "ALL:eNULL:@SECLEVEL=0",
  ALPNProtocols: ["h2", "http/1.1"],
} as const;

/** Whether a plain client connects. */
async function connects(row: TlsCase, pkis: CasePkis, checks: "nothing" | "what Node checks"): Promise<boolean> {
  const { server, host = "csms.test" } = await row.setUp(pkis);
  const csms = await TlsCsms.start(server);
  onTestFinished(() => csms.stop());
  const socket = new WebSocket(`wss://${host}:${String(csms.port)}/ocpp/CP`, SUBPROTOCOL, {
    createConnection: (options: object) =>
      connectTls({
        ...options,
        ca: rootsOf(pkis),
        lookup: loopback,
        servername: host === "127.0.0.1" ? "" : host,
        ...(checks === "nothing" ? checkingNothing : {}),
      }),
  });
  return new Promise((resolve) => {
    socket.on("open", () => {
      resolve(true);
      socket.terminate();
    });
    socket.on("error", () => {
      resolve(false);
    });
  });
}
