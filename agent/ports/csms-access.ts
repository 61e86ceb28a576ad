import type { Millis } from "#hal/core/units";
import type { ConnectFailure, CsmsConnection, CsmsTarget } from "#agent/ports/csms-link";

/** Where the way to the back end can change while the station runs. */
export interface CsmsAccess {
  /** Asked for anew at each try. */
  target(): Pick<CsmsTarget, "url" | "password" | "tls" | "connectLimit">;
  opened(connection: CsmsConnection): void;
  /** How soon to try again; undefined leaves that to the usual waits. */
  failed(failure: ConnectFailure): Millis | undefined;
}
