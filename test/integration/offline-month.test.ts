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

interface Told {
  readonly action: string;
  readonly payload: Readonly<Record<string, unknown>>;
}

/** All that the back end is told of transactions; its own record keeps the newest only. */
function toldOf(rig: VirtualRig): readonly Told[] {
  const told: Told[] = [];
  rig.csms.record.changes.listen(({ direction, action, payload, answer }) => {
    if (answer !== undefined || direction !== "received") return;
    if (/Transaction$|MeterValues/.test(action)) told.push({ action, payload: payload as Told["payload"] });
  });
  return told;
}

const parts = ["StartTransaction", ...Array.from({ length: VALUES }, () => "MeterValues"), "StopTransaction"];

/** Transaction after transaction, each whole, and under a number of its own. */
function isInPlace({ action, payload }: Told, place: number, told: readonly Told[]): boolean {
  const number = Math.floor(place / parts.length);
  const part = place % parts.length;
  if (action !== parts[part]) return false;
  if (part === 0) return Date.parse(String(payload["timestamp"])) === startOf(number);
  return payload["transactionId"] === told[number * parts.length + 1]?.payload["transactionId"] && isOwn(number, told);
}

function isOwn(number: number, told: readonly Told[]): boolean {
  const idAt = (of: number) => told[of * parts.length + 1]?.payload["transactionId"];
  return typeof idAt(number) === "number" && (number === 0 || Number(idAt(number)) > Number(idAt(number - 1)));
}

it(
  "R4 a month of offline transactions is delivered in order, each message once, within an hour",
  { timeout: 30_000 + TRANSACTIONS * 100 },
  async () => {
    const rig = new VirtualRig();
    const told = toldOf(rig);
    for (let number = 0; number < TRANSACTIONS; number++) charge(rig.store, number);
    await rig.station.start();
    await rig.startAgent();
    await rig.until(() => rig.store.facts.depth() === 0, hours(1));
    await rig.clock.advance(millis(1000));

    expect(told.length).toBe(TRANSACTIONS * (VALUES + 2));
    // The first that is wrong says more than what differs in fifty thousand.
    const wrong = told.findIndex((message, place) => !isInPlace(message, place, told));
    expect({ wrong, message: told[wrong] }).toEqual({ wrong: -1 });
    expect(rig.store.facts.deadLetters()).toEqual([]);
    await rig.stop();
  },
);
