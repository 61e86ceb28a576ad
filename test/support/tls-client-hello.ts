/** What a client offers in the first message of a TLS handshake (RFC 8446 section 4.1.2), as numbers of the IANA registries. */
export interface ClientHello {
  readonly suites: readonly number[];
  readonly compressions: readonly number[];
  readonly versions: readonly number[];
  readonly protocols: readonly string[];
  readonly serverName: string | undefined;
  readonly extensions: readonly number[];
}

export const extensionIds = { serverName: 0, protocols: 16, preSharedKey: 41, earlyData: 42, versions: 43 } as const;

/** The server's first answer in TLS 1.2, with a suite of its choice. */
export function serverHello(suite: number): Buffer {
  const body = Buffer.from([0x03, 0x03, ...new Array<number>(32).fill(7), 0, suite >> 8, suite & 0xff, 0]);
  const message = Buffer.concat([Buffer.from([2, 0, 0, body.length]), body]);
  return Buffer.concat([Buffer.from([0x16, 0x03, 0x03, 0, message.length]), message]);
}

/** From the bytes of the connection, which must hold the whole message in one record. */
export function readClientHello(bytes: Buffer): ClientHello {
  // Record header 5, message header 4, version 2, random 32.
  let at = 5 + 4 + 2 + 32;
  const vector = (lengthBytes: number): Buffer => {
    const length = bytes.readUIntBE(at, lengthBytes);
    const content = bytes.subarray(at + lengthBytes, at + lengthBytes + length);
    at += lengthBytes + length;
    return content;
  };
  vector(1);
  const suites = pairs(vector(2));
  const compressions = [...vector(1)];
  const extensions = new Map<number, Buffer>();
  const end = at + 2 + bytes.readUInt16BE(at);
  at += 2;
  while (at < end) {
    const id = bytes.readUInt16BE(at);
    at += 2;
    extensions.set(id, vector(2));
  }
  const protocols = extensions.get(extensionIds.protocols);
  return {
    suites,
    compressions,
    versions: pairs(extensions.get(extensionIds.versions)?.subarray(1) ?? Buffer.alloc(0)),
    protocols: protocols === undefined ? [] : texts(protocols.subarray(2)),
    serverName: extensions.get(extensionIds.serverName)?.subarray(5).toString("latin1"),
    extensions: [...extensions.keys()],
  };
}

function pairs(bytes: Buffer): readonly number[] {
  return Array.from({ length: bytes.length / 2 }, (_, index) => bytes.readUInt16BE(2 * index));
}

function texts(bytes: Buffer): readonly string[] {
  const found: string[] = [];
  for (let at = 0; at < bytes.length; at += 1 + bytes.readUInt8(at)) {
    found.push(bytes.subarray(at + 1, at + 1 + bytes.readUInt8(at)).toString("latin1"));
  }
  return found;
}
