import type { Clock } from "#hal/core/clock";
import type { Log } from "#hal/core/log";
import type { ProcessVitals } from "#hal/core/process-vitals";
import type { Random } from "#hal/core/random";
import type { EpochMillis, Millis } from "#hal/core/units";
import type { BoardSettings } from "#hal/board/board-settings";
import type { BoardContext } from "#hal/board/build-board";
import type { Board } from "#hal/ports/board";
import type { StationClock } from "#agent/control/station-clock";
import type { schemaJudges } from "#agent/ocpp/payload-judge";
import type { FirmwareGround, FirmwarePolicy } from "#agent/ports/firmware-ground";
import type { SecretStore } from "#agent/ports/secret-store";
import type { SecurityProfile } from "#agent/security/access-file";
import type { FactoryCertificates } from "#agent/security/import-certificates";
import type { CsmsLink } from "#agent/ports/csms-link";
import type { FilesGround } from "#agent/ports/files-ground";
import type { StationStore } from "#agent/ports/station-store";

/** What is settled at installation. */
export interface AgentSettings {
  readonly station: {
    readonly vendor: string;
    readonly model: string;
    readonly serialNumber: string;
    /** The housing's own number, where it has one beside that of the charge point. */
    readonly chargeBoxSerialNumber?: string;
    /** What the back end is told runs here; the program's version unless given. */
    readonly firmwareVersion?: string;
    readonly name?: string;
  };
  readonly csms: {
    readonly url: string;
    readonly identity: string;
    readonly password?: Uint8Array;
    /** Until the back end raises it; by what else is given unless said. */
    readonly securityProfile?: SecurityProfile;
    readonly verifyServerName?: boolean;
  };
  /** What the station has of certificates before the back end gives it others. */
  readonly certificates?: FactoryCertificates;
  readonly board: BoardSettings;
  readonly policy: {
    readonly meterSilence: { readonly seconds: number };
    readonly recoveryMeterWait: { readonly seconds: number };
    readonly firmware?: FirmwarePolicy;
    /** Nobody charges before an installer has put the charger into service. */
    readonly noChargeBeforeActivation?: boolean;
    /** Whether a running charge goes on while the disk refuses; it does unless told otherwise. */
    readonly storeTrouble?: "continue" | "end";
  };
  readonly variables: Readonly<Record<string, string>>;
}

/** What the machine gives: real ones in `main.ts`, virtual ones where the whole agent lives in a test. */
export interface Platform {
  readonly clock: Clock;
  /** Real time wherever lines and boards are real. */
  readonly lineClock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly store: StationStore;
  readonly openLink: BoardContext["openLink"];
  readonly csmsLink: CsmsLink;
  /** For keys and certificates; without it they end with the process. */
  readonly secrets?: SecretStore;
  /** The time by which certificates are judged; the line clock's unless given. It may run ahead of a clock that has not been set yet. */
  readonly certificateTime?: () => EpochMillis;
  /** The same as `clock` where the host's clock may be wrong; it is looked after then. */
  readonly time?: StationClock;
  readonly bootId: string;
  readonly pid: number;
  readonly version: string;
  /** How the process fares; not told of where several stations share one. */
  readonly vitals?: () => ProcessVitals;
  /**
   * Adds to what the drivers give, before the agent sees it: faults and cards from a test bench. Drivers stay where they are. Never set on
   * a charger that hangs on a wall.
   */
  readonly extendBoard?: (board: Board) => Board;
  /** What is needed to take new firmware; without it every update is refused. */
  readonly firmware?: FirmwareGround;
  /** For files from and to elsewhere; without it there are none. */
  readonly files?: FilesGround;
  /** How often the meter is read for live values. */
  readonly meterInterval?: Millis;
  /** How often a charging controller is looked at, among others; as its driver wants it unless given. */
  readonly controllerTiming?: NonNullable<BoardContext["controllerTiming"]>;
  /** Compiled schemas of an earlier agent in this process; its own unless given. */
  readonly judgeFor?: ReturnType<typeof schemaJudges>;
}
