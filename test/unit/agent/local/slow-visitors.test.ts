import { once } from "node:events";
import { connect } from "node:net";
import { describe, expect, it, onTestFinished } from "vitest";
import { SiteBench } from "#test/support/site-bench";

describe("visitors who never finish their question", () => {
  it("SEC-47 keep nobody waiting who does, two hundred of them", async () => {
    const bench = await SiteBench.open();
    const owner = await bench.visitorAs("owner");
    const port = Number(new URL(bench.url()).port);
    const slow = Array.from({ length: 200 }, () => connect({ host: "127.0.0.1", port }));
    onTestFinished(() => {
      for (const socket of slow) socket.destroy();
    });
    await Promise.all(slow.map((socket) => once(socket, "connect")));
    for (const socket of slow) socket.write("POST /api/session HTTP/1.1\r\nHost: 127.0.0.1\r\nX-");

    const answers = await Promise.all(Array.from({ length: 10 }, () => owner.get("/api/state")));

    expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 10 }, () => 200));
  }, 5000);
});
