import { join } from "node:path";
import type { Clock } from "#hal/core/clock";
import type { Component } from "#hal/core/component";
import type { Log } from "#hal/core/log";
import type { AgentSettings } from "#agent/compose-settings";
import type { Variables } from "#agent/control/variables";
import { DiagnosticsDesk } from "#agent/diagnostics/diagnostics-desk";
import { stationSections } from "#agent/diagnostics/station-sections";
import type { ActivityNotice, Notice } from "#agent/domain/notices/notice";
import { FileTransfers } from "#agent/files/file-transfers";
import type { FilesGround } from "#agent/ports/files-ground";
import type { KeptLog, SecurityLogSource } from "#agent/ports/kept-log";
import type { StationStore } from "#agent/ports/station-store";

/** The real ground, below the directory of the store. `ownRoots` are certificates in PEM that are believed beside the platform's. */
export function openFiles(options: {
  readonly directory: string;
  /** Real time. */
  readonly lineClock: Clock;
  readonly keptLog: KeptLog;
  readonly ownRoots: () => readonly string[];
}): FilesGround {
  const { directory, lineClock, keptLog, ownRoots } = options;
  const knownHostsFile = join(directory, "known-hosts.json");
  return {
    transfer: new FileTransfers({ clock: lineClock, ownRoots, knownHostsFile }),
    directory: join(directory, "files"),
    keptLog,
  };
}

interface DiagnosticsOptions {
  readonly settings: AgentSettings;
  readonly platform: {
    readonly clock: Clock;
    readonly log: Log;
    readonly store: StationStore;
    readonly version: string;
    readonly files?: FilesGround;
  };
  readonly variables: Pick<Variables, "text">;
  readonly status: () => object;
  /** The journal of what touched the station's security, where there is one. */
  readonly securityLog?: SecurityLogSource;
  readonly tell: (notice: Notice) => void;
  readonly background: (name: string, work: Promise<void>) => void;
}

/** Logs and diagnostics, as the rest of the agent sees them. */
export interface Diagnostics {
  readonly desk: Pick<DiagnosticsDesk, "getDiagnostics" | "getLog">;
  readonly components: readonly Component[];
  activity(activity: "diagnostics" | "log"): ActivityNotice;
}

/** Without a way for files there is never anything to give. */
const noDiagnostics: Diagnostics = {
  desk: { getDiagnostics: () => undefined, getLog: () => undefined },
  components: [],
  activity: (activity) => ({ type: `${activity}.status`, status: "idle" }),
};

export function composeDiagnostics(options: DiagnosticsOptions): Diagnostics {
  const { platform, settings, variables, status, securityLog, tell, background } = options;
  const { files, clock, log, store, version } = platform;
  if (files === undefined) return noDiagnostics;
  const { station, csms, board, policy } = settings;
  const desk = new DiagnosticsDesk({
    directory: files.directory,
    serialNumber: station.serialNumber,
    sources: {
      keptLog: files.keptLog,
      ...(securityLog === undefined ? {} : { securityLog }),
      sections: stationSections({
        version,
        firmwareVersion: station.firmwareVersion ?? version,
        status,
        settings: { station, csms: { url: csms.url, identity: csms.identity }, board, policy },
        text: (name) => variables.text(name),
        sessions: store.sessions,
      }),
      secrets: () => spellings(csms),
    },
    files: files.transfer,
    clock,
    log: log.child({ part: "diagnostics" }),
    tell,
    background,
  });
  return { desk, components: [desk], activity: (activity) => desk.activity(activity) };
}

/** A shorter one would take half of the text with it, and no back end gives such a one (OCPP-J 1.6 section 6.2.2 wants 16 characters). */
const SHORTEST_SECRET = 8;

/** The password in every way that it may have got into a text. */
function spellings({ identity, password }: AgentSettings["csms"]): readonly string[] {
  if (password === undefined || password.length < SHORTEST_SECRET) return [];
  const bytes = Buffer.from(password);
  const text = bytes.toString("utf8");
  const basic = Buffer.concat([Buffer.from(`${identity}:`), bytes]).toString("base64");
  const hex = bytes.toString("hex");
  return [basic, text, JSON.stringify(text).slice(1, -1), encodeURIComponent(text), hex, hex.toUpperCase()];
}
