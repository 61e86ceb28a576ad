import type { Clock } from "#hal/core/clock";
import type { Component } from "#hal/core/component";
import type { Log } from "#hal/core/log";
import { seconds } from "#hal/core/units";
import type { EvseController } from "#agent/control/evse-controller";
import type { Security } from "#agent/compose-security";
import { untilDelivered } from "#agent/control/end-for-reset";
import { FirmwareKeeper } from "#agent/control/firmware-keeper";
import { OutletHold } from "#agent/control/outlet-hold";
import type { Variables } from "#agent/control/variables";
import type { FirmwareDesk } from "#agent/domain/firmware/firmware-desk";
import type { FirmwareView } from "#agent/domain/firmware/firmware-view";
import type { ActivityNotice } from "#agent/domain/notices/notice";
import { ManufacturerJudge } from "#agent/firmware/manufacturer-judge";
import type { CsmsClient } from "#agent/ports/csms-client";
import type { FileTransfer } from "#agent/ports/file-transfer";
import type { FirmwareGround, FirmwarePolicy } from "#agent/ports/firmware-ground";
import type { StationStore } from "#agent/ports/station-store";

/** How long a restart into new firmware waits until the back end knows of it. */
const DELIVERY_PATIENCE = seconds(10);

/** The security profile from which on only signed firmware is taken (security white paper L01). */
const TLS_PROFILE = 2;

export interface FirmwareOptions {
  readonly platform: {
    readonly clock: Clock;
    readonly lineClock: Clock;
    readonly log: Log;
    readonly store: Pick<StationStore, "firmware" | "facts" | "notices">;
    readonly firmware?: FirmwareGround;
    readonly files?: { readonly transfer: Pick<FileTransfer, "download"> };
  };
  readonly settings: { readonly policy: { readonly firmware?: FirmwarePolicy } };
  readonly security: Pick<Security, "journal" | "certificates">;
  readonly variables: Pick<Variables, "get">;
  readonly evses: readonly EvseController[];
  /** Composed after this. */
  readonly csms: () => Pick<CsmsClient, "tell" | "isOnline" | "factsWaiting">;
  readonly onStorageFailure: (error: unknown) => void;
  readonly background: (name: string, work: Promise<void>) => void;
  /** The process has to end and begin anew. */
  readonly onRestart: () => void;
}

/** Updates of the firmware, as the rest of the agent sees them. */
export interface Firmware {
  readonly desk: FirmwareDesk;
  readonly components: readonly Component[];
  /** Of the firmware that runs, where the installer knows. */
  version(): string | undefined;
  activity(): ActivityNotice;
  /** Plain JSON for pages; null where there are no updates. */
  view(): FirmwareView | null;
}

/** Without an installer, or a way for files, every update is refused as not supported. */
export function composeFirmware(options: FirmwareOptions): Firmware {
  const { platform, settings, evses, csms, background, security, variables } = options;
  const { firmware: ground, files, clock, log, store } = platform;
  if (ground === undefined || files === undefined) return noFirmware;
  const {
    allowUnsigned = false,
    allowOldPadding = false,
    allowMissingPurpose = false,
  } = settings.policy.firmware ?? {};
  const { certificates, journal } = security;
  const keeper = new FirmwareKeeper({
    installer: ground.installer,
    image: ground.image,
    transfer: files.transfer,
    store: store.firmware,
    clock,
    log: log.child({ part: "firmware" }),
    outlets: new OutletHold(evses),
    isHealthy: () => evses.every(doesBoardAnswer),
    judge: new ManufacturerJudge(() => certificates.roots("manufacturerRoot"), {
      allowOldPadding,
      allowMissingPurpose,
    }),
    mayBeUnsigned: () => allowUnsigned && variables.get("securityProfile") < TLS_PROFILE,
    raise: (event, info) => {
      journal.raise(event, info);
    },
    noticesWaiting: () => {
      csms().factsWaiting();
    },
    onStorageFailure: options.onStorageFailure,
    restart: () => {
      background("firmware-restart", restart(options));
    },
  });
  return {
    desk: keeper,
    components: [keeper],
    version: () => ground.installer.version(),
    activity: () => keeper.activity(),
    view: () => keeper.view(),
  };
}

/** The back end is to know that the station goes away, and why. */
async function restart({ platform, csms, onRestart }: FirmwareOptions): Promise<void> {
  const { lineClock, store } = platform;
  const isQueued = () => store.facts.depth() > 0 || store.notices.head() !== undefined;
  await untilDelivered(() => csms().isOnline() && isQueued(), lineClock, DELIVERY_PATIENCE);
  onRestart();
}

const noFirmware: Firmware = {
  desk: { update: () => "notSupported" },
  components: [],
  version: () => undefined,
  activity: () => ({ type: "firmware.status", status: "idle" }),
  view: () => null,
};

function doesBoardAnswer(evse: EvseController): boolean {
  const isSilent = evse.state().faults.some(({ code }) => code === "board.silent");
  return evse.hardware.pilot.latest() !== undefined && !isSilent;
}
