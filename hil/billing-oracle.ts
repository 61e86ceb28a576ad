/**
 * Holds what the back end was told against what really flowed. Written from the promise alone: it knows nothing of the program under test, only
 * edges of the simulated world, messages, and what the station says of itself.
 */

/** Energy that really flowed while the contactor was closed, in Wh of the meter's register. */
export interface Flow {
  readonly from: number;
  readonly to: number;
}

/** A transaction as the back end has it, by its own books. */
export interface BilledTransaction {
  readonly id: number;
  readonly startedAt: number;
  readonly meterStart: number;
  /** All stops that came for it, told apart by what they say. */
  readonly stops: readonly { readonly at: number; readonly meterStop: number }[];
  /** Register readings on the way, oldest first. */
  readonly readings: readonly { readonly at: number; readonly energy: number }[];
  /** Values that came for the first time when its end had come already. */
  readonly late: number;
}

/** What the station says of itself at the end. */
export interface OwnBooks {
  readonly sessions: readonly {
    readonly csmsNumber: number | undefined;
    readonly startedAt: number;
    readonly meterStart: number;
    readonly ended: { readonly at: number; readonly meterStop: number } | undefined;
    /** The back end refused its start or its end until it was given up: it is kept as a dead letter and counted apart. */
    readonly gaveUp: boolean;
  }[];
  /** Energy that it admits to have put on no bill, in Wh. */
  readonly unbilledWh: number;
  readonly waiting: number;
  readonly deadLetters: number;
  /** Alarms that somebody can see for dead letters. */
  readonly deadLetterAlarms: number;
  /** It was told never to give up: then a dead letter is a loss whoever was told of it. */
  readonly isPatient: boolean;
}

type OwnSession = OwnBooks["sessions"][number];

export interface Violation {
  readonly kind: "lost" | "duplicated" | "contradictory" | "corrupt";
  readonly what: string;
}

/** A whole watt-hour is rounded away at each end of a bill. */
const TOLERANCE = 1;
/** Time stamps may be whole seconds. */
const SECOND = 1000;
/** Less is the current that a contactor draws out while it opens, and is nobody's session. */
const SESSION_WH = 10;

/** What was given up, which is no loss as long as somebody is told. */
export interface Apart {
  readonly sessions: number;
  readonly deadLetters: number;
  readonly alarms: number;
}

export function setApart({ sessions, deadLetters, deadLetterAlarms }: OwnBooks): Apart {
  return { sessions: sessions.filter(({ gaveUp }) => gaveUp).length, deadLetters, alarms: deadLetterAlarms };
}

/** Everything that does not hold; nothing when the books are right. */
export function judgeBooks(
  flows: readonly Flow[],
  billed: readonly BilledTransaction[],
  own: OwnBooks,
): readonly Violation[] {
  const apart = own.sessions.filter(({ gaveUp }) => gaveUp);
  const told = billed.filter((transaction) => !apart.some((session) => isSameSession(session, transaction)));
  const ranges = [...told.map(rangeOf), ...apart.map(rangeOfSession)];
  return [
    ...oneStartOneStop(told),
    ...disjoint(ranges),
    ...covered(flows, ranges, own),
    ...flowed(flows, ranges),
    ...summed(flows, ranges, own),
    ...billed.flatMap(ordered),
    ...sameHistory(told, own),
    ...nothingLeft(own),
  ];
}

/** (a) Each transaction has one stop; the books give one number a start. */
function oneStartOneStop(billed: readonly BilledTransaction[]): readonly Violation[] {
  return billed.flatMap(({ id, stops }) => {
    if (stops.length === 0) return [violation("lost", `transaction ${id} has no stop`)];
    return stops.length > 1 ? [violation("contradictory", `transaction ${id} has ${stops.length} stops`)] : [];
  });
}

/** No watt-hour is on two bills. */
function disjoint(ranges: readonly Flow[]): readonly Violation[] {
  let end = Number.NEGATIVE_INFINITY;
  return ranges
    .toSorted((a, b) => a.from - b.from || a.to - b.to)
    .flatMap(({ from, to }) => {
      const overlap = Math.min(end, to) - from;
      end = Math.max(end, to);
      return overlap > TOLERANCE ? [violation("duplicated", `${overlap} Wh from ${from} on are on two bills`)] : [];
    });
}

/** (a), (b) Each flow worth a session is on bills to the watt-hour, unless the station admits that it is on none. */
function covered(flows: readonly Flow[], ranges: readonly Flow[], own: OwnBooks): readonly Violation[] {
  return flows.flatMap(({ from, to }) => {
    if (to - from < SESSION_WH) return [];
    const shares = ranges.map((range) => overlapOf(range, { from, to })).filter((share) => share > 0);
    const missing = to - from - shares.reduce((sum, share) => sum + share, 0);
    return missing > own.unbilledWh + (shares.length + 1) * TOLERANCE
      ? [violation("lost", `${missing.toFixed(1)} of ${(to - from).toFixed(1)} Wh from ${from.toFixed(1)} on`)]
      : [];
  });
}

/** (b) No bill has energy that did not flow: what one has too much does not make good for what another lacks. */
function flowed(flows: readonly Flow[], ranges: readonly Flow[]): readonly Violation[] {
  return ranges.flatMap((range) => {
    const invented = range.to - range.from - flows.reduce((sum, flow) => sum + overlapOf(range, flow), 0);
    return invented > 2 * TOLERANCE
      ? [violation("duplicated", `${invented.toFixed(1)} Wh of a bill from ${range.from} on never flowed`)]
      : [];
  });
}

/** (b) What was billed is what flowed, a watt-hour more or less for each bill. */
function summed(flows: readonly Flow[], ranges: readonly Flow[], own: OwnBooks): readonly Violation[] {
  const flowed = flows.reduce((sum, { from, to }) => sum + to - from, 0);
  const onBills = ranges.reduce((sum, { from, to }) => sum + to - from, 0);
  const slack = (ranges.length + 1) * TOLERANCE;
  if (onBills > flowed + slack)
    return [violation("duplicated", `${(onBills - flowed).toFixed(1)} Wh were billed that never flowed`)];
  return onBills < flowed - Math.abs(own.unbilledWh) - slack
    ? [violation("lost", `${(flowed - onBills).toFixed(1)} Wh are on no bill, ${own.unbilledWh} Wh of them admitted`)]
    : [];
}

/** (c), (d) Times and registers never run backwards within a transaction, and nothing of it is told behind its end. */
function ordered({ id, startedAt, meterStart, readings, stops, late }: BilledTransaction): readonly Violation[] {
  const line = [
    { at: startedAt, energy: meterStart },
    ...onceEach(readings),
    ...stops.slice(0, 1).map(({ at, meterStop }) => ({ at, energy: meterStop })),
  ];
  const back = line.flatMap((point, i) => {
    const before = line[i - 1];
    if (before === undefined || (point.at >= before.at && point.energy >= before.energy - TOLERANCE)) return [];
    return [violation("contradictory", `transaction ${id} goes back at its point ${i}`)];
  });
  return late > 0 ? [...back, violation("contradictory", `${late} values of ${id} came behind its end`)] : back;
}

/** After a death the last minute may be told again, word for word. */
function onceEach(readings: BilledTransaction["readings"]): BilledTransaction["readings"] {
  return [...new Map(readings.map((reading) => [`${reading.at} ${reading.energy}`, reading])).values()];
}

/** (f) Messages about transactions that the back end never heard of; one whose start was given up has no other number. */
export function judgeStrays(strays: number, { sessions }: Pick<OwnBooks, "sessions">): readonly Violation[] {
  if (strays === 0 || sessions.some(({ gaveUp }) => gaveUp)) return [];
  return [violation("contradictory", `${strays} messages name a transaction that is on no book`)];
}

/** (f) The station's own history tells the same story. */
function sameHistory(billed: readonly BilledTransaction[], own: OwnBooks): readonly Violation[] {
  const unknown = billed.filter(({ id }) => !own.sessions.some(({ csmsNumber }) => csmsNumber === id));
  const differing = own.sessions.flatMap((session) => {
    const { csmsNumber, ended } = session;
    if (ended === undefined) return [violation("lost", `a session of ${session.startedAt} is still open`)];
    if (session.gaveUp) return [];
    if (csmsNumber === undefined) return [violation("lost", `a session of ${session.startedAt} was never told`)];
    const there = billed.find(({ id }) => id === csmsNumber);
    if (there === undefined) return [violation("lost", `session ${csmsNumber} is not on the books`)];
    const stop = there.stops[0] ?? { at: Number.NaN, meterStop: Number.NaN };
    const isSame =
      Math.abs(there.startedAt - session.startedAt) < SECOND &&
      Math.abs(there.meterStart - session.meterStart) <= TOLERANCE &&
      Math.abs(stop.at - ended.at) < SECOND &&
      Math.abs(stop.meterStop - ended.meterStop) <= TOLERANCE;
    return isSame ? [] : [violation("contradictory", `session ${csmsNumber} is told otherwise than it is kept`)];
  });
  return [
    ...unknown.map(({ id }) => violation("contradictory", `transaction ${id} is unknown to the station`)),
    ...differing,
  ];
}

/** (e) After a quiet time nothing waits, and what was given up has raised an alarm. */
function nothingLeft({ waiting, deadLetters, deadLetterAlarms, isPatient }: OwnBooks): readonly Violation[] {
  return [
    ...(waiting > 0 ? [violation("lost", `${waiting} messages still wait`)] : []),
    ...(deadLetters > deadLetterAlarms
      ? [violation("lost", `${deadLetters} dead letters, ${deadLetterAlarms} alarms`)]
      : []),
    ...(isPatient && deadLetters > 0 ? [violation("lost", `${deadLetters} messages were given up too soon`)] : []),
  ];
}

function rangeOf({ meterStart, stops }: BilledTransaction): Flow {
  return { from: meterStart, to: Math.max(meterStart, stops[0]?.meterStop ?? meterStart) };
}

function rangeOfSession({ meterStart, ended }: OwnSession): Flow {
  return { from: meterStart, to: Math.max(meterStart, ended?.meterStop ?? meterStart) };
}

/** The back end may know of a start although no answer of it ever came. */
function isSameSession(session: OwnSession, { id, startedAt, meterStart }: BilledTransaction): boolean {
  if (session.csmsNumber === id) return true;
  return Math.abs(session.startedAt - startedAt) < SECOND && Math.abs(session.meterStart - meterStart) <= TOLERANCE;
}

function overlapOf(a: Flow, b: Flow): number {
  return Math.max(0, Math.min(a.to, b.to) - Math.max(a.from, b.from));
}

function violation(kind: Violation["kind"], what: string): Violation {
  return { kind, what };
}
