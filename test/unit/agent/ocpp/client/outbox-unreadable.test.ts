import { describe, expect, it } from "vitest";
import { evseId } from "#hal/core/charging";
import { AgentError } from "#hal/core/errors";
import { silentLog } from "#hal/core/log";
import { epochMillis, wattHours } from "#hal/core/units";
import { VirtualClock } from "#hal/core/virtual-clock";
import { idToken } from "#agent/domain/authorization/id-token";
import { type TransactionStarted, transactionId } from "#agent/domain/transaction/station-fact";
import { Variables } from "#agent/control/variables";
import { chooseDialect } from "#agent/ocpp/dialects/choose-dialect";
import { OutboxSender } from "#agent/ocpp/outbox-sender";
import type { FactLog, Settlement } from "#agent/ports/station-store";
import { FakeLedger, FakeVariableStore } from "#test/support/ocpp-fake-stores";

const readable: TransactionStarted = {
  type: "transaction.started",
  transactionId: transactionId("readable"),
  evse: evseId(1),
  seqNo: 0,
  at: epochMillis(0),
  token: idToken("CAFE0001"),
  meterStart: wattHours(1000),
};

/** A log whose oldest row nobody can read any more. */
function logWithUnreadableHead(failure: AgentError) {
  const ledger = new FakeLedger();
  ledger.enqueue(readable);
  const settled: [number, Settlement][] = [];
  const facts: FactLog = {
    add: () => undefined,
    head: () => {
      if (settled.length === 0) throw failure;
      return ledger.head();
    },
    settle: (position, settlement) => {
      settled.push([position, settlement]);
    },
    noteAttempt: (position) => {
      ledger.noteAttempt(position);
    },
    depth: () => ledger.depth(),
    deadLetters: () => [],
  };
  return { facts, ledger, settled };
}

function nextOf({ facts, ledger }: Pick<ReturnType<typeof logWithUnreadableHead>, "facts" | "ledger">) {
  const variables = new Variables({
    store: new FakeVariableStore(),
    overrides: {},
    facts: { numberOfConnectors: 1 },
  });
  const outbox = new OutboxSender({
    facts,
    sessions: ledger,
    variables,
    clock: new VirtualClock(epochMillis(0)),
    log: silentLog,
    tokenNews: { mayCache: () => true, compare: () => undefined },
    onAnswer: () => undefined,
    wake: () => undefined,
  });
  const dialect = chooseDialect("ocpp1.6");
  if (dialect === undefined) expect.unreachable();
  return outbox.next(dialect, "all")?.call.action;
}

describe("a fact that cannot be read any more", () => {
  it("becomes a dead letter and lets the next one leave", () => {
    const log = logWithUnreadableHead(
      new AgentError("store.corrupt-row", "a stored row cannot be read", { table: "fact", key: 7, field: "format" }),
    );
    expect(nextOf(log)).toBe("StartTransaction");
    expect(log.settled).toMatchObject([[7, { kind: "dead" }]]);
  });

  it("is not mistaken for a disk that fails", () => {
    const log = logWithUnreadableHead(new AgentError("store.failed", "the database could not read", {}));
    expect(() => nextOf(log)).toThrow("could not read");
    expect(log.settled).toEqual([]);
  });
});
