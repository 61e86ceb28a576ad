import { SystemClock } from "#hal/host/system-clock";
import { VirtualCsms } from "#simulator/csms/virtual-csms";
import type { Json } from "#test/support/charger-driver";

/** A token that every back end of these tests knows. */
export const TOKENS = [
  { idTag: "CARD-1", status: "Accepted", parentIdTag: "FAMILY" },
  { idTag: "CARD-2", status: "Accepted", parentIdTag: "FAMILY" },
  { idTag: "CARD-3", status: "Accepted" },
  { idTag: "04A1B2C3D4E5F6", status: "Accepted" },
  { idTag: "DEABCC1234567", status: "Accepted" },
  { idTag: "BLOCKED", status: "Blocked" },
  { idTag: "EXPIRED", status: "Expired" },
] as const;

/** What the charger's tests need of a back end, whoever wrote it. */
export interface BackEnd {
  start(): Promise<void>;
  stop(): Promise<void>;
  /** Without the identity. */
  url(): string;
  /** Requests of one action so far, oldest first, of one station or of all. */
  requests(action: string, station?: string): readonly Json[];
  /** All actions so far, oldest first. */
  actions(): readonly string[];
  isConnected(station: string): boolean;
  call(station: string, action: string, payload: object): Promise<unknown>;
  /** What the charger did wrong, as far as this back end looks. */
  problems(): readonly string[];
}

/** Our own back end, over ocpp-rpc. */
export class OwnBackEnd implements BackEnd {
  readonly #csms: VirtualCsms;

  constructor(password?: string) {
    this.#csms = new VirtualCsms({
      clock: new SystemClock(),
      settings: { tokens: TOKENS },
      ...(password === undefined ? {} : { password }),
    });
  }

  start(): Promise<void> {
    return this.#csms.start();
  }

  stop(): Promise<void> {
    return this.#csms.stop();
  }

  url(): string {
    return this.#csms.url();
  }

  requests(action: string, station?: string): readonly Json[] {
    return this.#csms.messages.flatMap((message) =>
      message.direction === "received" &&
      message.action === action &&
      (station === undefined || message.station === station)
        ? [message.payload as Json]
        : [],
    );
  }

  actions(): readonly string[] {
    return this.#csms.messages.flatMap(({ direction, action }) => (direction === "received" ? [action] : []));
  }

  isConnected(station: string): boolean {
    return this.#csms.connected().includes(station);
  }

  call(station: string, action: string, payload: object): Promise<unknown> {
    return this.#csms.call(action, payload, station);
  }

  problems(): readonly string[] {
    return [];
  }
}
