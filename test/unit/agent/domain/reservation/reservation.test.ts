import { describe, expect, it } from "vitest";
import { type EvseId, evseId } from "#hal/core/charging";
import { epochMillis } from "#hal/core/units";
import { idToken } from "#agent/domain/authorization/id-token";
import type { ConnectorStatus } from "#agent/domain/evse/connector-status";
import {
  claimOutlet,
  isHolder,
  judgeReservation,
  type Place,
  type Places,
  type Reservation,
} from "#agent/domain/reservation/reservation";

const NOW = epochMillis(1_000_000);
const one = evseId(1);
const two = evseId(2);

function reservation(id: number, token = "A1", parent?: string): Reservation {
  const group = parent === undefined ? {} : { parent: idToken(parent) };
  return { id, token: idToken(token), expiresAt: epochMillis(NOW + 1), ...group };
}

function outlet(evse: EvseId, status: ConnectorStatus, held?: Reservation): Place {
  return { evse, status, ...(held === undefined ? {} : { reservation: held }) };
}

const outlets = (first: ConnectorStatus, second: ConnectorStatus): Places => ({
  outlets: [outlet(one, first), outlet(two, second)],
});
const ask = (where: EvseId | 0, places: Places, wanted = reservation(1)) =>
  judgeReservation(where, wanted, NOW, places);

describe("ReserveNow for one outlet", () => {
  it.each([
    ["available", "accepted"],
    ["preparing", "occupied"],
    ["charging", "occupied"],
    ["suspendedEV", "occupied"],
    ["suspendedEVSE", "occupied"],
    ["finishing", "occupied"],
    ["reserved", "occupied"],
    ["unavailable", "unavailable"],
    ["faulted", "faulted"],
  ] as const)("7.14 that is %s is %s", (status, outcome) => {
    expect(ask(one, outlets(status, "available"))).toBe(outcome);
  });

  it("7.14 that does not exist is rejected, and so is one that is over already", () => {
    expect(ask(evseId(3), outlets("available", "available"))).toBe("rejected");
    const over = { ...reservation(1), expiresAt: NOW };
    expect(ask(one, outlets("available", "available"), over)).toBe("rejected");
  });

  it("7.14 replaces the one with the same id, here or elsewhere", () => {
    const places = { outlets: [outlet(one, "reserved", reservation(1)), outlet(two, "available")] };
    expect(ask(one, places)).toBe("accepted");
    expect(ask(two, places)).toBe("accepted");
    expect(ask(one, places, reservation(2))).toBe("occupied");
  });

  it("7.14 takes an outlet for reserved that does not show it yet", () => {
    const places = { outlets: [outlet(one, "available", reservation(1))] };
    expect(ask(one, places, reservation(2))).toBe("occupied");
    expect(ask(0, places, reservation(2))).toBe("occupied");
    expect(ask(one, places, reservation(1))).toBe("accepted");
  });

  it("7.14 leaves the last free outlet to whoever reserved any one", () => {
    const station = reservation(9, "B2");
    expect(ask(one, { ...outlets("available", "charging"), station })).toBe("occupied");
    expect(ask(one, { ...outlets("available", "available"), station })).toBe("accepted");
    expect(ask(one, { ...outlets("available", "charging"), station }, reservation(9))).toBe("accepted");
  });
});

describe("ReserveNow for connector 0", () => {
  it.each([
    ["available", "charging", "accepted"],
    ["charging", "faulted", "occupied"],
    ["reserved", "charging", "occupied"],
    ["faulted", "faulted", "faulted"],
    ["faulted", "unavailable", "unavailable"],
    ["unavailable", "unavailable", "unavailable"],
  ] as const)("7.14 with outlets %s and %s is %s", (first, second, outcome) => {
    expect(ask(0, outlets(first, second))).toBe(outcome);
  });

  it("7.14 is occupied when another one stands, and replaces one with the same id", () => {
    const places = { ...outlets("available", "available"), station: reservation(1) };
    expect(ask(0, places, reservation(2))).toBe("occupied");
    expect(ask(0, places, reservation(1))).toBe("accepted");
  });
});

describe("who may begin on a reserved outlet", () => {
  it("7.14 its token, whatever its case, and any of its group; parents are compared with parents only", () => {
    const held = reservation(1, "A1", "FLEET");
    expect(isHolder(held, { token: idToken("a1") })).toBe(true);
    expect(isHolder(held, { token: idToken("B2"), parent: idToken("fleet") })).toBe(true);
    expect(isHolder(held, { token: idToken("FLEET") })).toBe(false);
    expect(isHolder(held, { token: idToken("B2"), parent: idToken("A1") })).toBe(false);
    expect(isHolder(reservation(1), { token: idToken("B2"), parent: idToken("FLEET") })).toBe(false);
  });

  it("7.14 the holder with the reservation's id, nobody else", () => {
    const places = { outlets: [outlet(one, "reserved", reservation(7)), outlet(two, "available")] };
    expect(claimOutlet(one, { token: idToken("A1") }, places)).toEqual({ kind: "holder", reservationId: 7 });
    expect(claimOutlet(one, { token: idToken("B2") }, places)).toEqual({ kind: "refused" });
    expect(claimOutlet(two, { token: idToken("B2") }, places)).toEqual({ kind: "free" });
  });

  it("7.14 of any one outlet: strangers as long as another one stays free", () => {
    const station = reservation(9);
    const stranger = { token: idToken("B2") };
    expect(claimOutlet(one, stranger, { ...outlets("available", "available"), station })).toEqual({ kind: "free" });
    expect(claimOutlet(one, stranger, { ...outlets("preparing", "available"), station })).toEqual({ kind: "free" });
    expect(claimOutlet(one, stranger, { ...outlets("available", "charging"), station })).toEqual({ kind: "refused" });
    const holder = { token: idToken("A1") };
    expect(claimOutlet(one, holder, { ...outlets("available", "charging"), station })).toEqual({
      kind: "holder",
      reservationId: 9,
    });
  });
});
