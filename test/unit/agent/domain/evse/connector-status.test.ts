import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { amperes, wattHours, epochMillis } from "#hal/core/units";
import { idToken } from "#agent/domain/authorization/id-token";
import { faultCatalogue } from "#agent/domain/faults/fault-catalogue";
import type { ConnectorStatus } from "#agent/domain/evse/connector-status";
import { EvseMachineDriver, wiring } from "#test/support/evse-machine-driver";

/** OCPP 1.6 section 4.9 with errata 3.20: A P C SV SS F R U; Faulted is reached from all and leads back to all. */
const columns = [
  "available",
  "preparing",
  "charging",
  "suspendedEV",
  "suspendedEVSE",
  "finishing",
  "reserved",
  "unavailable",
] as const;
const rows: Readonly<Record<(typeof columns)[number], string>> = {
  available: "-xxxx.xx",
  preparing: "x-xxxx..",
  charging: "x.-xxx.x",
  suspendedEV: "x.x-xx.x",
  suspendedEVSE: "x.xx-x.x",
  finishing: "xx...-.x",
  reserved: "xx....-x",
  unavailable: "xxxxx..-",
};

function isAllowed(from: ConnectorStatus, to: ConnectorStatus): boolean {
  if (from === "faulted" || to === "faulted") return true;
  return rows[from][columns.indexOf(to)] === "x";
}

const faultCodes = Object.keys(faultCatalogue) as (keyof typeof faultCatalogue)[];
const anyEvent = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.tuple(fc.constant("pilot" as const), fc.constantFrom("A", "B", "C", "D", "E", "F"), fc.boolean()),
  },
  { weight: 3, arbitrary: fc.tuple(fc.constant("tap" as const), fc.constantFrom("A1", "B2")) },
  { weight: 4, arbitrary: fc.tuple(fc.constant("meter" as const), fc.constantFrom("start", "stop")) },
  { weight: 1, arbitrary: fc.tuple(fc.constant("meterFails" as const), fc.constantFrom("start", "stop")) },
  { weight: 2, arbitrary: fc.tuple(fc.constant("stop" as const), fc.constantFrom("local", "remote", "reboot")) },
  {
    weight: 3,
    arbitrary: fc.tuple(
      fc.constant("ring" as const),
      fc.constantFrom("drain", "weld", "connection", "awaitVehicle", "ending", "meterSilence", "grantRetry", "pace"),
    ),
  },
  { weight: 2, arbitrary: fc.tuple(fc.constant("fault" as const), fc.constantFrom(...faultCodes), fc.boolean()) },
  { weight: 1, arbitrary: fc.tuple(fc.constant("lost" as const)) },
  { weight: 1, arbitrary: fc.tuple(fc.constant("limit" as const), fc.constantFrom(0, 5, 6, 16)) },
  { weight: 1, arbitrary: fc.tuple(fc.constant("operative" as const), fc.boolean()) },
  { weight: 1, arbitrary: fc.tuple(fc.constant("answer" as const), fc.constantFrom("accepted", "blocked")) },
  { weight: 1, arbitrary: fc.tuple(fc.constant("refuse" as const)) },
  {
    weight: 3,
    arbitrary: fc.tuple(fc.constant("reserve" as const), fc.constantFrom(1, 2), fc.constantFrom("A1", "B2", "C3")),
  },
  { weight: 1, arbitrary: fc.tuple(fc.constant("unreserve" as const), fc.constantFrom(1, 2)) },
);
type AnyEvent = typeof anyEvent extends fc.Arbitrary<infer Event> ? Event : never;

function play(evse: EvseMachineDriver, event: AnyEvent): void {
  switch (event[0]) {
    case "pilot":
      evse.pilot(event[1], event[2]);
      return;
    case "tap":
      evse.tap(event[1]);
      return;
    case "meter":
      evse.meter(event[1]);
      return;
    case "meterFails":
      evse.post({ type: "meter.capture-failed", purpose: event[1], at: epochMillis(9) });
      return;
    case "stop":
      evse.post({ type: "stop.requested", cause: event[1] });
      return;
    case "ring":
      evse.ring(event[1]);
      return;
    case "fault":
      evse.fault(event[1], event[2]);
      return;
    case "lost":
      evse.fault("board.silent");
      return;
    case "limit":
      evse.post({
        type: "limits.changed",
        limits: [wiring, { owner: "localUser", reason: "slider", limit: amperes(event[1]) }],
      });
      return;
    case "operative":
      evse.post({ type: "availability.requested", operative: event[1] });
      return;
    case "answer":
      answer(evse, event[1]);
      return;
    case "reserve":
      reserve(evse, event[1], event[2]);
      return;
    case "unreserve":
      evse.post({ type: "reservation.withdrawn", id: event[1] });
      return;
    case "refuse":
      evse.post({ type: "grant.refused" });
      return;
  }
}

/** As the keeper of reservations does it: only an outlet that is free, or that has this reservation already. */
function reserve(evse: EvseMachineDriver, id: number, token: string): void {
  if (evse.status() !== "available" && evse.state.reservation?.id !== id) return;
  const reservation = { id, token: idToken(token), expiresAt: epochMillis(1e12) };
  evse.post({ type: "reservation.placed", reservation });
}

function answer(evse: EvseMachineDriver, status: "accepted" | "blocked"): void {
  const { session } = evse.state;
  if (session.kind !== "active") return;
  const { id } = session.transaction;
  evse.post({ type: "token.answered", transactionId: id, status });
  evse.post({ type: "meter.seen", energy: wattHours(9000) });
  evse.post({ type: "samples.taken", transactionId: id, samples: [], energy: wattHours(9000), at: epochMillis(9) });
}

function reserved(evse: EvseMachineDriver): EvseMachineDriver {
  reserve(evse, 1, "A1");
  return evse;
}

const anyLife = fc.record({
  events: fc.array(anyEvent, { maxLength: 60 }),
  stopOnEvDisconnect: fc.boolean(),
  stopOnInvalidToken: fc.boolean(),
  maxEnergyOnInvalidToken: fc.constantFrom(wattHours(0), wattHours(500)),
});

describe("the connector status", () => {
  it("6.1 6.3 makes no transition that the 1.6 table does not know, whatever happens", () => {
    fc.assert(
      fc.property(anyLife, ({ events, ...policy }) => {
        const evse = new EvseMachineDriver(policy);
        for (const event of events) play(evse, event);
        const forbidden = evse.statuses
          .slice(1)
          .map((to, index) => [evse.statuses[index] ?? "available", to] as const)
          .filter(([from, to]) => !isAllowed(from, to));
        expect(forbidden).toEqual([]);
      }),
      { numRuns: 3000 },
    );
  });

  it("gives each transaction one start, one end and unbroken numbers, whatever happens", () => {
    fc.assert(
      fc.property(anyLife, ({ events, ...policy }) => {
        const evse = new EvseMachineDriver(policy);
        for (const event of events) play(evse, event);
        const facts = evse.facts();
        for (const id of new Set(facts.map((fact) => fact.transactionId))) {
          const own = facts.filter((fact) => fact.transactionId === id);
          expect(own.map((fact) => fact.seqNo)).toEqual(own.map((_, index) => index));
          expect(own[0]?.type).toBe("transaction.started");
          expect(own.slice(1, -1).every((fact) => fact.type === "transaction.updated")).toBe(true);
        }
      }),
      { numRuns: 1000 },
    );
  });

  it("never leaves a permission standing without a transaction or beside a fault that cuts, whatever happens", () => {
    fc.assert(
      fc.property(anyLife, ({ events, ...policy }) => {
        const evse = new EvseMachineDriver(policy);
        for (const event of events) {
          play(evse, event);
          const { pilot, session, faults } = evse.state;
          const isPermitted = pilot.kind === "energized" || (pilot.kind === "connected" && pilot.permitted);
          if (!isPermitted) continue;
          expect(session.kind).toBe("active");
          expect(faults.filter(({ code }) => faultCatalogue[code].action !== "none")).toEqual([]);
        }
      }),
      { numRuns: 1000 },
    );
  });

  it.each([
    ["6.1 Preparing by a plug", (e: EvseMachineDriver) => e.pilot("B"), "preparing"],
    ["6.1 Preparing by a card", (e: EvseMachineDriver) => e.tap(), "preparing"],
    ["6.1 Charging with the contactor closed", (e: EvseMachineDriver) => e.charge(), "charging"],
    ["A5 SuspendedEV by a pause of the vehicle", (e: EvseMachineDriver) => e.charge().pilot("B"), "suspendedEV"],
    [
      "6.2 B6 Finishing when nobody authorises in time",
      (e: EvseMachineDriver) => e.pilot("B").ring("connection"),
      "finishing",
    ],
    [
      "6.2 Available when nothing is plugged in in time",
      (e: EvseMachineDriver) => e.tap().ring("connection"),
      "available",
    ],
    ["6.3 F2 Preparing by a card again", (e: EvseMachineDriver) => e.pilot("B").ring("connection").tap(), "preparing"],
    [
      "F1 Available after unplugging",
      (e: EvseMachineDriver) => e.pilot("B").ring("connection").pilot("A"),
      "available",
    ],
    [
      "P to SuspendedEV when the vehicle never asks",
      (e: EvseMachineDriver) => e.pilot("B").tap().meter("start").ring("awaitVehicle"),
      "suspendedEV",
    ],
    [
      "F to Unavailable",
      (e: EvseMachineDriver) =>
        e.pilot("B").ring("connection").post({ type: "availability.requested", operative: false }),
      "unavailable",
    ],
    [
      "A to Unavailable",
      (e: EvseMachineDriver) => e.post({ type: "availability.requested", operative: false }),
      "unavailable",
    ],
    ["7.14 A to Reserved", (e: EvseMachineDriver) => reserved(e), "reserved"],
    ["7.14 Reserved while somebody has plugged in", (e: EvseMachineDriver) => reserved(e).pilot("B"), "reserved"],
    [
      "7.14 Reserved whatever time has passed since",
      (e: EvseMachineDriver) => reserved(e).pilot("B").ring("connection"),
      "reserved",
    ],
    ["7.14 Reserved for a foreign card", (e: EvseMachineDriver) => reserved(e).pilot("B").tap("B2"), "reserved"],
    ["7.14 R to Preparing by its card", (e: EvseMachineDriver) => reserved(e).tap("A1"), "preparing"],
    [
      "7.14 Reserved again when its holder does not plug in in time",
      (e: EvseMachineDriver) => reserved(e).tap("A1").ring("connection"),
      "reserved",
    ],
    [
      "7.14 R to Preparing when it ends with a vehicle plugged in",
      (e: EvseMachineDriver) =>
        reserved(e).pilot("B").ring("connection").post({ type: "reservation.withdrawn", id: 1 }),
      "preparing",
    ],
    [
      "7.14 R to Available when it ends",
      (e: EvseMachineDriver) => reserved(e).post({ type: "reservation.withdrawn", id: 1 }),
      "available",
    ],
    [
      "7.14 another reservation's end is none of it",
      (e: EvseMachineDriver) => reserved(e).post({ type: "reservation.withdrawn", id: 2 }),
      "reserved",
    ],
    ["7.14 R to Faulted", (e: EvseMachineDriver) => reserved(e).fault("board.ground"), "faulted"],
    [
      "7.14 R to Unavailable",
      (e: EvseMachineDriver) => reserved(e).post({ type: "availability.requested", operative: false }),
      "unavailable",
    ],
    ["X Faulted", (e: EvseMachineDriver) => e.charge().fault("board.ground"), "faulted"],
  ] as const)("%s", (_name, act, expected) => {
    expect(act(new EvseMachineDriver()).status()).toBe(expected);
  });

  it("X leads back to the state before the fault", () => {
    const evse = new EvseMachineDriver().pilot("B").fault("board.ground").fault("board.ground", false);
    expect(evse.statuses).toEqual(["available", "preparing", "faulted", "preparing"]);
  });

  it("U leads to Preparing, with the full time to authorise, when a vehicle is plugged in", () => {
    const evse = new EvseMachineDriver().post({ type: "availability.requested", operative: false }).pilot("B");
    evse.ring("connection").post({ type: "availability.requested", operative: true });
    expect(evse.statuses).toEqual(["available", "unavailable", "preparing"]);
    expect(evse.taken().at(-2)).toBe("timer.start connection");
  });

  it("6.7 stays SuspendedEV when the vehicle is unplugged and policy keeps the transaction", () => {
    const evse = new EvseMachineDriver({ stopOnEvDisconnect: false }).charge().pilot("A");
    expect(evse.status()).toBe("suspendedEV");
    expect(evse.facts().map((fact) => fact.type)).toEqual(["transaction.started"]);
  });

  it("6.7 stops with reason EVDisconnected otherwise", () => {
    const evse = new EvseMachineDriver().charge().pilot("A").meter("stop");
    expect(evse.facts().at(-1)).toMatchObject({ cause: "evDisconnected" });
    expect(evse.status()).toBe("available");
  });

  it("5.13 ends a transaction whose token is refused, or only its energy, as policy says", () => {
    const ends = new EvseMachineDriver().charge();
    answer(ends, "blocked");
    expect(ends.state.session.kind).toBe("ending");
    const holds = new EvseMachineDriver({ stopOnInvalidToken: false }).charge();
    answer(holds, "blocked");
    expect(holds.status()).toBe("suspendedEVSE");
  });

  it("7.14 ends with the transaction of its holder, which carries its number", () => {
    const evse = reserved(new EvseMachineDriver()).pilot("B").tap("A1").meter("start");
    expect(evse.facts()[0]).toMatchObject({ type: "transaction.started", reservationId: 1 });
    expect(evse.state.reservation).toBeUndefined();
    expect(evse.effects).toContainEqual({ type: "reservation.ended", id: 1, why: "used" });
  });

  it("7.14 ends with a fault and does not come back", () => {
    const evse = reserved(new EvseMachineDriver()).fault("board.ground").fault("board.ground", false);
    expect(evse.statuses).toEqual(["available", "reserved", "faulted", "available"]);
    expect(evse.effects).toContainEqual({ type: "reservation.ended", id: 1, why: "outOfOrder" });
  });

  it("5.13 MaxEnergyOnInvalidId grants so much and no more, once", () => {
    const evse = new EvseMachineDriver({
      stopOnInvalidToken: false,
      maxEnergyOnInvalidToken: wattHours(500),
    }).charge();
    const { session } = evse.state;
    if (session.kind !== "active") expect.unreachable();
    const { id, meterNow } = session.transaction;
    const refuse = () => evse.post({ type: "token.answered", transactionId: id, status: "concurrentTx" });
    const seen = (energy: number) => evse.post({ type: "meter.seen", energy: wattHours(meterNow + energy) });
    refuse();
    seen(499);
    expect(evse.status()).toBe("charging");
    seen(500);
    expect(evse.status()).toBe("suspendedEVSE");
    refuse();
    seen(501);
    expect(evse.status()).toBe("suspendedEVSE");
    evse.post({ type: "token.answered", transactionId: id, status: "accepted" });
    expect(evse.status()).not.toBe("suspendedEVSE");
  });

  it("6.1 SuspendedEVSE is reported when both sides suspend", () => {
    const evse = new EvseMachineDriver().charge().pilot("B");
    evse.post({ type: "limits.changed", limits: [{ ...wiring, limit: amperes(0) }] });
    expect(evse.status()).toBe("suspendedEVSE");
  });
});
