import { expect, it } from "vitest";
import { epochMillis, hours, millis } from "#hal/core/units";
import type { StationStore } from "#agent/ports/station-store";
import { endSample, sessionSample, startSample, updateSample } from "#test/support/station-store-samples";
import { VirtualRig } from "#test/support/virtual-rig";

/** `npm run offline` plays all 10,000. */
const TRANSACTIONS = Number(process.env["BORNE_OFFLINE"] ?? 250);
const VALUES = 3;
const FROM = Date.UTC(2026, 0, 20);
const startOf = (number: number) => epochMillis(FROM + Math.floor((number * hours(31 * 24)) / TRANSACTIONS));

/** One of a month of charges while the back end was gone, as the station writes it down. */
function charge(store: StationStore, number: number): void {
  const name = `t${String(number)}`;
  const startedAt = startOf(number);
  const at = (part: number) => epochMillis(startedAt + part * 60_000);
  const session = sessionSample(name, { startedAt });
  store.sessions.commit({ session, facts: [{ ...startSample(name), at: startedAt }] });
  for (let seqNo = 1; seqNo <= VALUES; seqNo++)
    store.sessions.commit({
      session: { ...session, nextSeqNo: seqNo + 1 },
      facts: [{ ...updateSample(name, seqNo), at: at(seqNo) }],
    });
  const end = { ...endSample(name, VALUES + 1), at: at(VALUES + 1) };
  const ended = { at: end.at, meterStop: end.meterStop, cause: end.cause };
  store.sessions.commit({ session: { ...session, nextSeqNo: VALUES + 2, ended }, facts: [end] });
}

it(
  "R4 a month of offline transactions is delivered in order, each message once, within an hour",
  { timeout: 30_000 + TRANSACTIONS * 100 },
  async () => {
    const rig = new VirtualRig();
    for (let number = 0; number < TRANSACTIONS; number++) charge(rig.store, number);
    await rig.station.start();
    await rig.startAgent();
    await rig.until(() => rig.store.facts.depth() === 0, hours(1));
    await rig.clock.advance(millis(1000));

    const about = /Transaction$|MeterValues/;
    const told = rig.csms.messages.filter(({ direction, action }) => direction === "received" && about.test(action));
    const expected = Array.from({ length: TRANSACTIONS }, () => [
      "StartTransaction",
      ...Array.from({ length: VALUES }, () => "MeterValues"),
      "StopTransaction",
    ]).flat();
    expect(told.map(({ action }) => action)).toEqual(expected);
    const starts = rig.payloads("StartTransaction").map(({ timestamp }) => Date.parse(String(timestamp)));
    expect(starts).toEqual(Array.from({ length: TRANSACTIONS }, (_none, number) => startOf(number)));
    const ends = rig.payloads("StopTransaction").map(({ transactionId }) => transactionId);
    expect(new Set(ends).size).toBe(TRANSACTIONS);
    expect(rig.store.facts.deadLetters()).toEqual([]);
    await rig.stop();
  },
);
