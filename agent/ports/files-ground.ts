import type { FileTransfer } from "#agent/ports/file-transfer";
import type { KeptLog } from "#agent/ports/kept-log";

/** What a machine has to have to send and fetch files. */
export interface FilesGround {
  readonly transfer: FileTransfer;
  /** Where files are put together; made when it is needed. */
  readonly directory: string;
  readonly keptLog: KeptLog;
}
