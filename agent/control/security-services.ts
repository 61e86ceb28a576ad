import type { AccessKeeper } from "#agent/control/access-keeper";
import type { CertificateDesk } from "#agent/control/certificate-desk";

/** What the back end reaches of the station's security. */
export interface SecurityServices {
  readonly certificates: Pick<CertificateDesk, "install" | "remove" | "installed" | "sign">;
  readonly access: Pick<AccessKeeper, "changeKey" | "changeProfile">;
  /** Begins to ask for a certificate of the station. */
  readonly requestCertificate: () => void;
  /** Ends the connection and makes a new one with what holds now. */
  readonly reconnect: () => void;
}
