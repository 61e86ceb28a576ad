import { expect, it } from "vitest";
import { evseId } from "#hal/core/charging";
import { epochMillis, hours, type Millis, millis, minutes, seconds, wattHours } from "#hal/core/units";
import { VirtualClock } from "#hal/core/virtual-clock";
import { idToken } from "#agent/domain/authorization/id-token";
import type { SessionRecord } from "#agent/ports/session-record";
import type { SessionStore } from "#agent/ports/station-store";
import { transactionId } from "#agent/domain/transaction/station-fact";
import { Chronicle } from "#test/reliability/chronicle";

const BEGIN = Date.UTC(2026, 2, 1);
const id = transactionId("t-1");

/** What is said of a charge of an hour that is told to have lasted so long; `meanwhile` happens in its middle. */
async function saidOf(
  told: Millis,
  meanwhile: (chronicle: Chronicle, open: readonly SessionRecord[]) => void = () => undefined,
) {
  const clock = new VirtualClock(epochMillis(BEGIN));
  const chronicle = new Chronicle(clock);
  const sessions: Pick<SessionStore, "commit"> = { commit: () => undefined };
  chronicle.watch(sessions);
  const token = idToken("CARD");
  const energy = wattHours(0);
  const at = epochMillis(BEGIN);
  const session: SessionRecord = {
    transactionId: id,
    evse: evseId(1),
    token,
    startedAt: at,
    meterStart: energy,
    nextSeqNo: 0,
    lastReading: { energy, at },
  };
  const fact = { transactionId: id, evse: evseId(1), seqNo: 0, at };
  sessions.commit({ session, facts: [{ ...fact, type: "transaction.started", token, meterStart: energy }] });
  await clock.advance(minutes(30));
  meanwhile(chronicle, [{ ...session, lastReading: { energy, at: epochMillis(BEGIN + minutes(29)) } }]);
  await clock.advance(minutes(30));
  const ended = { at: epochMillis(BEGIN + told), meterStop: energy, cause: "local" } as const;
  sessions.commit({ session, facts: [{ ...fact, ...ended, type: "transaction.ended" }] });
  return chronicle.judge({ recent: () => [{ ...session, ended }], unbilled: () => [] }).map(({ kind }) => kind);
}

it.each([hours(1), millis(hours(1) + seconds(1))])(
  "says nothing of a charge that is told as it was (%i ms)",
  async (told) => {
    expect(await saidOf(told)).toEqual([]);
  },
);

it.each([millis(hours(1) + seconds(3)), minutes(59), millis(-3_600_000)])(
  "says that a charge of an hour is told otherwise (%i ms)",
  async (told) => {
    expect(await saidOf(told)).toEqual(["contradictory"]);
  },
);

it("takes no charge for right whose end it did not see", () => {
  const at = epochMillis(BEGIN);
  const reading = { energy: wattHours(0), at };
  const ended = { at, meterStop: wattHours(0), cause: "local" } as const;
  const unseen = {
    transactionId: id,
    evse: evseId(1),
    token: idToken("CARD"),
    startedAt: at,
    meterStart: wattHours(0),
  };
  const session: SessionRecord = { ...unseen, nextSeqNo: 0, lastReading: reading, ended };
  const said = new Chronicle(new VirtualClock(at)).judge({ recent: () => [session], unbilled: () => [] });
  expect(said.map(({ kind }) => kind)).toEqual(["contradictory"]);
});

it("excuses nothing for a clock that was set, or power that went", async () => {
  const setting = await saidOf(hours(2), (chronicle) => {
    chronicle.clockSet();
  });
  const dying = await saidOf(hours(2), (chronicle, open) => {
    chronicle.powerLost(open);
  });
  expect([setting, dying]).toEqual([["contradictory"], ["contradictory"]]);
});

it.each([
  [minutes(28), ["contradictory"]],
  [minutes(29), []],
  [minutes(60), []],
])(
  "lets a charge in which the power went end between its last reading on disk and now (%i ms)",
  async (told, words) => {
    const said = await saidOf(told, (chronicle, open) => {
      chronicle.powerLost(open);
    });
    expect(said).toEqual(words);
  },
);

it.each([
  [minutes(60), []],
  [hours(75), ["contradictory"]],
])("lets no charge last for days in which the clock was set and the power went (%i ms)", async (told, words) => {
  const said = await saidOf(told, (chronicle, open) => {
    chronicle.clockSet();
    chronicle.powerLost(open);
  });
  expect(said).toEqual(words);
});
