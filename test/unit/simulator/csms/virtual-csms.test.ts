import { RPCClient } from "ocpp-rpc";
import { afterEach, describe, expect, it } from "vitest";
import { epochMillis } from "#hal/core/units";
import { VirtualClock } from "#hal/core/virtual-clock";
import { NetworkRelay } from "#simulator/csms/network";
import { VirtualCsms, type VirtualCsmsOptions } from "#simulator/csms/virtual-csms";

const endings: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const end of endings.splice(0).reverse()) await end();
});

async function openCsms(options: Partial<VirtualCsmsOptions> = {}): Promise<VirtualCsms> {
  const csms = new VirtualCsms({ clock: new VirtualClock(epochMillis(0)), ...options });
  await csms.start();
  endings.push(() => csms.stop());
  return csms;
}

/** The package's types ask for every option; its code has defaults for all of them. */
function openStation(endpoint: string, password: string | null = null): RPCClient {
  const settings = { endpoint, identity: "CP1", protocols: ["ocpp1.6"], reconnect: false, strictMode: false, password };
  const station = new RPCClient({ ...settings, callTimeoutMs: 2000 } as ConstructorParameters<typeof RPCClient>[0]);
  endings.push(() => station.close({ force: true }));
  return station;
}

const closing = (station: RPCClient) =>
  new Promise<void>((resolve) =>
    station.once("close", () => {
      resolve();
    }),
  );

describe("the back end on the network", () => {
  it("answers a station's calls and records them", async () => {
    const csms = await openCsms();
    const station = openStation(csms.url());
    await station.connect();
    expect(station.protocol).toBe("ocpp1.6");
    expect(await station.call("Authorize", { idTag: "VALID-CARD" })).toEqual({ idTagInfo: { status: "Accepted" } });
    expect(csms.messages).toMatchObject([{ direction: "received", station: "CP1", answer: { kind: "result" } }]);
  });

  it("answers a call it cannot read with the code of OCPP 1.6", async () => {
    const csms = await openCsms();
    const station = openStation(csms.url());
    await station.connect();
    await expect(station.call("Authorize", {})).rejects.toMatchObject({
      rpcErrorCode: "OccurrenceConstraintViolation",
    });
    await expect(station.call("Nonsense", {})).rejects.toMatchObject({ rpcErrorCode: "NotImplemented" });
  });

  it("sends commands and resolves with the station's answer", async () => {
    const csms = await openCsms();
    const station = openStation(csms.url());
    station.handle("Reset", ({ params }) =>
      Promise.resolve({ status: params?.["type"] === "Soft" ? "Accepted" : "Rejected" }),
    );
    await station.connect();
    expect(await csms.call("Reset", { type: "Soft" })).toEqual({ status: "Accepted" });
    await expect(csms.call("UnlockConnector", { connectorId: 1 })).rejects.toMatchObject({
      code: "csms.call-error",
      details: { errorCode: "NotImplemented" },
    });
    expect(csms.messages.map(({ action, answer }) => [action, answer?.kind])).toEqual([
      ["Reset", "result"],
      ["UnlockConnector", "error"],
    ]);
    expect(csms.messages[0]?.id).toMatch(/^[0-9a-f-]{36}$/);
  });

  it("says which station is missing or did not answer", async () => {
    const csms = await openCsms({ callTimeoutMs: 30 });
    await expect(csms.call("Reset", { type: "Soft" })).rejects.toMatchObject({ code: "csms.not-connected" });
    const station = openStation(csms.url());
    station.handle("Reset", () => new Promise(() => undefined));
    await station.connect();
    await expect(csms.call("Reset", { type: "Soft" })).rejects.toMatchObject({ code: "csms.timeout" });
    expect(csms.messages[0]?.answer?.kind).toBe("none");
  });

  it("hangs up in the middle of a call when scripted so", async () => {
    const csms = await openCsms();
    const station = openStation(csms.url());
    await station.connect();
    const closed = closing(station);
    csms.script.once("Heartbeat", { kind: "hangUp" });
    await expect(station.call("Heartbeat", {})).rejects.toThrow();
    await closed;
  });

  it("wants the password when it has one", async () => {
    const csms = await openCsms({ password: "open sesame" });
    await expect(openStation(csms.url(), "wrong").connect()).rejects.toMatchObject({ code: 401 });
    await expect(openStation(csms.url()).connect()).rejects.toMatchObject({ code: 401 });
    await openStation(csms.url(), "open sesame").connect();
    expect(csms.connected()).toEqual(["CP1"]);
  });

  it("refuses connections for a while and hangs up on stations", async () => {
    const csms = await openCsms();
    csms.refuseConnections(true);
    await expect(openStation(csms.url()).connect()).rejects.toMatchObject({ code: 503 });
    csms.refuseConnections(false);
    const station = openStation(csms.url());
    await station.connect();
    const closed = closing(station);
    await csms.disconnect("CP1");
    await closed;
    expect(csms.connected()).toEqual([]);
  });
});

describe("the network between station and back end", () => {
  async function openRelay(): Promise<{
    readonly csms: VirtualCsms;
    readonly relay: NetworkRelay;
    readonly url: string;
  }> {
    const csms = await openCsms();
    const relay = new NetworkRelay(() => csms.address());
    await relay.start();
    endings.push(() => relay.close());
    return { csms, relay, url: `ws://127.0.0.1:${String(relay.port())}` };
  }

  it("passes everything on while it is up", async () => {
    const { relay, url } = await openRelay();
    const station = openStation(url);
    await station.connect();
    expect(await station.call("Heartbeat", {})).toEqual({ currentTime: "1970-01-01T00:00:00.000Z" });
    expect(relay.state()).toBe("up");
  });

  it("ends connections and refuses new ones while it is cut", async () => {
    const { relay, url } = await openRelay();
    const station = openStation(url);
    await station.connect();
    const closed = closing(station);
    relay.cut();
    await closed;
    await expect(openStation(url).connect()).rejects.toThrow();
    relay.mend();
    await openStation(url).connect();
  });

  it("swallows bytes without a sign in a black hole and resets the torn connection when it is mended", async () => {
    const { csms, relay, url } = await openRelay();
    const station = openStation(url);
    await station.connect();
    relay.blackhole();
    await expect(station.call("Heartbeat", {}, { callTimeoutMs: 50 })).rejects.toThrow("Call timeout");
    expect(station.state).toBe(RPCClient.OPEN);
    expect(csms.messages).toEqual([]);

    const closed = closing(station);
    relay.mend();
    await closed;
    await openStation(url).connect();
  });

  it("resets the station when the back end is gone", async () => {
    const { csms, url } = await openRelay();
    await csms.stop();
    await expect(openStation(url).connect()).rejects.toThrow();
  });
});
