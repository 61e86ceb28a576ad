import { describe, expect, it } from "vitest";
import { AgentError } from "#hal/core/errors";
import { epochMillis, isoTime, minutes } from "#hal/core/units";
import { ask } from "#test/support/rig-calls";
import { CARD, VirtualRig } from "#test/support/virtual-rig";

const full = new AgentError("store.failed", "the database could not write", { sqlite: "SQLITE_FULL" });

/** A station whose connector is reserved for some minutes. */
async function reservedStation(): Promise<VirtualRig> {
  const rig = await new VirtualRig().start();
  const expiryDate = isoTime(epochMillis(rig.clock.now() + minutes(5)));
  const reservation = { connectorId: 1, expiryDate, idTag: CARD, reservationId: 7 };
  expect(await ask(rig, "ReserveNow", reservation)).toEqual({ status: "Accepted" });
  await rig.until(() => rig.status() === "Reserved");
  return rig;
}

describe("a reservation and a disk that refuses", () => {
  it("R10 5.13 ReserveNow: it ends in time all the same, and is gone for good when the disk is back", async () => {
    const rig = await reservedStation();
    rig.diskFailure = full;
    await rig.clock.advance(minutes(6));
    expect(rig.status()).toBe("Available");
    rig.diskFailure = undefined;
    await rig.clock.advance(minutes(1));
    expect(rig.store.reservations.all()).toEqual([]);
    await rig.stop();
  });

  it("R10 5.2 CancelReservation: is not taken while it could be back after a restart", async () => {
    const rig = await reservedStation();
    rig.diskFailure = full;
    const answer = rig.csms.call("CancelReservation", { reservationId: 7 });
    const refusal = expect(answer).rejects.toThrow();
    await rig.clock.advance(minutes(1));
    await refusal;
    expect(rig.status()).toBe("Reserved");
    rig.diskFailure = undefined;
    expect(await ask(rig, "CancelReservation", { reservationId: 7 })).toEqual({ status: "Accepted" });
    await rig.until(() => rig.status() === "Available");
    await rig.stop();
  });
});
