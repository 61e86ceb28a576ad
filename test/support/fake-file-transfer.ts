import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import type { AbortSignalLike } from "#hal/core/clock";
import { accepted, type Outcome, refused } from "#hal/core/outcome";
import type { FileTransfer, TransferFailure, Upload } from "#agent/ports/file-transfer";

type UploadOutcome = Outcome<{ readonly bytes: number }, TransferFailure>;

export interface SeenUpload extends Upload {
  /** What the file held when it was asked for. */
  readonly content: Buffer;
}

/** Moves nothing; each upload comes to what the test has laid ready, else it works. An upload that hangs ends when it is given up. */
export class FakeFileTransfer implements FileTransfer {
  readonly protocols = ["HTTP", "FTP"] as const;
  readonly uploads: SeenUpload[] = [];
  readonly results: (TransferFailure | "hangs")[] = [];

  download(): Promise<UploadOutcome> {
    return Promise.resolve(refused({ kind: "unreachable", detail: "nothing is there", isFinal: false }));
  }

  upload(request: Upload, abort: AbortSignalLike): Promise<UploadOutcome> {
    const content = readFileSync(request.fromFile);
    this.uploads.push({ ...request, content });
    const result = this.results.shift();
    if (result !== "hangs")
      return Promise.resolve(result === undefined ? accepted({ bytes: content.length }) : refused(result));
    return new Promise((resolve) => {
      abort.addEventListener("abort", () => {
        resolve(refused({ kind: "aborted", detail: "given up", isFinal: true }));
      });
    });
  }
}

/** Name to text of what is in an archive as the station makes them. */
export function unpack(archive: Buffer): ReadonlyMap<string, string> {
  const tar = gunzipSync(archive);
  const files = new Map<string, string>();
  for (let place = 0; tar[place] !== 0;) {
    const name = tar
      .subarray(place, place + 100)
      .toString("ascii")
      .replace(/\0+$/, "");
    const size = parseInt(tar.subarray(place + 124, place + 135).toString("ascii"), 8);
    files.set(name, tar.subarray(place + 512, place + 512 + size).toString("utf8"));
    place += 512 + Math.ceil(size / 512) * 512;
  }
  return files;
}
