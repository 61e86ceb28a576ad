import { rootCertificates } from "node:tls";

/** Whom TLS believes, and what it speaks at least. */
export interface TlsTrust {
  readonly minVersion: "TLSv1.2";
  /** Absent: the roots that come with the platform. */
  readonly ca?: string[];
}

/** The station's own roots stand beside those of the platform: storage is rented from others than whoever runs the back end. */
export function tlsTrust(ownRoots: readonly string[]): TlsTrust {
  return { minVersion: "TLSv1.2", ...(ownRoots.length === 0 ? {} : { ca: [...rootCertificates, ...ownRoots] }) };
}
