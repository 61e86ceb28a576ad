import type { AccessKeeper } from "#agent/control/access-keeper";
import type { CertificateDesk } from "#agent/control/certificate-desk";
import type { SecurityJournal } from "#agent/control/security-journal";

/** What the back end reaches of the station's security. */
export interface SecurityServices {
  readonly certificates: Pick<CertificateDesk, "install" | "remove" | "installed" | "sign">;
  readonly access: Pick<AccessKeeper, "changeKey" | "changeProfile">;
  /** Begins to ask for a certificate of the station. */
  readonly requestCertificate: () => void;
  /** Ends the connection and makes a new one with what holds now. */
  readonly reconnect: () => void;
}

/** What those on site have to do with the station's security. */
export interface SecurityOnSite extends Pick<SecurityJournal, "raise"> {
  /**
   * Certificates, keys and the way in to the back end become what the installation brings, from the next start on.
   * @throws AgentError `secret.not-written`
   */
  forget(): void;
}
