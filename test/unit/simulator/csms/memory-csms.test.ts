import { describe, expect, it } from "vitest";
import { AgentError } from "#hal/core/errors";
import { epochMillis } from "#hal/core/units";
import { VirtualClock } from "#hal/core/virtual-clock";
import { MemoryCsms } from "#simulator/csms/memory-csms";

const target = { identity: "CP1", subprotocols: ["ocpp2.0.1", "ocpp1.6"] };

function openCsms(): MemoryCsms {
  return new MemoryCsms(new VirtualClock(epochMillis(0)), { firstTransactionNumber: 7 });
}

function lineThat(call: (action: string, payload: object) => Promise<unknown>) {
  const drops: string[] = [];
  return { drops, line: { call, drop: (reason: string) => void drops.push(reason) } };
}

describe("the back end in memory", () => {
  it("speaks 1.6 and nothing else", () => {
    const csms = openCsms();
    expect(csms.accept(target)).toEqual({ subprotocol: "ocpp1.6" });
    expect(csms.accept({ ...target, subprotocols: ["ocpp2.1"] })).toMatchObject({ kind: "noSubprotocol" });
  });

  it("answers as its twin on the network does", async () => {
    const csms = openCsms();
    csms.accept(target);
    const reply = await csms.onCall("Authorize", { idTag: "VALID-CARD" }, "1");
    expect(reply).toEqual({ kind: "result", payload: { idTagInfo: { status: "Accepted" } } });
    expect(csms.messages[0]).toMatchObject({ station: "CP1", direction: "received", action: "Authorize", id: "1" });
  });

  it("drops the line and keeps silent when it hangs up", async () => {
    const csms = openCsms();
    const { drops, line } = lineThat(() => Promise.resolve({}));
    csms.accept(target);
    csms.attach(line);
    csms.script.once("Heartbeat", { kind: "hangUp" });
    expect(await csms.onCall("Heartbeat", {}, "1")).toEqual({ kind: "silence" });
    expect(drops).toHaveLength(1);
  });

  it("is out of reach while the network is cut", () => {
    const csms = openCsms();
    const { drops, line } = lineThat(() => Promise.resolve({}));
    csms.accept(target);
    csms.attach(line);
    csms.cutNetwork();
    expect(drops).toHaveLength(1);
    expect(csms.accept(target)).toMatchObject({ kind: "unreachable" });
    csms.mendNetwork();
    expect(csms.accept(target)).toEqual({ subprotocol: "ocpp1.6" });
  });

  it("calls the station and records what came of it", async () => {
    const csms = openCsms();
    await expect(csms.call("Reset", { type: "Soft" })).rejects.toMatchObject({ code: "csms.not-connected" });

    csms.attach(lineThat(() => Promise.resolve({ status: "Accepted" })).line);
    expect(await csms.call("Reset", { type: "Soft" })).toEqual({ status: "Accepted" });

    const refusal = new AgentError("csms.call-error", "no", { errorCode: "NotSupported" });
    csms.attach(lineThat(() => Promise.reject(refusal)).line);
    await expect(csms.call("Reset", { type: "Hard" })).rejects.toBe(refusal);
    expect(csms.messages.map(({ direction, answer }) => [direction, answer?.kind])).toEqual([
      ["sent", "result"],
      ["sent", "error"],
    ]);
  });
});
