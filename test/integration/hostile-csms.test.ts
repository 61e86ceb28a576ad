import { EventEmitter, once } from "node:events";
import { describe, expect, it, onTestFinished } from "vitest";
import { silentLog } from "#hal/core/log";
import { millis } from "#hal/core/units";
import { connectFailureEvent } from "#agent/ocpp/connect-failure-event";
import { RpcCsmsLink } from "#agent/ocpp/rpc-csms-link";
import type { CallHandler, ConnectResult } from "#agent/ports/csms-link";
import { allClosed } from "#test/support/closed-sockets";
import { target } from "#test/support/csms-bench";
import { WallClock } from "#test/support/csms-wall-clock";
import {
  bearable,
  bomb,
  frame,
  handshakeHarms,
  HostileCsms,
  type Hostility,
  refusal,
  socketHarms,
  upgradeAnswer,
} from "#test/support/hostile-csms";

describe("SEC-27 a server that breaks the rules of WebSocket", () => {
  it.each(Object.entries(socketHarms))("loses the connection at once when it sends %s", async (_name, harm) => {
    const csms = await started(harm);
    const result = await dial(csms);
    // What comes in one packet with the answer can end the connection before it is handed over.
    if (result.ok) await result.connection.closed;
    await allClosed(csms.sockets);
    expect(result.ok && result.connection.isOpen()).toBe(false);
  });

  it("loses the connection when it sends a bomb, also with compression agreed upon", async () => {
    const csms = await started(bomb);
    const link = new RpcCsmsLink({ clock: new WallClock(), log: silentLog, isCompressionOffered: true });
    const result = await dial(csms, nothing, link);
    if (!result.ok) return expect.fail(result.failure.detail);
    expect(await result.connection.closed).toContain("Max payload size exceeded");
    await allClosed(csms.sockets);
  });

  it("is borne when it sends binary frames, empty frames and frames that are none of OCPP", async () => {
    const csms = await started(bearable);
    const answered = new EventEmitter();
    const called = once(answered, "call");
    const result = await dial(csms, async (action) => {
      answered.emit("call", action);
      return { kind: "result", payload: {} };
    });
    csms.sockets[0]?.write(frame(0x81, Buffer.from('[2,"last","ClearCache",{}]')));
    expect(await called).toEqual(["ClearCache"]);
    expect(result.ok && result.connection.isOpen()).toBe(true);
  });
});

describe("SEC-22 SEC-27 a server that does not answer an upgrade as it should", () => {
  it.each(Object.entries(handshakeHarms))("gets no connection with %s", async (_name, harm) => {
    const csms = await started(harm);
    const result = await dial(csms);
    expect(result.ok).toBe(false);
    expect(result.ok ? undefined : connectFailureEvent(result.failure)).toBeUndefined();
    await allClosed(csms.sockets);
  });

  it("is given up when it sends a header each moment and never the last", async () => {
    const csms = await started((socket) => {
      socket.write("HTTP/1.1 101 Switching Protocols\r\n");
      const drip = setInterval(() => socket.write("X-Slow: 1\r\n"), 5);
      socket.on("close", () => {
        clearInterval(drip);
      });
    });
    const result = await dial(
      csms,
      nothing,
      new RpcCsmsLink({ clock: new WallClock(), log: silentLog, connectTimeout: millis(80) }),
    );
    expect(result).toMatchObject({ failure: { kind: "unreachable", detail: "the handshake took too long" } });
    await allClosed(csms.sockets);
  });

  it.each([200, 301, 401, 403, 404, 407, 429, 500, 503])(
    "is told by its status %i, 401 alone being a security event",
    async (status) => {
      const csms = await started(refusal(status));
      const result = await dial(csms);
      expect(result).toMatchObject({ failure: { kind: "refused", httpStatus: status } });
      const event = result.ok ? undefined : connectFailureEvent(result.failure);
      expect(event).toBe(status === 401 ? "FailedToAuthenticateAtCsms" : undefined);
      await allClosed(csms.sockets);
    },
  );

  it.each([301, 302, 303, 307, 308])("sends nobody to another server with %i", async (status) => {
    const other = await started((socket, request) => socket.write(upgradeAnswer(request)));
    const csms = await started(refusal(status, `Location: ${other.url.replace("ws:", "http:")}\r\n`));
    expect(await dial(csms)).toMatchObject({ ok: false, failure: { kind: "refused", httpStatus: status } });
    expect(other.sockets).toEqual([]);
  });

  it("SEC-22 finds the password in the header of the upgrade and never in the address", async () => {
    const csms = await started(refusal(401));
    await dial(csms);
    const [line = "", ...headers] = (csms.requests[0] ?? "").split("\r\n");
    expect(line).toBe("GET /ocpp/CP%201%2F%C3%A4 HTTP/1.1");
    expect(headers.filter((header) => /^authorization:/i.test(header))).toHaveLength(1);
  });
});

const nothing: CallHandler = async () => ({ kind: "result", payload: {} });

async function started(hostility: Hostility): Promise<HostileCsms> {
  const csms = await HostileCsms.start(hostility);
  onTestFinished(() => csms.stop());
  return csms;
}

async function dial(
  csms: HostileCsms,
  handler: CallHandler = nothing,
  link: RpcCsmsLink = new RpcCsmsLink({ clock: new WallClock(), log: silentLog }),
): Promise<ConnectResult> {
  const password = new Uint8Array(Buffer.from("a password"));
  const result = await link.connect({ ...target, url: csms.url, password }, handler, new AbortController().signal);
  if (result.ok) onTestFinished(() => result.connection.close(1000));
  return result;
}
