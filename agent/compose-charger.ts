import { join } from "node:path";
import { evseId } from "#hal/core/charging";
import { type Clock, sleep } from "#hal/core/clock";
import type { Log } from "#hal/core/log";
import { type Random, uuid } from "#hal/core/random";
import { millis } from "#hal/core/units";
import { JoinedFaults } from "#hal/board/joined-faults";
import type { BoardContext } from "#hal/board/build-board";
import type { Board } from "#hal/ports/board";
import type { ConnectorLock } from "#hal/ports/connector-lock";
import { openFiles } from "#agent/compose-files";
import { composeAgent } from "#agent/compose";
import type { AgentSettings } from "#agent/compose-settings";
import { composeSite, type SiteComponent, type SiteGround } from "#agent/compose-site";
import { BenchReader } from "#agent/control/bench-reader";
import { type ReportedFault, ReportedFaults } from "#agent/control/reported-faults";
import { overrideMistakes, type VariableMistake } from "#agent/control/variables";
import { ImageOnDisk } from "#agent/firmware/image-on-disk";
import { reportedCodes } from "#agent/ocpp/dialects/v16/status-notification";
import { RpcCsmsLink } from "#agent/ocpp/rpc-csms-link";
import { SwitchedCsmsLink } from "#agent/ocpp/switched-csms-link";
import type { Agent } from "#agent/runtime/agent";
import type { FirmwareInstaller } from "#agent/ports/firmware-installer";
import type { KeptLog } from "#agent/ports/kept-log";
import { csmsRootTexts } from "#agent/security/certificate-store";
import { FileSecretStore } from "#agent/security/file-secret-store";
import { probeDisk } from "#agent/store/disk-probe";
import { flushFile } from "#agent/store/flush-file";
import { openStationStore } from "#agent/store/station-store";

export interface ChargerAgentOptions {
  readonly settings: AgentSettings;
  readonly clock: Clock;
  readonly lineClock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly openLink: BoardContext["openLink"];
  /** By EVSE number, of the outlets whose plug can be locked. */
  readonly locks: ReadonlyMap<number, ConnectorLock>;
  /** Where the store lives; exists already. */
  readonly directory: string;
  /** What the log has said, over all lives. */
  readonly keptLog: KeptLog;
  readonly pid: number;
  readonly version: string;
  /** Where the charger's own page is to listen; it has none unless given. */
  readonly site?: { readonly port: number; readonly pageFolder: string };
  /** Where new firmware goes, and the bytes that it may have. */
  readonly firmware: { readonly installer: FirmwareInstaller; readonly mostBytes: number };
}

/** The real agent with what a test harness may do to it beside the drivers. One of these is one life of the charger between two resets. */
export interface ChargerAgent extends Agent {
  /** Closes the connection to the back end and stays offline; without effect when it is so already. */
  networkDown(): Promise<void>;
  /** Connects at once. The agent is composed with the network down. */
  networkUp(): Promise<void>;
  isNetworkUp(): boolean;
  /** The charger's own page, where it has one. */
  siteUrl(): string | undefined;
  /** Shows an identification for some outlets, by their EVSE numbers. */
  present(token: string, evses: readonly number[], contract?: string): void;
  reportFault(evse: number, fault: ReportedFault): void;
  /** Ends those with these words; what is left out matches all. False when there was none. */
  clearFault(evse: number, words: { readonly shared?: string; readonly own?: string }): boolean;
  reportedFaults(evse: number): readonly ReportedFault[];
}

function diskIn(directory: string) {
  const path = join(directory, "station.db");
  return { path, probe: () => probeDisk(path), flushFile };
}

/** Composes the agent of a simulated charger: as on a wall, but each one is a new boot of the machine. */
export function composeCharger(options: ChargerAgentOptions): ChargerAgent {
  const { clock, lineClock, log, random, directory, firmware } = options;
  const store = openStationStore({ ...diskIn(directory), clock, lineClock, log });
  const link = new SwitchedCsmsLink(new RpcCsmsLink({ clock: lineClock, log }), false);
  const secrets = new FileSecretStore(join(directory, "secrets"));
  const reader = new BenchReader();
  const faults = new Map<number, ReportedFaults>();
  let closing = Promise.resolve();
  const agent = composeAgent(options.settings, {
    ...options,
    store,
    firmware: { installer: firmware.installer, image: new ImageOnDisk(directory, firmware.mostBytes) },
    secrets,
    csmsLink: link,
    files: openFiles({ ...options, ownRoots: () => csmsRootTexts(secrets) }),
    bootId: uuid(random.stream("boot")),
    extendBoard: (board) => extend(board, reader, { faults, locks: options.locks }),
  });
  const site = siteOf(options, { agent, store, secrets });
  return {
    start: async () => {
      await agent.start();
      await site?.start();
    },
    stop: async () => {
      await agent.stop();
      await site?.stop();
      store.close();
    },
    siteUrl: () => site?.url(),
    ...passedOn(agent),
    get changes() {
      return agent.changes;
    },
    get endWishes() {
      return agent.endWishes;
    },
    networkDown: () => {
      closing = link.off();
      return closing;
    },
    networkUp: async () => {
      link.on();
      // The end of the last connection has to be seen first: it is the wait after it that is cut short.
      await closing;
      await sleep(lineClock, millis(20));
      if (link.isOn()) agent.reconnect();
    },
    isNetworkUp: () => link.isOn(),
    present: (token, evses, contract) => {
      reader.present(token, evses.map(evseId), contract);
    },
    reportFault: (evse, fault) => faults.get(evse)?.raise(fault),
    clearFault: (evse, words) =>
      faults.get(evse)?.clear((each) => matches(each.shared, words.shared) && matches(each.own, words.own)) ?? false,
    reportedFaults: (evse) => faults.get(evse)?.held() ?? [],
  };
}

/** What is the same with a network that can be cut. */
function passedOn(agent: Agent): Pick<Agent, "status" | "reconnect" | "boardOverdue" | "onSite"> {
  return {
    status: () => agent.status(),
    reconnect: agent.reconnect.bind(agent),
    boardOverdue: () => agent.boardOverdue(),
    onSite: agent.onSite,
  };
}

/** As on a wall, with the label beside the store. */
function siteOf(
  { site, settings, directory, ...ground }: ChargerAgentOptions,
  known: Pick<SiteGround, "agent" | "store" | "secrets">,
): SiteComponent | undefined {
  if (site === undefined) return undefined;
  const { port, pageFolder } = site;
  const labelFile = join(directory, "label.json");
  return composeSite(
    { host: "127.0.0.1", port, hostNames: [], labelFile },
    {
      ...ground,
      ...known,
      pageFolder,
      serialNumber: settings.station.serialNumber,
      storeDirectory: directory,
      roots: () => csmsRootTexts(known.secrets),
    },
  );
}

/** Words that a report of a fault may use. */
export const faultWords: readonly string[] = reportedCodes;

/** What is wrong with factory values of the configuration. */
export function configurationMistakes(values: Readonly<Record<string, string>>): readonly VariableMistake[] {
  return overrideMistakes(values);
}

function matches(actual: string | undefined, wanted: string | undefined): boolean {
  return wanted === undefined || actual === wanted;
}

interface BenchParts {
  readonly faults: Map<number, ReportedFaults>;
  readonly locks: ReadonlyMap<number, ConnectorLock>;
}

function extend(board: Board, reader: BenchReader, { faults, locks }: BenchParts): Board {
  const evses = board.evses.map((evse) => {
    const reported = new ReportedFaults();
    faults.set(evse.id, reported);
    const lock = locks.get(evse.id);
    return {
      ...evse,
      faults: new JoinedFaults([evse.faults, reported]),
      ...(lock === undefined ? {} : { lock }),
    };
  });
  return { ...board, evses, readers: [...board.readers, reader] };
}
