import type { AbortSignalLike } from "#hal/core/clock";
import type { Outcome } from "#hal/core/outcome";

/** Spelled as in OCPP's SupportedFileTransferProtocols. */
export type FileTransferProtocol = "HTTP" | "HTTPS" | "FTP" | "FTPS" | "SFTP";

/** Why a transfer came to nothing; `isFinal` where another try cannot help (a wrong address, no permission, too large). */
export interface TransferFailure {
  readonly kind:
    | "unreachable"
    | "refused"
    | "permissionDenied"
    | "notFound"
    | "tooLarge"
    /** No address at all, or one with parts that nothing can be done with. */
    | "badAddress"
    /** An address of a kind that this station does not speak. */
    | "notOffered"
    /** Our own disk. */
    | "storage"
    | "aborted";
  /** In plain words, without credentials. */
  readonly detail: string;
  readonly isFinal: boolean;
}

export interface Download {
  /** May hold credentials; never logged. */
  readonly location: string;
  /**
   * In a folder that is there. What a broken attempt left is continued where the server still has the same file; a note about it lies
   * beside it under `partNoteOf(toFile)` until the file is whole.
   */
  readonly toFile: string;
  /** Bytes; a larger file is refused, at the latest while it comes in. */
  readonly maxBytes: number;
  readonly onProgress?: (bytes: number, total: number | undefined) => void;
}

export interface Upload {
  readonly location: string;
  readonly fromFile: string;
  /** The name at the other end where the location names a folder: letters, digits, `.`, `_` and `-`. */
  readonly fileName: string;
}

/** One attempt of one file; how often and when again is the caller's. */
export interface FileTransfer {
  readonly protocols: readonly FileTransferProtocol[];
  download(request: Download, abort: AbortSignalLike): Promise<Outcome<{ readonly bytes: number }, TransferFailure>>;
  upload(request: Upload, abort: AbortSignalLike): Promise<Outcome<{ readonly bytes: number }, TransferFailure>>;
}

/** Where the note about a broken download lies; whoever gives a download up removes both files. */
export function partNoteOf(toFile: string): string {
  return `${toFile}.part`;
}
