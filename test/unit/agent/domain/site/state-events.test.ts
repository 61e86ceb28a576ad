import { describe, expect, it } from "vitest";
import { eventsBetween } from "#agent/domain/site/state-events";
import type { FaultLeaf } from "#agent/domain/site/state-tree";
import { chargingOutlet, siteStateSample } from "#test/support/site-state";

const hot: FaultLeaf = {
  code: "board.over-temperature",
  severity: "serious",
  since: "2026-03-01T12:00:00.000Z",
  text: "x",
  detail: null,
};
const { csms } = siteStateSample;
const withFault = { ...siteStateSample, evses: { "1": { ...chargingOutlet, faults: [hot] } } };

describe("what happened between two looks", () => {
  it("is nothing when nothing that matters has changed", () => {
    const later = {
      ...siteStateSample,
      csms: { ...csms, queued: 5 },
      evses: { "1": { ...chargingOutlet, offered: 6 } },
    };

    expect(eventsBetween(siteStateSample, later)).toEqual([]);
  });

  it("is a fault with its outlet, and its end", () => {
    expect(eventsBetween(siteStateSample, withFault)).toEqual([
      { code: "fault.raised", severity: "alarm", subject: "board.over-temperature", evse: 1 },
    ]);
    expect(eventsBetween(withFault, siteStateSample)).toEqual([
      { code: "fault.cleared", severity: "info", subject: "board.over-temperature", evse: 1 },
    ]);
  });

  it("is a warning for a fault of the station that keeps nobody from charging", () => {
    const reader: FaultLeaf = { ...hot, code: "reader.silent", severity: "warning" };

    expect(eventsBetween(siteStateSample, { ...siteStateSample, faults: [reader] })).toEqual([
      { code: "fault.raised", severity: "warning", subject: "reader.silent" },
    ]);
  });

  it("is the back end lost and back, and not each attempt in between", () => {
    const offline = { ...siteStateSample, csms: { ...csms, connection: "offline" } as const };
    const connecting = { ...siteStateSample, csms: { ...csms, connection: "connecting" } as const };

    expect(eventsBetween(siteStateSample, offline).map(({ code }) => code)).toEqual(["csms.lost"]);
    expect(eventsBetween(offline, connecting)).toEqual([]);
    expect(eventsBetween(connecting, siteStateSample).map(({ code }) => code)).toEqual(["csms.back"]);
  });

  it("is an alarm for a disk that refuses, a note when it takes again, and an alarm for records that were made anew", () => {
    const store = { troubleSince: "2026-03-01T12:00:00.000Z", isSlow: false, rebuiltAt: null };
    const refusing = { ...siteStateSample, store };
    const rebuilt = {
      ...siteStateSample,
      store: { troubleSince: null, isSlow: false, rebuiltAt: "2026-03-01T12:00:09.000Z" },
    };

    expect(eventsBetween(siteStateSample, refusing)).toEqual([{ code: "store.refuses", severity: "alarm" }]);
    expect(eventsBetween(refusing, refusing)).toEqual([]);
    expect(eventsBetween(refusing, rebuilt)).toEqual([
      { code: "store.takes", severity: "info" },
      { code: "store.rebuilt", severity: "alarm" },
    ]);
    expect(eventsBetween(rebuilt, rebuilt)).toEqual([]);

    const slow = { ...siteStateSample, store: { ...store, isSlow: true } };
    expect(eventsBetween(siteStateSample, slow)).toEqual([{ code: "store.slow", severity: "warning" }]);
    expect(eventsBetween(slow, refusing)).toEqual([{ code: "store.refuses", severity: "alarm" }]);
    expect(eventsBetween(slow, siteStateSample)).toEqual([{ code: "store.takes", severity: "info" }]);
  });

  it("is an alarm for a message that the back end did not take, and for energy on nobody's bill", () => {
    const worse = { ...siteStateSample, csms: { ...csms, deadLetters: 1 }, unbilled: 1 };

    expect(eventsBetween(siteStateSample, worse)).toEqual([
      { code: "deadLetter.added", severity: "alarm" },
      { code: "unbilled.added", severity: "alarm" },
    ]);
  });
});
