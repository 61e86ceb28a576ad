import type { EpochMillis } from "#hal/core/units";
import type { Outcome } from "#hal/core/outcome";
import type { OrderSignature } from "#agent/domain/firmware/firmware-update";

/** The one file that a firmware image is downloaded to. */
export interface ImageFile {
  readonly path: string;
  /** Bytes that are there; 0 when there is none. */
  size(): number;
  /** Bytes that an image may have here: what the disk leaves beside the records, at most the size limit. */
  room(): number;
  read(): AsyncIterable<Uint8Array>;
  /** Without effect when there is none. */
  remove(): void;
}

/** Whether an image comes from the manufacturer; reasons are in plain words. */
export interface ImageJudge {
  /** Whether the certificate leads to a root of the manufacturer and may sign firmware at that time. */
  judgeSigner(certificate: string, at: EpochMillis): Outcome<undefined, string>;
  /** Whether the signature is the certificate's over these bytes. */
  verify(image: AsyncIterable<Uint8Array>, signed: OrderSignature): Promise<Outcome<undefined, string>>;
}
