import { describe, expect, it } from "vitest";
import type { FailpointName } from "#hal/core/failpoint";
import { minutes, seconds } from "#hal/core/units";
import { CARD, VirtualRig } from "#test/support/virtual-rig";

/** A charge begins, and the agent dies where told; it comes back, and the vehicle leaves. */
async function dyingAt(place: FailpointName, subject: string) {
  const rig = await new VirtualRig().start();
  rig.fate.diesAt = (name, about) => name === place && about === subject;
  rig.station.plugIn({ stateOfCharge: 0.1 });
  await rig.until(() => rig.status() === "Preparing");
  rig.station.tapCard(CARD);
  await rig.until(() => rig.isDead);
  const kept = rig.store.sessions.recent(10).length;
  const told = rig.payloads("StartTransaction").length;
  await rig.clock.advance(seconds(1));
  rig.fate.diesAt = () => false;
  await rig.crashAgent();
  await rig.startAgent();
  await rig.clock.advance(minutes(2));
  rig.station.unplug();
  await rig.clock.advance(minutes(2));
  const ended = [...rig.csms.state().transactions.values()].filter(({ stop }) => stop !== undefined);
  await rig.stop();
  expect(rig.clock.pending()).toBe(0);
  return { kept, told, starts: rig.payloads("StartTransaction").length, ended: ended.length };
}

describe("R1 an agent that dies in the middle of a step", { timeout: 60_000 }, () => {
  it.each([
    ["session.begin", "transaction.started"],
    ["session.written", "transaction.started"],
  ] as const)("has begun nothing before its commit (%s)", async (place, subject) => {
    expect(await dyingAt(place, subject)).toEqual({ kept: 0, told: 0, starts: 0, ended: 0 });
  });

  it.each([
    ["session.committed", "transaction.started"],
    ["session.done", "transaction.started"],
    ["call.leaving", "StartTransaction"],
  ] as const)("ends what it had begun, and tells it once (%s)", async (place, subject) => {
    expect(await dyingAt(place, subject)).toEqual({ kept: 1, told: 0, starts: 1, ended: 1 });
  });

  it.each([
    ["call.sent", "StartTransaction"],
    ["answer.arrived", "StartTransaction"],
    ["settlement.begin", "transaction.started"],
    ["settlement.written", "transaction.started"],
  ] as const)("tells again what it does not know to be answered, and is billed once (%s)", async (place, subject) => {
    expect(await dyingAt(place, subject)).toMatchObject({ kept: 1, starts: 2, ended: 1 });
  });

  it.each([
    ["settlement.committed", "transaction.started"],
    ["settlement.done", "transaction.started"],
  ] as const)("does not tell again what is answered on its books (%s)", async (place, subject) => {
    expect(await dyingAt(place, subject)).toEqual({ kept: 1, told: 1, starts: 1, ended: 1 });
  });
});
