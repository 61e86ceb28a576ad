import { describe, expect, it } from "vitest";
import { seconds } from "#hal/core/units";
import type { BootAnswer } from "#agent/ocpp/dialects/dialect";
import {
  OWN_RETRY,
  type RegistrationEvent,
  registrationStep,
  type RegistrationState,
  standingOf,
  unregistered,
} from "#agent/ocpp/registration";

const opened = (subprotocol = "a"): RegistrationEvent => ({ type: "link.opened", subprotocol });
const lost: RegistrationEvent = { type: "link.lost" };
const elapsed: RegistrationEvent = { type: "retry.elapsed" };
const answered = (status: BootAnswer["status"], interval = 30): RegistrationEvent => ({
  type: "boot.answered",
  answer: { status, interval: seconds(interval) },
});

function run(...events: RegistrationEvent[]) {
  let step = { state: unregistered, effects: [] as readonly { type: string }[] };
  for (const event of events) step = registrationStep(step.state, event);
  return step;
}

describe("registrationStep", () => {
  it("4.1 asks at the first connection", () => {
    expect(run(opened()).state.kind).toBe("asking");
  });

  it("4.2 is accepted by an Accepted and tells so", () => {
    const step = run(opened(), answered("accepted"));
    expect(step.state.kind).toBe("accepted");
    expect(step.effects.map(({ type }) => type)).toEqual(["registered"]);
  });

  it.each(["pending", "rejected"] as const)("4.3 waits the interval of a %s, its own when that is 0", (status) => {
    expect(run(opened(), answered(status)).effects).toEqual([{ type: "retry.start", delay: seconds(30) }]);
    expect(run(opened(), answered(status, 0)).effects).toEqual([{ type: "retry.start", delay: OWN_RETRY }]);
    expect(run(opened(), answered(status), elapsed).state.kind).toBe("asking");
  });

  it("4.5 stays rejected while it asks again and when that fails", () => {
    const state = run(opened(), answered("rejected"), elapsed, { type: "boot.failed" }).state;
    expect(standingOf(state)).toBe("rejected");
    expect(state.kind).toBe("waiting");
  });

  it("4.8 boots on demand while it waits, and once more when it was asked before the answer Pending was read", () => {
    const triggered: RegistrationEvent = { type: "boot.triggered" };
    const step = run(opened(), answered("pending"), triggered);
    expect(step.state.kind).toBe("asking");
    expect(step.effects).toEqual([{ type: "retry.cancel" }]);
    expect(run(opened(), answered("accepted"), triggered).state.kind).toBe("accepted");
    const early = run(opened(), triggered, answered("pending"));
    expect(early.state).toEqual({ kind: "asking", standing: "pending", subprotocol: "a" });
    expect(early.effects).toEqual([]);
    expect(run(opened(), triggered, answered("rejected")).state.kind).toBe("waiting");
    expect(run(opened(), triggered, answered("accepted")).state.kind).toBe("accepted");
    expect(run(opened(), triggered, answered("pending"), answered("pending")).state.kind).toBe("waiting");
  });

  it("2.3 goes on after a reconnect without asking, in the same version", () => {
    const step = run(opened(), answered("accepted"), lost, opened());
    expect(step.state.kind).toBe("accepted");
    expect(step.effects).toEqual([{ type: "resumed" }]);
  });

  it("1.22 asks anew when the new connection speaks another version", () => {
    const { state } = run(opened("a"), answered("accepted"), lost, opened("b"));
    expect(state).toEqual({ kind: "asking", standing: "none", subprotocol: "b" });
  });

  it("a BootNotification lost with its connection is asked again on the next", () => {
    expect(run(opened(), lost, opened()).state.kind).toBe("asking");
  });

  it("a wait goes on while there is no connection", () => {
    expect(run(opened(), answered("pending"), lost, opened()).state.kind).toBe("waiting");
    expect(run(opened(), answered("pending"), lost, elapsed, opened()).state.kind).toBe("asking");
  });

  it("ignores what comes too late, in every state", () => {
    const states: readonly RegistrationState[] = [
      unregistered,
      { kind: "away", subprotocol: "a" },
      { kind: "waiting", standing: "pending", subprotocol: "a" },
      { kind: "accepted", subprotocol: "a" },
    ];
    for (const state of states) {
      expect(registrationStep(state, answered("rejected"))).toEqual({ state, effects: [] });
      expect(registrationStep(state, { type: "boot.failed" })).toEqual({ state, effects: [] });
    }
  });
});
