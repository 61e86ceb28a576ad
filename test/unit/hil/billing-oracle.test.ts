import { describe, expect, it } from "vitest";
import {
  type BilledTransaction,
  type Flow,
  judgeBooks,
  judgeStrays,
  type OwnBooks,
  setApart,
} from "#hil/billing-oracle";

const flows: readonly Flow[] = [
  { from: 1000, to: 1400 },
  { from: 1400, to: 1650 },
];
const first: BilledTransaction = {
  id: 1,
  startedAt: 10_000,
  meterStart: 1000,
  late: 0,
  readings: [{ at: 15_000, energy: 1200 }],
  stops: [{ at: 20_000, meterStop: 1400 }],
};
const second: BilledTransaction = {
  id: 2,
  startedAt: 30_000,
  meterStart: 1400,
  late: 0,
  readings: [],
  stops: [{ at: 40_000, meterStop: 1650 }],
};
const kept = { gaveUp: false, startedAt: 10_000, meterStart: 1000, ended: { at: 20_000, meterStop: 1400 } };
const own: OwnBooks = {
  sessions: [
    { ...kept, csmsNumber: 1 },
    { ...kept, csmsNumber: 2, startedAt: 30_000, meterStart: 1400, ended: { at: 40_000, meterStop: 1650 } },
  ],
  unbilledWh: 0,
  waiting: 0,
  deadLetters: 0,
  deadLetterAlarms: 0,
  isPatient: false,
};
const kinds = (billed: readonly BilledTransaction[], books: OwnBooks = own) =>
  judgeBooks(flows, billed, books).map(({ kind }) => kind);

describe("the oracle", () => {
  it("R1 has nothing to say of right books", () => {
    expect(judgeBooks(flows, [first, second], own)).toEqual([]);
  });

  it.each<[string, readonly BilledTransaction[], string]>([
    ["a bill that is missing", [first], "lost"],
    ["a bill without an end", [first, { ...second, stops: [] }], "lost"],
    ["a bill that is there twice", [first, second, { ...second, id: 3 }], "duplicated"],
    ["energy that never flowed", [first, { ...second, stops: [{ at: 40_000, meterStop: 1700 }] }], "duplicated"],
    ["energy on no bill", [first, { ...second, meterStart: 1450 }], "lost"],
    [
      "two different ends",
      [first, { ...second, stops: [...second.stops, { at: 41_000, meterStop: 1650 }] }],
      "contradictory",
    ],
    ["a register that runs back", [{ ...first, readings: [{ at: 15_000, energy: 900 }] }, second], "contradictory"],
    ["times that run back", [{ ...first, readings: [{ at: 5_000, energy: 1200 }] }, second], "contradictory"],
  ])("R1 notices %s", (_what, billed, kind) => {
    expect(kinds(billed)).toContain(kind);
  });

  it("R1 notices a value that comes behind the end", () => {
    expect(kinds([first, { ...second, late: 1 }])).toEqual(["contradictory"]);
  });

  it("R1 notices messages about a transaction that is on no book, unless its start was given up", () => {
    expect(judgeStrays(1, own).map(({ kind }) => kind)).toEqual(["contradictory"]);
    expect(judgeStrays(0, own)).toEqual([]);
    expect(judgeStrays(1, { sessions: [{ ...kept, csmsNumber: undefined, gaveUp: true }] })).toEqual([]);
  });

  it.each([
    ["lost", 392],
    ["duplicated", 408],
  ] as const)("R1 notices a few watt-hours %s at one charge among many", (kind, energy) => {
    const charge = (id: number, to = 400) => ({ from: id * 1000, to: id * 1000 + to });
    const bill = (id: number, to = 400): BilledTransaction => {
      const at = id * 100_000;
      const stops = [{ at: at + 1000, meterStop: charge(id, to).to }];
      return { id, startedAt: at, meterStart: id * 1000, late: 0, readings: [], stops };
    };
    const bills = Array.from({ length: 12 }, (_none, index) => bill(index + 1, index === 5 ? energy : 400));
    const sessions = bills.map(({ id, startedAt, meterStart, stops }) => ({
      csmsNumber: id,
      startedAt,
      meterStart,
      ended: stops[0],
      gaveUp: false,
    }));
    const books = { ...own, sessions };
    const flowing = bills.map(({ id }) => charge(id));
    expect(judgeBooks(flowing, bills, books).map((each) => each.kind)).toEqual([kind]);
    // What one lacks another has: the sum is right.
    const other = bill(12, 800 - energy);
    const evenedOut = [...bills.slice(0, 11), other];
    const told = sessions.map((session) =>
      session.csmsNumber === 12 ? { ...session, ended: other.stops[0] } : session,
    );
    expect(
      judgeBooks(flowing, evenedOut, { ...own, sessions: told })
        .map((each) => each.kind)
        .sort(),
    ).toEqual(["duplicated", "lost"]);
  });

  it.each([
    { startedAt: 12_000 },
    { meterStart: 1010 },
    { ended: { at: 20_000, meterStop: 1300 } },
    { ended: { at: 25_000, meterStop: 1400 } },
  ])("R1 notices a history of its own that tells another story: %o", (other) => {
    const sessions = own.sessions.map((session, index) => (index === 0 ? { ...session, ...other } : session));
    expect(kinds([first, second], { ...own, sessions })).toEqual(["contradictory"]);
  });

  it("R1 lets a reading be told again, word for word", () => {
    const readings = [...first.readings, { at: 17_000, energy: 1300 }, ...first.readings];
    expect(kinds([{ ...first, readings }, second])).toEqual([]);
    expect(kinds([{ ...first, readings: [...readings, { at: 15_000, energy: 1210 }] }, second])).toContain(
      "contradictory",
    );
  });

  it("R1 does not take a charge without energy within another for a second bill, and finds one behind it", () => {
    const nothing = { ...second, id: 3, startedAt: 35_000, meterStart: 1401, stops: [{ at: 36_000, meterStop: 1401 }] };
    const session = {
      ...kept,
      csmsNumber: 3,
      startedAt: 35_000,
      meterStart: 1401,
      ended: { at: 36_000, meterStop: 1401 },
    };
    expect(kinds([first, second, nothing], { ...own, sessions: [...own.sessions, session] })).toEqual([]);
    expect(kinds([first, second, nothing, { ...second, id: 4, meterStart: 1500 }])).toContain("duplicated");
  });

  it("R1 takes for granted what the station admits to have put on no bill", () => {
    const sessions = own.sessions.map((session, index) => (index === 0 ? session : { ...session, meterStart: 1450 }));
    expect(kinds([first, { ...second, meterStart: 1450 }], { ...own, sessions, unbilledWh: 50 })).toEqual([]);
  });
});

describe("what was given up", () => {
  const [, last] = own.sessions;
  const given: OwnBooks = {
    ...own,
    sessions: [{ ...kept, csmsNumber: 1 }, ...(last === undefined ? [] : [{ ...last, gaveUp: true }])],
    deadLetters: 1,
    deadLetterAlarms: 1,
  };

  it("R5 is counted apart and no loss when somebody was told", () => {
    expect(kinds([first, { ...second, stops: [] }], given)).toEqual([]);
    expect(setApart(given)).toEqual({ sessions: 1, deadLetters: 1, alarms: 1 });
  });

  it("R5 is known again when the back end had booked a start that it never confirmed", () => {
    const sessions = given.sessions.map((session) => (session.gaveUp ? { ...session, csmsNumber: -1 } : session));
    expect(kinds([first, { ...second, stops: [] }], { ...given, sessions })).toEqual([]);
  });

  it("R5 is a loss when nobody was told", () => {
    expect(kinds([first, { ...second, stops: [] }], { ...given, deadLetterAlarms: 0 })).toEqual(["lost"]);
  });

  it("R5 is a loss where the station was told never to give up", () => {
    expect(kinds([first, { ...second, stops: [] }], { ...given, isPatient: true })).toEqual(["lost"]);
  });

  it("R5 is a loss when its dead letter is gone", () => {
    expect(kinds([first, { ...second, stops: [] }], { ...own, deadLetters: 0 })).toContain("lost");
  });
});
