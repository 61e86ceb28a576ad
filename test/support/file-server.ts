/** What a test's file server does wrong, until it is told otherwise. */
export interface ServerFaults {
  /** The connection of a download or an upload ends after so many bytes of this transfer, once. */
  dropAfter?: number;
  /** A download says so many bytes more than there are. */
  declareMore?: number;
  /** The line stays open and nothing comes. */
  isSilent?: boolean;
  /** Downloads begin at the first byte, whatever was asked. */
  ignoresRange?: boolean;
  /** Uploads are refused for good: no room. */
  isFull?: boolean;
  /** So many transfers fail before one is let through. */
  failures?: number;
}

/** A file server of a test's own, on the loopback. */
export interface FileServer {
  /** By path from the root, with a leading slash. */
  readonly files: Map<string, Buffer>;
  readonly faults: ServerFaults;
  /** First bytes of downloads, in order: where each began. */
  readonly starts: number[];
  start(): Promise<void>;
  stop(): Promise<void>;
  /** With credentials that are right unless others are given. */
  url(path: string, credentials?: string): string;
}

export const USER = "user@site";
export const PASSWORD = "p@ss:w/ord";

export const rightCredentials = `${encodeURIComponent(USER)}:${encodeURIComponent(PASSWORD)}`;

/** Bytes of which each place can be told from another. */
export function sampleFile(bytes: number, seed = 1): Buffer {
  const content = Buffer.alloc(bytes);
  let value = seed;
  for (let place = 0; place < bytes; place++) {
    value = (Math.imul(value, 1_103_515_245) + 12_345) >>> 0;
    content[place] = value >>> 16;
  }
  return content;
}
