import type { ByteLink } from "#hal/links/byte-link";

/** A cable between a virtual device and whoever talks to it. */
export interface Wire {
  /** For logs and for the panel. */
  readonly name: string;
  /** The end that the virtual device holds. */
  readonly far: ByteLink;
  /** Pulls the plug: both ends see their link close and cannot open it. Never rejects; on a cut wire it does nothing. */
  cut(): Promise<void>;
  /** Puts the plug back; each end opens again when it wants to. Rejects with AgentError `link.*` when the wire cannot be made anew. */
  mend(): Promise<void>;
}
