/**
 * The places at which a harness may want the program to die, because what is on disk, on the wire and in the hardware disagrees most there.
 * Each name is passed on the way to and from what must survive; all of them are killed in the crash harness.
 */
export const failpointNames = [
  /** The database is open and migrated; nothing else of the program exists yet. */
  "store.opened",
  /** A transaction's next step is decided and not yet written. */
  "session.begin",
  /** It is written and not committed. */
  "session.written",
  /** It is durable in the database, and not yet in the second copy. */
  "session.committed",
  /** It is durable in both, and nothing has been done about it yet. */
  "session.done",
  /** A message to the back end is about to leave. */
  "call.leaving",
  /** It has been handed to the network. */
  "call.sent",
  /** The back end's answer is here, and nothing has been done about it yet. */
  "answer.arrived",
  "settlement.begin",
  "settlement.written",
  "settlement.committed",
  /** The answer is on the books, and nothing has been done about it yet. */
  "settlement.done",
  /** A send without a good answer has been counted. */
  "attempt.counted",
  /** A snapshot of the database is made, and has no name of its own yet. */
  "snapshot.copied",
  /** It has its name, and what it replaces is still there. */
  "snapshot.kept",
  /** A damaged database is out of the way, and none is in its place. */
  "rebuild.aside",
  /** A snapshot is in its place, without what came after it. */
  "rebuild.restored",
  /** The database is whole again, and nobody knows it yet. */
  "rebuild.done",
] as const;

export type FailpointName = (typeof failpointNames)[number];

/**
 * Called in passing; does nothing in production.
 *
 * @param subject what the passage is about: a kind of fact or a message
 */
export type Failpoint = (name: FailpointName, subject?: string) => void;

export const noFailpoint: Failpoint = () => undefined;

/**
 * `name:n` dies when the place is passed for the n-th time, `name/subject:n` counts only what is about that subject; absent or in other words, nobody
 * dies.
 *
 * @param die ends the process without any clean-up
 */
export function failpointOf(order: string | undefined, die: () => void): Failpoint {
  const [, wanted, about, count] = /^([a-z.]+)(?:\/([A-Za-z.]+))?:([1-9]\d*)$/.exec(order ?? "") ?? [];
  if (wanted === undefined) return noFailpoint;
  let left = Number(count);
  return (name, subject) => {
    if (name !== wanted || (about !== undefined && about !== subject)) return;
    left -= 1;
    if (left === 0) die();
  };
}
