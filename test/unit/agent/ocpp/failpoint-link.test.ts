import { describe, expect, it } from "vitest";
import { Signal } from "#hal/core/signal";
import { seconds } from "#hal/core/units";
import { linkWithFailpoints } from "#agent/ocpp/failpoint-link";
import type { CsmsConnection, CsmsLink } from "#agent/ports/csms-link";

const target = { url: "ws://x", identity: "x", subprotocols: [], pingInterval: seconds(0), maxMessageBytes: 1 };

/** A connection through the named places; `log` has what was passed and what was done. */
async function connected() {
  const log: string[] = [];
  const connection: CsmsConnection = {
    subprotocol: "ocpp1.6",
    closed: Promise.resolve("over"),
    traffic: new Signal(),
    trustedRoot: "AB:CD",
    isOpen: () => true,
    call: (action) => Promise.resolve(log.push(`calls ${action}`)),
    close: (code) => Promise.resolve(log.push(`closes ${code}`)).then(() => undefined),
  };
  const link: CsmsLink = { connect: () => Promise.resolve({ ok: true, connection }) };
  const watched = linkWithFailpoints(link, (name, subject = "") => log.push(`${name} ${subject}`));
  const result = await watched.connect(target, () => Promise.reject(new Error("nobody calls")), {
    aborted: false,
    addEventListener: () => undefined,
    removeEventListener: () => undefined,
  });
  if (!result.ok) throw new TypeError("not connected");
  return { log, connection: result.connection };
}

describe("a link with named places", () => {
  it("passes them around each call, in order", async () => {
    const { log, connection } = await connected();
    await connection.call("Heartbeat", {}, seconds(1));
    expect(log).toEqual([
      "call.leaving Heartbeat",
      "calls Heartbeat",
      "call.sent Heartbeat",
      "answer.arrived Heartbeat",
    ]);
  });

  it("is otherwise the link that it watches, down to the root that vouches for the back end", async () => {
    const { log, connection } = await connected();
    await connection.close(1000);
    expect(connection).toMatchObject({ subprotocol: "ocpp1.6", trustedRoot: "AB:CD" });
    expect([connection.isOpen(), await connection.closed, log]).toEqual([true, "over", ["closes 1000"]]);
  });
});
