import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { epochMillis, seconds } from "#hal/core/units";
import {
  type FirmwareOrder,
  holdsOutlets,
  isRunning,
  needsImage,
  type UpdateState,
} from "#agent/domain/firmware/firmware-update";
import { answerOrder, type UpdateEvent, updateStep } from "#agent/domain/firmware/update-machine";
import { requestIdOf, statusOf, triggeredStatus } from "#agent/domain/firmware/update-words";
import type { FirmwareStatus } from "#agent/domain/notices/notice";
import { anyCourse } from "#test/support/firmware-arbitraries";

const at = epochMillis(100);
const signed = { requestId: 5, certificate: "PEM", signature: "c2ln" };
const order: FirmwareOrder = {
  location: "http://files.test/fw.bin",
  retrieveAt: epochMillis(0),
  retries: 1,
  retryInterval: seconds(1),
  signed,
};

/** What may be told after what, by the white paper (L01); "idle" stands for the beginning. */
const mayFollow: Readonly<Record<FirmwareStatus, readonly FirmwareStatus[]>> = {
  idle: ["downloadScheduled", "downloading"],
  downloadScheduled: ["downloading"],
  downloading: ["downloadPaused", "downloaded", "downloadFailed"],
  downloadPaused: ["downloading"],
  downloaded: ["signatureVerified", "invalidSignature", "installScheduled", "installing"],
  signatureVerified: ["installScheduled", "installing"],
  installScheduled: ["installing"],
  installing: ["installRebooting", "installed", "installationFailed", "installVerificationFailed"],
  installRebooting: ["installed", "installationFailed"],
  downloadFailed: [],
  invalidSignature: [],
  installVerificationFailed: [],
  installationFailed: [],
  installed: [],
};

/** The words of each order, one list after the other. */
function toldIn(course: readonly UpdateEvent[]) {
  const tales: { readonly order: FirmwareOrder; readonly words: FirmwareStatus[] }[] = [];
  let state: UpdateState = { kind: "none" };
  for (const event of course) {
    const isTaken = event.type === "ordered" && answerOrder(state) !== "rejected";
    const step = updateStep(state, event);
    if (isTaken) tales.push({ order: event.order, words: [] });
    tales.at(-1)?.words.push(...step.statuses);
    state = step.state;
  }
  return { tales, state };
}

/** One of the events that the work of a state can end with, the one that is least good. */
function worstFor(state: UpdateState, now: number): UpdateEvent | undefined {
  const at = epochMillis(now);
  switch (state.kind) {
    case "scheduled":
    case "resting":
    case "installScheduled":
      return { type: "due", at: epochMillis(now + 1_000_000) };
    case "downloading":
      return { type: "download.failed", isFinal: false, hasPart: true, why: "", at };
    case "verifying":
      return { type: "verified", at };
    case "clearing":
      return { type: "outlets.free", at };
    case "installing":
      return { type: "started", slot: "settled", at };
    case "restarting":
      return { type: "started", slot: "trial", at };
    case "proving":
      return { type: "disproved", why: "", at };
    case "reverting":
      return { type: "started", slot: "rolledBack", at };
    default:
      return undefined;
  }
}

describe("the course of an update", () => {
  it("12.2 SignedFirmwareStatusNotification: whatever happens, the words of each order come in the order of the norm", () => {
    fc.assert(
      fc.property(anyCourse, (course) => {
        for (const { words } of toldIn(course).tales) {
          let before: FirmwareStatus = "idle";
          for (const word of words) {
            expect(mayFollow[before]).toContain(word);
            before = word;
          }
        }
      }),
    );
  });

  it("12.1 FirmwareStatusNotification: a plain order is never told in words that only a signed one has, but for dates and restarts", () => {
    fc.assert(
      fc.property(anyCourse, (course) => {
        for (const { order: each, words } of toldIn(course).tales)
          if (each.signed === undefined)
            for (const word of ["signatureVerified", "invalidSignature", "downloadPaused"] as const)
              expect(words).not.toContain(word);
      }),
    );
  });

  it("12.2 the last word that was told is the one that a trigger repeats, and Idle after Installed", () => {
    fc.assert(
      fc.property(anyCourse, (course) => {
        const { tales, state } = toldIn(course);
        const last = tales.at(-1);
        if (last === undefined) return;
        expect(statusOf(state)).toBe(last.words.at(-1) ?? "idle");
        const expected = statusOf(state) === "installed" ? "idle" : statusOf(state);
        if (last.order.signed !== undefined) expect(triggeredStatus(state).status).toBe(expected);
        else expect(triggeredStatus(state).requestId).toBeUndefined();
      }),
    );
  });

  it("always comes to an end, however badly each step goes", () => {
    fc.assert(
      fc.property(anyCourse, (course) => {
        let { state } = toldIn(course);
        let steps = 0;
        for (let event = worstFor(state, 2000); event !== undefined; event = worstFor(state, 2000 + steps)) {
          state = updateStep(state, event).state;
          expect(++steps).toBeLessThan(30);
        }
        expect(isRunning(state)).toBe(false);
      }),
    );
  });

  it("forgets the address with its password, and the image, at the end", () => {
    fc.assert(
      fc.property(anyCourse, (course) => {
        const { state } = toldIn(course);
        if (isRunning(state)) return;
        expect(JSON.stringify(state)).not.toContain("files.test");
        expect(needsImage(state) || holdsOutlets(state)).toBe(false);
      }),
    );
  });

  it("12.2 an event that does not belong to a state changes nothing", () => {
    const state: UpdateState = { kind: "downloading", order, attempt: 1 };
    for (const type of ["verified", "proved", "outlets.free", "due"] as const)
      expect(updateStep(state, { type, at })).toEqual({ state, statuses: [] });
  });
});

describe("an order during an update", () => {
  const early: readonly UpdateState[] = [
    { kind: "scheduled", order },
    { kind: "downloading", order, attempt: 1 },
    { kind: "resting", order, attempt: 1, until: at, isPaused: true },
    { kind: "verifying", order },
    { kind: "installScheduled", order },
    { kind: "clearing", order, isTold: true },
  ];
  const late: readonly UpdateState[] = [
    { kind: "installing", order, tries: 1 },
    { kind: "restarting", order, tries: 1 },
    { kind: "proving", order },
    { kind: "reverting", order },
  ];
  const next = { ...order, signed: { ...signed, requestId: 6 } };

  it.each(early)(
    "12.2 SignedUpdateFirmware takes the place of one that is $kind, whose id is told no more",
    (state) => {
      const step = updateStep(state, { type: "ordered", order: next, at });
      expect(answerOrder(state)).toBe("acceptedCanceled");
      expect(step).toMatchObject({ state: { kind: "downloading", attempt: 1 }, statuses: ["downloading"] });
      expect(requestIdOf(step.state)).toBe(6);
    },
  );

  it.each(late)("12.2 SignedUpdateFirmware is refused while one is $kind", (state) => {
    expect(answerOrder(state)).toBe("rejected");
    expect(updateStep(state, { type: "ordered", order: next, at })).toEqual({ state, statuses: [] });
  });
});

describe("the boot after an installation", () => {
  const installing: UpdateState = { kind: "installing", order, tries: 1 };
  const restarting: UpdateState = { kind: "restarting", order, tries: 1 };

  it("installs again what a power cut has interrupted, and tells nothing twice", () => {
    for (const state of [installing, restarting])
      expect(updateStep(state, { type: "started", slot: "settled", at })).toEqual({
        state: { kind: "installing", order, tries: 2 },
        statuses: [],
      });
  });

  it("gives up what has ended the program three times", () => {
    const state: UpdateState = { kind: "installing", order, tries: 3 };
    expect(updateStep(state, { type: "started", slot: "settled", at }).statuses).toEqual(["installationFailed"]);
  });

  it("12.2 SignedFirmwareStatusNotification is Installed also when the power went between the confirmation and its record", () => {
    const step = updateStep({ kind: "proving", order }, { type: "started", slot: "settled", at });
    expect(step).toMatchObject({ statuses: ["installed"], securityEvent: "FirmwareUpdated" });
  });

  it.each([installing, restarting, { kind: "proving", order } as const, { kind: "reverting", order } as const])(
    "12.2 SignedFirmwareStatusNotification is InstallationFailed when the boot loader went back while it was $kind",
    (state) => {
      const step = updateStep(state, { type: "started", slot: "rolledBack", at });
      expect(step.statuses).toEqual(["installationFailed"]);
      expect(step.securityEvent).toBeUndefined();
    },
  );
});
