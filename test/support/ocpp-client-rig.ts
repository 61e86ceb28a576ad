import { evseId } from "#hal/core/charging";
import type { Clock } from "#hal/core/clock";
import { silentLog } from "#hal/core/log";
import { SeededRandom } from "#hal/core/random";
import { epochMillis, type Millis, millis, seconds, wattHours } from "#hal/core/units";
import { VirtualClock } from "#hal/core/virtual-clock";
import { type IdToken, idToken } from "#agent/domain/authorization/id-token";
import type { CommandDesk, CommandOutcome, StationCommand } from "#agent/domain/command";
import type { ConnectorStatus } from "#agent/domain/evse/connector-status";
import { type TransactionFact, transactionId } from "#agent/domain/transaction/station-fact";
import { LocalListKeeper } from "#agent/control/local-list-keeper";
import type { UnlockOutcome } from "#agent/control/station-locks";
import type { SecurityServices } from "#agent/control/security-services";
import { Variables } from "#agent/control/variables";
import type { TransactionAnswer } from "#agent/ports/csms-client";
import type { CsmsLink } from "#agent/ports/csms-link";
import { MemoryCsmsLink } from "#agent/ocpp/memory-csms-link";
import { DataDesk } from "#agent/ocpp/data-transfer/data-desk";
import { OcppClient } from "#agent/ocpp/ocpp-client";
import { schemaJudges } from "#agent/ocpp/payload-judge";
import { FakeLocalList } from "#test/support/fake-local-list";
import { FakeNoticeLog } from "#test/support/fake-notice-log";
import { FakeLedger, FakeTokenCache, FakeVariableStore } from "#test/support/ocpp-fake-stores";
import { ScriptedCsms } from "#test/support/ocpp-scripted-csms";

/** A station that has no certificates and takes none. */
const noSecurity: SecurityServices = {
  certificates: {
    install: () => "rejected",
    remove: () => "notFound",
    installed: () => [],
    sign: () => ({ isTaken: false, isForConnection: false }),
  },
  access: { changeKey: () => false, changeProfile: () => false },
  requestCertificate: () => undefined,
  reconnect: () => undefined,
};

export const LATENCY = millis(10);

export class FakeDesk implements CommandDesk {
  readonly commands: StationCommand[] = [];
  outcome: CommandOutcome = "accepted";
  /** Runs inside handle, as the effects of a command would. */
  effect: (command: StationCommand) => void = () => undefined;

  handle(command: StationCommand): CommandOutcome {
    this.commands.push(command);
    this.effect(command);
    return this.outcome;
  }
}

/** What a client talks through, and who it is. */
interface ClientPlace {
  readonly clock: Clock;
  readonly random: SeededRandom;
  readonly link: CsmsLink;
  readonly url: string;
  readonly identity: string;
}

/** A client on any link, with everything else around it in memory; `overrides` are 1.6 keys of the installation. */
export function clientAt(place: ClientPlace, overrides: Readonly<Record<string, string>> = {}) {
  const { clock, random, link, url, identity } = place;
  const tokens = new FakeTokenCache();
  const ledger = new FakeLedger(tokens);
  const desk = new FakeDesk();
  const failures: unknown[] = [];
  const unlocking: { outcome: UnlockOutcome } = { outcome: "unlocked" };
  const variables = new Variables({
    store: new FakeVariableStore(),
    overrides,
    facts: { numberOfConnectors: 1 },
  });
  const localList = new FakeLocalList();
  const lists = new LocalListKeeper(localList, variables);
  const notices = new FakeNoticeLog();
  const makeClient = () =>
    new OcppClient({
      link,
      target: { url, identity, maxMessageBytes: 65_536 },
      clock,
      random,
      log: silentLog,
      store: { facts: ledger, sessions: ledger, tokens, notices },
      variables,
      services: {
        desk,
        variables,
        sessions: ledger,
        schedules: { composite: () => undefined },
        localList: lists,
        locks: { unlock: (evse) => Promise.resolve(evse === 1 ? unlocking.outcome : "notSupported") },
        firmware: { update: () => "notSupported" },
        diagnostics: { getDiagnostics: () => undefined, getLog: () => undefined },
        dataDesk: new DataDesk([], silentLog),
        reservations: { reserve: () => "rejected", cancel: () => false },
        security: noSecurity,
      },
      localList: lists,
      activity: (activity) => ({ type: `${activity}.status`, status: "idle" }),
      meters: { canRead: () => false, read: () => Promise.resolve([]) },
      station: { vendor: "Vendor", model: "Model", serialNumber: "S1", firmwareVersion: "1.0" },
      judgeFor: schemaJudges(),
      onFatal: (error) => failures.push(error),
    });
  const client = makeClient();
  const answers: TransactionAnswer[] = [];
  client.answers.listen((answer) => answers.push(answer));
  return { tokens, ledger, desk, unlocking, variables, localList, notices, client, makeClient, answers, failures };
}

/** The same with a scripted CSMS in memory and virtual time. */
export function clientRig(
  overrides: Readonly<Record<string, string>> = {},
  { clock = new VirtualClock(epochMillis(Date.parse("2030-01-01T00:00:00Z"))), seed = 1 } = {},
) {
  const csms = new ScriptedCsms(clock);
  const random = new SeededRandom(seed);
  const link = new MemoryCsmsLink({ clock, latency: LATENCY, ids: random.stream("ids"), peer: csms });
  const place = { clock, random, link, url: "ws://csms.example/ocpp", identity: "CP1" };
  return { clock, csms, link, ...clientAt(place, { RetryBackOffRandomRange: "0", ...overrides }) };
}

export type ClientRig = ReturnType<typeof clientRig>;

/** Reports the station and one connector and starts the client; a second is enough for it to be registered. */
export async function startedRig(overrides: Readonly<Record<string, string>> = {}): Promise<ClientRig> {
  const rig = clientRig(overrides);
  report(rig, 0, "available");
  report(rig, 1, "available");
  await rig.client.start();
  await rig.clock.advance(seconds(1));
  return rig;
}

export function report(
  rig: Pick<ClientRig, "client"> & { readonly clock: Clock },
  evse: number,
  status: ConnectorStatus,
): void {
  rig.client.reportStatus({ evse: evse === 0 ? 0 : evseId(evse), status, at: rig.clock.now() });
}

interface TransactionShape {
  readonly updates?: number;
  readonly isEnded?: boolean;
  readonly token?: IdToken;
}

/** Writes a transaction's facts as the control would: started, `updates` readings, and ended when asked. */
export function addTransaction(
  rig: Pick<ClientRig, "ledger" | "clock" | "client">,
  name: string,
  { updates = 0, isEnded = true, token = idToken("TOKEN1") }: TransactionShape = {},
): void {
  const at = rig.clock.now();
  const base = { transactionId: transactionId(name), evse: evseId(1), at };
  const reading = { energy: wattHours(1000), at };
  const facts: TransactionFact[] = [
    { ...base, type: "transaction.started", seqNo: 0, token, meterStart: wattHours(1000.4) },
    ...Array.from({ length: updates }, (_, index): TransactionFact => ({
      ...base,
      type: "transaction.updated",
      seqNo: index + 1,
      samples: [
        {
          at,
          context: "periodic",
          values: [{ measurand: "Energy.Active.Import.Register", value: 1001 + index, unit: "Wh" }],
        },
      ],
    })),
  ];
  if (isEnded)
    facts.push({
      ...base,
      type: "transaction.ended",
      seqNo: updates + 1,
      meterStop: wattHours(2000.9),
      cause: "local",
    });
  const ended = isEnded ? { ended: { at, meterStop: wattHours(2000.9), cause: "local" as const } } : {};
  rig.ledger.commit({
    session: {
      ...base,
      token,
      startedAt: at,
      meterStart: reading.energy,
      nextSeqNo: facts.length,
      lastReading: reading,
      ...ended,
    },
    facts,
  });
  rig.client.factsWaiting();
}

/** The moments between the calls of one action, in seconds. */
export function gapsInSeconds(times: readonly Millis[]): readonly number[] {
  return times.slice(1).map((time, index) => Math.round((time - (times[index] ?? time)) / 1000));
}
