import type { Download, Upload } from "#agent/ports/file-transfer";
import type { TransferAddress } from "#agent/files/transfer-address";
import type { TransferRun } from "#agent/files/transfer-run";

/** One try over one protocol. Both resolve with the bytes of the whole file and throw what `failureOf` can read. */
export interface ProtocolTransfer {
  download(request: Download, address: TransferAddress, run: TransferRun): Promise<number>;
  upload(request: Upload, address: TransferAddress, run: TransferRun): Promise<number>;
}
