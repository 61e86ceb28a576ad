import type { Listenable } from "#hal/core/signal";

/** A fault in words of the norm, as somebody beside the hardware reports it. */
export interface ReportedError {
  readonly words: { readonly shared: string; readonly own?: string };
  readonly isInoperative: boolean;
}

/** What a simulated charger needs of the agent that it carries; its composition entry gives one that fits. */
export interface SimulatedAgent {
  start(): Promise<void>;
  stop(): Promise<void>;
  status(): object;
  /** Its own page, where it has one. */
  siteUrl(): string | undefined;
  readonly endWishes: Listenable<{ readonly kind: "restart" | "storageFailed" }>;
  networkDown(): Promise<void>;
  networkUp(): Promise<void>;
  present(token: string, evses: readonly number[], contract?: string): void;
  reportFault(evse: number, error: ReportedError): void;
  /** False when there was none with these words. */
  clearFault(evse: number, words: { readonly shared?: string; readonly own?: string }): boolean;
  reportedFaults(evse: number): readonly ReportedError[];
}
