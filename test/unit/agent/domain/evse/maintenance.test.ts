import { describe, expect, it } from "vitest";
import { epochMillis, seconds } from "#hal/core/units";
import { idToken } from "#agent/domain/authorization/id-token";
import { isCleared } from "#agent/domain/evse/maintenance";
import { whyNotCharging } from "#agent/domain/evse/why-not-charging";
import { EvseMachineDriver } from "#test/support/evse-machine-driver";

const begin = { type: "maintenance.begun" } as const;
const end = { type: "maintenance.ended" } as const;

describe("an outlet that is wanted for an installation", () => {
  it("12.1 UpdateFirmware: is unavailable at once when nobody uses it, stores nothing, and comes back", () => {
    const evse = new EvseMachineDriver().post(begin);
    expect(isCleared(evse.state)).toBe(true);
    evse.post(end);
    expect(evse.statuses).toEqual(["available", "unavailable", "available"]);
    expect(evse.effects.map(({ type }) => type)).not.toContain("availability.store");
  });

  it("12.1 UpdateFirmware: lets the charge go on, and is cleared only with the contactor open", () => {
    const evse = new EvseMachineDriver().charge().post(begin);
    expect(evse.status()).toBe("charging");
    expect(isCleared(evse.state)).toBe(false);
    evse.post({ type: "stop.requested", cause: "local" });
    expect(isCleared(evse.state)).toBe(false);
    evse.pilot("B").meter("stop");
    expect(evse.status()).toBe("unavailable");
    expect(isCleared(evse.state)).toBe(true);
  });

  it("12.1 UpdateFirmware: turns away whoever had plugged in and not authorised, and says why nothing charges", () => {
    const evse = new EvseMachineDriver({ connectionTimeOut: seconds(0) }).pilot("B").post(begin).tap();
    expect(evse.state.session.kind).toBe("plugged");
    expect(whyNotCharging(evse.state, undefined)?.code).toBe("station.updating");
    expect(evse.statuses).toEqual(["available", "preparing", "finishing", "unavailable"]);
    expect(isCleared(evse.state)).toBe(true);
    expect(evse.post(end).status()).toBe("preparing");
  });

  it("6.2 ChangeAvailability meanwhile is stored, changes nothing yet, and counts afterwards", () => {
    const evse = new EvseMachineDriver().post(begin).post({ type: "availability.requested", operative: false });
    expect(evse.effects).toContainEqual({ type: "availability.store", operative: false });
    evse.post(end);
    expect(evse.status()).toBe("unavailable");
    evse.post(begin).post({ type: "availability.requested", operative: true });
    expect(evse.status()).toBe("unavailable");
    evse.post(end);
    expect(evse.status()).toBe("available");
  });

  it("6.2 ChangeAvailability that waited for a charge before is not forgotten", () => {
    const evse = new EvseMachineDriver().charge().post({ type: "availability.requested", operative: false });
    evse.post(begin).post(end);
    evse.post({ type: "stop.requested", cause: "local" }).pilot("B").meter("stop").pilot("A");
    expect(evse.status()).toBe("unavailable");
  });

  it("9.1 a reservation outlives the installation", () => {
    const reservation = { id: 1, token: idToken("CAFE"), expiresAt: epochMillis(seconds(9999)) };
    const evse = new EvseMachineDriver().post({ type: "reservation.placed", reservation });
    evse.post(begin);
    expect(evse.status()).toBe("unavailable");
    evse.post(end);
    expect(evse.status()).toBe("reserved");
    expect(evse.effects.map(({ type }) => type)).not.toContain("reservation.ended");
  });

  it("is held by saying so twice, and released by saying so once", () => {
    const evse = new EvseMachineDriver().post(begin).post(begin).post(end);
    expect(evse.status()).toBe("available");
  });

  it("is not cleared while its board is silent and may let energy flow", () => {
    const evse = new EvseMachineDriver().charge().fault("board.silent").post(begin);
    expect(isCleared(evse.state)).toBe(false);
  });
});
