import type { EpochMillis, Millis } from "#hal/core/units";
import type { OrderSignature } from "#agent/domain/firmware/firmware-update";

/** An update as it is asked for; what is left out the station chooses. */
export interface UpdateRequest {
  readonly location: string;
  readonly retrieveAt: EpochMillis;
  readonly installAt?: EpochMillis;
  readonly retries?: number;
  readonly retryInterval?: Millis;
  readonly signed?: OrderSignature;
}

/** `acceptedCanceled`: another one was under way and is given up. `notSupported`: not in this form, or not at all. */
export type UpdateAnswer = "accepted" | "acceptedCanceled" | "rejected" | "invalidCertificate" | "notSupported";

/** Where updates of the firmware are asked for. Answers at once; the work follows. */
export interface FirmwareDesk {
  update(request: UpdateRequest): UpdateAnswer;
}
