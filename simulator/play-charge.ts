import { type AbortSignalLike, type Clock, sleep } from "#hal/core/clock";
import { AgentError } from "#hal/core/errors";
import { type Millis, millis, minutes, seconds } from "#hal/core/units";
import type { AgentProcess } from "#simulator/agent-process";
import type { CsmsTransaction } from "#simulator/csms/csms-state";
import type { RecordedMessage } from "#simulator/csms/message-record";
import { cards, type Rehearsal } from "#simulator/rehearsal";

/** The finished charge, as the command prints it. */
export interface PlayedCharge {
  readonly transactionId: number;
  readonly idTag: string;
  readonly meterStartWh: number;
  readonly meterStopWh: number;
  readonly energyWh: number;
  readonly startedAt: string;
  readonly stoppedAt: string;
  readonly stopReason: string;
  /** In order of passing: direction as the charger sees it, and action. */
  readonly messages: readonly (readonly ["sent" | "received", string])[];
}

/** A step that takes longer than this in real time will not come any more. */
const PATIENCE = seconds(30);
const LOOK = millis(50);

export interface PlayOptions {
  readonly rehearsal: Rehearsal;
  /** The world's time. */
  readonly clock: Clock;
  readonly lineClock: Clock;
  /** How long the vehicle charges, in the world's time. */
  readonly duration: Millis;
  readonly tell: (line: string) => void;
  /** Gives it up; then `play.interrupted` is what it rejects with. */
  readonly abort?: AbortSignalLike;
}

/**
 * Plug, tap, charge, unplug. Rejects with AgentError `play.*` and a plain sentence as soon as something is not as it must be: the order of messages,
 * the state, or the energy, which has to be what the virtual meter counted.
 */
export async function playCharge(options: PlayOptions): Promise<PlayedCharge> {
  const { rehearsal, clock, lineClock, duration, tell, abort } = options;
  const { csms, station, agent } = rehearsal;
  const wait = async (on: Clock, span: Millis) => {
    await sleep(on, span, abort);
    if (abort?.aborted === true) throw new AgentError("play.interrupted", "Interrupted");
  };
  const until = async (what: string, holds: () => boolean) => {
    const deadline = lineClock.uptime() + PATIENCE;
    while (!holds()) {
      if (!agent.isRunning())
        throw new AgentError("play.agent-ended", `The agent ended ${howEnded(agent)} while waiting for: ${what}`);
      if (lineClock.uptime() > deadline)
        throw new AgentError("play.late", `Did not happen in time: ${what}; messages: ${passed(csms.messages)}`);
      await wait(lineClock, LOOK);
    }
  };
  const status = () => connectorStatus(csms.messages);
  tell("waiting for the charger to register");
  await until("the back end accepts the charger and the connector is Available", () => status() === "Available");
  const registerAtStart = station.snapshot().evses[0]?.register ?? Number.NaN;
  station.plugIn({ stateOfCharge: 0.2 });
  tell("plugged in");
  await until("the connector is Preparing", () => status() === "Preparing");
  station.tapCard(cards.valid);
  tell("card held to the reader");
  await until("the connector is Charging", () => status() === "Charging");
  tell(`charging for ${String(Math.round(duration / minutes(1)))} simulated minutes`);
  await wait(clock, duration);
  station.unplug();
  tell("unplugged");
  const transaction = () => [...csms.state().transactions.values()][0];
  await until("the transaction is stopped", () => transaction()?.stop !== undefined);
  await until("the connector is Available again", () => status() === "Available");
  const registerAtStop = station.snapshot().evses[0]?.register ?? Number.NaN;
  const played = sessionOf(transaction(), csms.messages);
  check(played, registerAtStop - registerAtStart, csms.state().transactions.size);
  return played;
}

function howEnded(agent: AgentProcess): string {
  const { code, signal } = agent.lastExit() ?? {};
  return signal === undefined ? `with exit code ${String(code)}` : `by ${signal}`;
}

function connectorStatus(messages: readonly RecordedMessage[]): string | undefined {
  const report = messages.findLast(
    ({ action, payload }) => action === "StatusNotification" && isRecord(payload) && payload["connectorId"] === 1,
  );
  return isRecord(report?.payload) && typeof report.payload["status"] === "string"
    ? report.payload["status"]
    : undefined;
}

function sessionOf(transaction: CsmsTransaction | undefined, messages: readonly RecordedMessage[]): PlayedCharge {
  if (transaction?.stop === undefined)
    throw new AgentError("play.no-session", "The back end knows no finished transaction");
  const { id, idTag, meterStart, startedAt, stop } = transaction;
  return {
    transactionId: id,
    idTag,
    meterStartWh: meterStart,
    meterStopWh: stop.meterStop,
    energyWh: stop.meterStop - meterStart,
    startedAt,
    stoppedAt: stop.at,
    stopReason: stop.reason,
    messages: messages.map(
      ({ direction, action }) => [direction === "received" ? "sent" : "received", action] as const,
    ),
  };
}

/** Everything that must be true of a charge that went well. */
function check(played: PlayedCharge, countedWh: number, transactions: number): void {
  const mistakes: string[] = [];
  const actions = played.messages.map(([, action]) => action);
  const count = (action: string) => actions.filter((each) => each === action).length;
  if (transactions !== 1) mistakes.push(`${String(transactions)} transactions instead of one`);
  if (actions[0] !== "BootNotification") mistakes.push(`the first message is ${String(actions[0])}`);
  if (count("StartTransaction") !== 1) mistakes.push(`${String(count("StartTransaction"))} StartTransactions`);
  if (count("StopTransaction") !== 1) mistakes.push(`${String(count("StopTransaction"))} StopTransactions`);
  if (count("MeterValues") === 0) mistakes.push("no MeterValues");
  if (actions.indexOf("StartTransaction") > actions.indexOf("StopTransaction")) mistakes.push("stopped before started");
  if (played.stopReason !== "EVDisconnected") mistakes.push(`stopped for ${played.stopReason}`);
  if (played.idTag !== cards.valid) mistakes.push(`the token is ${played.idTag}`);
  if (played.energyWh <= 0) mistakes.push("no energy was charged");
  // Both readings are whole watt-hours out of a register of 32 bit.
  if (Math.abs(played.energyWh - countedWh) > 1)
    mistakes.push(`${String(played.energyWh)} Wh billed, ${countedWh.toFixed(1)} Wh counted by the meter`);
  if (mistakes.length > 0)
    throw new AgentError("play.wrong", `The charge is not as it must be: ${mistakes.join("; ")}`);
}

function passed(messages: readonly RecordedMessage[]): string {
  return messages.map(({ direction, action }) => `${direction === "received" ? ">" : "<"}${action}`).join(" ");
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}
