import { createHash } from "node:crypto";
import { once } from "node:events";
import { type AddressInfo, createServer, type Server, type Socket } from "node:net";
import { constants, deflateRawSync } from "node:zlib";

/** What a hostile server does with one connection when the station's request is there in full. */
export type Hostility = (socket: Socket, request: string) => void;

/** A TCP server that answers upgrades with whatever harm it is told, written by hand so that nothing keeps it from doing so. */
export class HostileCsms {
  readonly requests: string[] = [];
  readonly sockets: Socket[] = [];
  hostility: Hostility;
  readonly #server: Server;

  private constructor(hostility: Hostility) {
    this.hostility = hostility;
    this.#server = createServer((socket) => {
      this.sockets.push(socket);
      socket.on("error", () => undefined);
      let request = "";
      const collect = (bytes: Buffer) => {
        request += bytes.toString("latin1");
        if (!request.includes("\r\n\r\n")) return;
        socket.off("data", collect);
        socket.resume();
        this.requests.push(request);
        this.hostility(socket, request);
      };
      socket.on("data", collect);
    });
  }

  static async start(hostility: Hostility): Promise<HostileCsms> {
    const csms = new HostileCsms(hostility);
    csms.#server.listen(0, "127.0.0.1");
    await once(csms.#server, "listening");
    return csms;
  }

  get address(): { readonly host: string; readonly port: number } {
    return { host: "127.0.0.1", port: (this.#server.address() as AddressInfo).port };
  }

  get url(): string {
    return `ws://127.0.0.1:${String(this.address.port)}/ocpp`;
  }

  async stop(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    this.#server.close();
    await once(this.#server, "close");
  }
}

/** The answer to an upgrade as it should be, with headers added or replaced. */
export function upgradeAnswer(request: string, headers: Readonly<Record<string, string>> = {}): string {
  const key = /^sec-websocket-key: (.*)\r$/im.exec(request)?.[1] ?? "";
  const accept = createHash("sha1").update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest("base64");
  const protocol = /^sec-websocket-protocol: ([^,\r]*)/im.exec(request)?.[1] ?? "";
  const all = {
    Upgrade: "websocket",
    Connection: "Upgrade",
    "Sec-WebSocket-Accept": accept,
    "Sec-WebSocket-Protocol": protocol,
    ...headers,
  };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}`);
  return ["HTTP/1.1 101 Switching Protocols", ...lines, "", ""].join("\r\n");
}

export const refusal =
  (status: number, headers = ""): Hostility =>
  (socket) => {
    socket.end(`HTTP/1.1 ${String(status)} No\r\n${headers}Content-Length: 0\r\nConnection: close\r\n\r\n`);
  };

/** A frame's first octets and content as a server sends it (RFC 6455 section 5.2). */
export function frame(firstOctet: number, content: Buffer, announced = content.length): Buffer {
  const length = Buffer.alloc(announced < 126 ? 1 : announced < 65_536 ? 3 : 9);
  if (length.length === 1) length[0] = announced;
  else length[0] = length.length === 3 ? 126 : 127;
  if (length.length === 3) length.writeUInt16BE(announced, 1);
  if (length.length === 9) length.writeBigUInt64BE(BigInt(announced), 1);
  return Buffer.concat([Buffer.from([firstOctet]), length, content]);
}

const TEXT = 0x81;
const TEXT_BEGUN = 0x01;
const TEXT_GOES_ON = 0x00;
const BINARY = 0x82;
const PING = 0x89;
const COMPRESSED = 0x40;

const upgraded =
  (harm: (socket: Socket) => void): Hostility =>
  (socket, request) => {
    socket.write(upgradeAnswer(request));
    harm(socket);
  };

/** Writes for as long as the peer takes it, up to a sum. */
function pour(socket: Socket, drop: Buffer, sum: number): void {
  let poured = 0;
  const more = () => {
    while (poured < sum && !socket.destroyed) {
      poured += drop.length;
      if (!socket.write(drop)) {
        socket.once("drain", more);
        return;
      }
    }
  };
  more();
}

const megabyte = (octet: string) => Buffer.alloc(1_048_576, octet);

/** Harm after a proper handshake. Each has to end in the end of the connection. */
export const socketHarms: Readonly<Record<string, Hostility>> = {
  "a frame that announces a gigabyte": upgraded((socket) => {
    socket.write(frame(TEXT, Buffer.alloc(0), 2 ** 30));
    pour(socket, megabyte("a"), 2 ** 30);
  }),
  "a message of 64 MB in pieces of 60 kB": upgraded((socket) => {
    socket.write(frame(TEXT_BEGUN, Buffer.from("[")));
    pour(socket, frame(TEXT_GOES_ON, Buffer.alloc(60_000, " ")), 64_000_000);
  }),
  "a million empty pieces": upgraded((socket) => {
    socket.write(frame(TEXT_BEGUN, Buffer.from("[")));
    pour(socket, Buffer.alloc(20_000), 2_000_000);
  }),
  "pieces of one character": upgraded((socket) => {
    socket.write(frame(TEXT_BEGUN, Buffer.from("[")));
    pour(socket, Buffer.concat(new Array<Buffer>(10_000).fill(frame(TEXT_GOES_ON, Buffer.from(" ")))), 2_000_000);
  }),
  "a compressed bomb that nobody asked for": upgraded((socket) => {
    socket.write(frame(TEXT | COMPRESSED, deflateRawSync(Buffer.alloc(50_000_000))));
  }),
  "65,535 pings in a row": upgraded((socket) => {
    pour(socket, Buffer.concat(new Array<Buffer>(1000).fill(frame(PING, Buffer.alloc(125, "p")))), 65 * 127_000);
  }),
  "masked frames": upgraded((socket) => {
    socket.write(Buffer.from([TEXT, 0x82, 1, 2, 3, 4, 0x5a, 0x5f]));
  }),
  "text that is no UTF-8": upgraded((socket) => {
    socket.write(frame(TEXT, Buffer.from([0xff, 0xfe])));
  }),
  "an unknown kind of frame": upgraded((socket) => {
    socket.write(frame(0x8b, Buffer.alloc(0)));
  }),
};

/** A hundred megabytes in a hundred kilobytes, for a client that offered compression. */
export const bomb: Hostility = (socket, request) => {
  socket.write(upgradeAnswer(request, { "Sec-WebSocket-Extensions": "permessage-deflate" }));
  const content = deflateRawSync(Buffer.alloc(100_000_000), { finishFlush: constants.Z_SYNC_FLUSH }).subarray(0, -4);
  socket.write(frame(TEXT | COMPRESSED, content));
};

/** What ends nothing. */
export const bearable: Hostility = upgraded((socket) => {
  for (const text of ["", "{}", "[]", "[2]", '[9,"x"]', '[3,"unknown",{}]', '[2,7,"Reset",{}]', "[".repeat(60_000)]) {
    socket.write(frame(TEXT, Buffer.from(text)));
    socket.write(frame(BINARY, Buffer.from(text)));
  }
});

/** Harm instead of a proper answer to the upgrade. Each has to end in no connection. */
export const handshakeHarms: Readonly<Record<string, Hostility>> = {
  "200 and a page without end, as a captive portal": (socket) => {
    socket.write("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n");
    pour(socket, megabyte("<"), 2 ** 30);
  },
  "headers without end": (socket) => {
    socket.write("HTTP/1.1 101 Switching Protocols\r\n");
    pour(socket, Buffer.from(`X-Long: ${"y".repeat(8000)}\r\n`.repeat(10)), 2 ** 30);
  },
  "one header line without end": (socket) => {
    socket.write("HTTP/1.1 101 Switching Protocols\r\nX-Long: ");
    pour(socket, megabyte("y"), 2 ** 30);
  },
  "preliminary answers without end": (socket) => {
    pour(socket, Buffer.from("HTTP/1.1 103 Early Hints\r\nLink: <x>\r\n\r\n".repeat(1000)), 2 ** 28);
  },
  "a wrong key": (socket, request) => {
    socket.write(upgradeAnswer(request, { "Sec-WebSocket-Accept": "d3Jvbmc=" }));
  },
  "an upgrade to something else": (socket, request) => {
    socket.write(upgradeAnswer(request, { Upgrade: "h2c" }));
  },
  "a subprotocol that nobody offered": (socket, request) => {
    socket.write(upgradeAnswer(request, { "Sec-WebSocket-Protocol": "ocpp0.9" }));
  },
  "a compression that nobody offered": (socket, request) => {
    socket.write(upgradeAnswer(request, { "Sec-WebSocket-Extensions": "permessage-deflate" }));
  },
  "bytes that are no HTTP": (socket) => {
    pour(socket, Buffer.alloc(65_536, 0), 2 ** 24);
  },
  "nothing but a hang-up": (socket) => {
    socket.destroy();
  },
};
