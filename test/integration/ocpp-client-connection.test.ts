import { describe, expect, it } from "vitest";
import { hours, minutes, seconds } from "#hal/core/units";
import { clientRig, gapsInSeconds, report, startedRig } from "#test/support/ocpp-client-rig";

describe("connection keeper", () => {
  it("2.1 doubles the wait RepeatTimes times, then keeps it, and never gives up", async () => {
    const rig = clientRig({ RetryBackOffWaitMinimum: "10", RetryBackOffRepeatTimes: "2" });
    rig.csms.refusal = { kind: "refused", httpStatus: 404, detail: "unknown" };
    await rig.client.start();
    await rig.clock.advance(minutes(4));
    expect(gapsInSeconds(rig.csms.handshakes).slice(0, 6)).toEqual([10, 20, 40, 40, 40, 40]);
    await rig.client.stop();
  });

  it("2.1 adds a fresh random part below the range to each wait", async () => {
    const rig = clientRig({ RetryBackOffRepeatTimes: "0", RetryBackOffRandomRange: "10" });
    rig.csms.refusal = { kind: "unreachable", detail: "no route" };
    await rig.client.start();
    await rig.clock.advance(minutes(5));
    const gaps = rig.csms.handshakes.slice(1).map((time, index) => time - (rig.csms.handshakes[index] ?? 0));
    expect(new Set(gaps).size).toBe(gaps.length);
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(10_000);
    expect(Math.max(...gaps)).toBeLessThan(20_100);
    await rig.client.stop();
  });

  it("2.1 waits the minimum before the first reconnect and a success sets the waits back", async () => {
    const rig = await startedRig({ RetryBackOffWaitMinimum: "10" });
    rig.csms.refusal = { kind: "unreachable", detail: "restarting" };
    rig.csms.drop();
    await rig.clock.advance(seconds(31));
    rig.csms.refusal = undefined;
    await rig.clock.advance(seconds(60));
    expect(rig.client.isOnline()).toBe(true);
    rig.csms.drop();
    await rig.clock.advance(seconds(11));
    expect(gapsInSeconds(rig.csms.handshakes).slice(0, 3)).toEqual([11, 20, 40]);
    expect(rig.csms.handshakes).toHaveLength(5);
    await rig.client.stop();
  });

  it("1.21 goes on trying when the CSMS chooses no subprotocol", async () => {
    const rig = clientRig();
    rig.csms.subprotocol = "ocpp9";
    await rig.client.start();
    await rig.clock.advance(seconds(15));
    expect(rig.csms.handshakes).toHaveLength(2);
    expect(rig.client.status()).toMatchObject({ connection: "offline", registration: "none" });
    rig.csms.subprotocol = "ocpp1.6";
    await rig.clock.advance(seconds(30));
    expect(rig.client.isOnline()).toBe(true);
    await rig.client.stop();
  });

  it("ends a wait at once when asked to", async () => {
    const rig = clientRig();
    rig.link.down();
    await rig.client.start();
    await rig.clock.advance(hours(1));
    rig.link.up();
    rig.client.retryNow();
    await rig.clock.advance(seconds(1));
    expect(rig.client.isOnline()).toBe(true);
    await rig.client.stop();
  });

  it("2.5 drops a connection on which two calls in a row heard nothing at all", async () => {
    const rig = await startedRig({ HeartbeatInterval: "60" });
    for (const action of ["Heartbeat", "StatusNotification"]) rig.csms.on(action, () => undefined);
    report(rig, 1, "preparing");
    await rig.clock.advance(seconds(31));
    expect(rig.client.isOnline()).toBe(true);
    report(rig, 1, "charging");
    await rig.clock.advance(seconds(31));
    expect(rig.client.isOnline()).toBe(false);
    await rig.clock.advance(seconds(11));
    expect(rig.client.isOnline()).toBe(true);
    await rig.client.stop();
  });

  it("2.5 keeps a connection whose CSMS is alive and only ignores one message", async () => {
    const rig = await startedRig();
    rig.csms.on("StatusNotification", () => undefined);
    for (const status of ["preparing", "charging", "finishing"] as const) {
      report(rig, 1, status);
      await rig.clock.advance(seconds(20));
      rig.csms.call("GetConfiguration", { key: ["HeartbeatInterval"] }).catch(() => undefined);
      await rig.clock.advance(seconds(20));
    }
    expect(rig.csms.handshakes).toHaveLength(1);
    await rig.client.stop();
  });

  it("says what people ask: connected or not, since when, last message, why not", async () => {
    const rig = clientRig();
    const seen: string[] = [];
    rig.client.changes.listen(({ connection, registration }) => seen.push(`${connection}/${registration}`));
    rig.csms.refusal = { kind: "tls", reason: "certificateExpired", detail: "certificate expired" };
    await rig.client.start();
    await rig.clock.advance(seconds(1));
    expect(rig.client.status()).toMatchObject({ connection: "offline", trouble: "certificate expired" });
    expect(rig.client.health()).toEqual({ kind: "degraded", why: "certificate expired" });
    rig.csms.refusal = undefined;
    await rig.clock.advance(seconds(20));
    expect(rig.client.status().trouble).toBeUndefined();
    expect(rig.client.status().lastMessageAt).toBeDefined();
    expect(rig.client.health()).toEqual({ kind: "ok" });
    expect(seen.at(-1)).toBe("connected/accepted");
    await rig.client.stop();
    expect(rig.client.health()).toEqual({ kind: "stopped" });
  });

  it.each([0, 5, 15, 1000, 10_000, 100_000])("leaves no timer behind when stopped after %d ms", async (after) => {
    const rig = clientRig({ MinimumStatusDuration: "3600" });
    report(rig, 1, "available");
    rig.csms.on("BootNotification", () => (after > 5000 ? undefined : { kind: "silence" }));
    await rig.client.start();
    await rig.clock.advance(seconds(after / 1000));
    await rig.client.stop();
    expect(rig.clock.pending()).toBe(0);
    expect(rig.client.status().connection).toBe("offline");
    expect(rig.failures).toEqual([]);
  });

  it("leaves no timer behind when stopped in full work and starts again with a new registration only when it must", async () => {
    const rig = await startedRig({ MinimumStatusDuration: "60" });
    report(rig, 1, "charging");
    await rig.clock.advance(seconds(1));
    await rig.client.stop();
    expect(rig.clock.pending()).toBe(0);
    await rig.client.start();
    await rig.clock.advance(seconds(1));
    expect(rig.client.isOnline()).toBe(true);
    expect(rig.csms.of("BootNotification")).toHaveLength(1);
    await rig.client.stop();
  });
});
