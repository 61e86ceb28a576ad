import { describe, expect, it } from "vitest";
import { Signal } from "#hal/core/signal";
import type { ConnectResult, CsmsConnection, CsmsLink, CsmsTarget, Traffic } from "#agent/ports/csms-link";
import { SwitchedCsmsLink } from "#agent/ocpp/switched-csms-link";

const target: CsmsTarget = {
  url: "ws://virtual",
  identity: "cp",
  subprotocols: ["ocpp1.6"],
  pingInterval: 0 as CsmsTarget["pingInterval"],
  maxMessageBytes: 1000,
};
const nobody = () => Promise.resolve({ kind: "silence" } as const);

/** Connects at once, unless told to hold attempts back. */
class FakeLink implements CsmsLink {
  readonly closes: number[] = [];
  attempts = 0;
  isSlow = false;

  connect(_target: CsmsTarget, _handler: unknown, abort: AbortSignal): Promise<ConnectResult> {
    this.attempts += 1;
    const connection: CsmsConnection = {
      subprotocol: "ocpp1.6",
      call: () => Promise.resolve({}),
      isOpen: () => true,
      closed: new Promise(() => undefined),
      traffic: new Signal<Traffic>(),
      close: (code) => {
        this.closes.push(code);
        return Promise.resolve();
      },
    };
    if (!this.isSlow) return Promise.resolve({ ok: true, connection });
    const aborted: ConnectResult = { ok: false, failure: { kind: "aborted", detail: "" } };
    if (abort.aborted) return Promise.resolve(aborted);
    return new Promise((resolve) => {
      abort.addEventListener("abort", () => {
        resolve(aborted);
      });
    });
  }
}

describe("a link behind a switch", () => {
  it("lets nobody through while it is off, and everybody in the moment it is on", async () => {
    const inner = new FakeLink();
    const link = new SwitchedCsmsLink(inner, false);
    const connecting = link.connect(target, nobody, new AbortController().signal);
    await Promise.resolve();
    const attemptsWhileOff = inner.attempts;

    link.on();
    const result = await connecting;

    expect(attemptsWhileOff).toBe(0);
    expect(result.ok).toBe(true);
  });

  it("closes the connection when it is switched off", async () => {
    const inner = new FakeLink();
    const link = new SwitchedCsmsLink(inner, true);
    await link.connect(target, nobody, new AbortController().signal);

    await link.off();

    expect(inner.closes).toEqual([1001]);
    expect(link.isOn()).toBe(false);
  });

  it("gives up an attempt that is under way when it is switched off", async () => {
    const inner = new FakeLink();
    inner.isSlow = true;
    const link = new SwitchedCsmsLink(inner, true);
    const connecting = link.connect(target, nobody, new AbortController().signal);
    await Promise.resolve();

    await link.off();

    expect(await connecting).toMatchObject({ ok: false, failure: { kind: "aborted" } });
  });

  it("heeds the end of the program while it is off", async () => {
    const inner = new FakeLink();
    inner.isSlow = true;
    const link = new SwitchedCsmsLink(inner, false);
    const abort = new AbortController();
    const connecting = link.connect(target, nobody, abort.signal);

    abort.abort();

    expect(await connecting).toMatchObject({ ok: false });
  });
});
