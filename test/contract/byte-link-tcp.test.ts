import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { tcpWire } from "#simulator/wire/tcp-link";
import { byteLinkContract } from "#test/support/byte-link-contract";

byteLinkContract("a TCP link", async () => {
  const wire = await tcpWire("line");
  const got: number[] = [];
  let socket: Socket | undefined;
  return {
    link: wire.far,
    peer: {
      ready: async () => {
        socket?.destroy();
        socket = connect(wire.port, wire.host);
        socket.on("data", (bytes) => got.push(...bytes));
        socket.on("error", () => socket?.destroy());
        await once(socket, "connect");
      },
      send: (bytes) =>
        new Promise((resolve) =>
          socket?.write(bytes, () => {
            resolve();
          }),
        ),
      received: () => got,
    },
    cut: () => wire.cut(),
    mend: () => wire.mend(),
    dispose: async () => {
      socket?.destroy();
      await wire.cut();
    },
  };
});
