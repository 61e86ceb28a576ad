import { expect, it } from "vitest";
import { failpointNames } from "#hal/core/failpoint";
import { livesOf, orderOf, tourLots, tourStops, wordOf } from "#hil/crash/failpoint-tour";

it("R3 the tour passes each named place, and each of its stops once", () => {
  expect(new Set(tourStops.map(({ name }) => name))).toEqual(new Set(failpointNames));
  expect(new Set(tourStops.map(wordOf)).size).toBe(tourStops.length);
});

it("R3 stations share the tour and leave no stop out", () => {
  const lots = tourLots(4);
  expect(new Set(lots.flat())).toEqual(new Set(tourStops));
  expect(lots.flat()).toHaveLength(tourStops.length);
  expect(Math.max(...lots.map(livesOf)) - Math.min(...lots.map(livesOf))).toBeLessThan(6);
});

it("R3 a process is told the place, what the passage is about, and how often it may pass", () => {
  const stop = { name: "session.done", subject: "transaction.ended", state: "offline" } as const;
  expect([orderOf(stop), orderOf(stop, 3), orderOf({ name: "store.opened", state: "idle" })]).toEqual([
    "session.done/transaction.ended:1",
    "session.done/transaction.ended:3",
    "store.opened:1",
  ]);
});
