import { describe, expect, it, onTestFinished } from "vitest";
import { silentLog } from "#hal/core/log";
import { Signal } from "#hal/core/signal";
import { hours, minutes, seconds } from "#hal/core/units";
import { CertificateRenewal } from "#agent/control/certificate-renewal";
import type { CsmsAnswer, CsmsStatus } from "#agent/ports/csms-client";
import type { CertificateSubject, KeyKind } from "#agent/security/certificate-request";
import { SERIAL, securityBench, today } from "#test/support/security-bench";
import { selfSigned, stationCertificate } from "#test/support/test-pki";

const DAY = 86_400_000;
type Answer = CsmsAnswer<"accepted" | "rejected">;

/** Keys are counted instead of made; requests name their key. */
async function renewal(overrides: Readonly<Record<string, string>> = {}) {
  const bench = securityBench(overrides);
  const { clock, store, variables } = bench;
  const asked: { readonly request: string; readonly at: number }[] = [];
  const made: { readonly subject: CertificateSubject; readonly kind: KeyKind }[] = [];
  const state = { isOnline: true, answer: { kind: "answered", answer: "accepted" } as Answer };
  const changes = new Signal<CsmsStatus>();
  const began = clock.uptime();
  const subject = new CertificateRenewal({
    csms: {
      isOnline: () => state.isOnline,
      changes,
      signCertificate: (request) => {
        asked.push({ request, at: (clock.uptime() - began) / 1000 });
        return Promise.resolve(state.answer);
      },
    },
    store,
    variables,
    serialNumber: SERIAL,
    makeRequest: (wanted, kind) => {
      made.push({ subject: wanted, kind });
      const name = `key ${String(made.length)}`;
      return Promise.resolve({ privateKey: name, request: `request for ${name}` });
    },
    clock,
    log: silentLog,
    background: (_name, work) => {
      work.catch(() => undefined);
    },
  });
  await subject.start();
  onTestFinished(async () => {
    await subject.stop();
    expect(clock.pending()).toBe(0);
  });
  return { ...bench, subject, asked, made, state, changes };
}

async function withCertificate(days: number, overrides: Readonly<Record<string, string>> = {}) {
  const bench = await renewal(overrides);
  const own = await (await selfSigned()).issue({ ...stationCertificate, notAfter: new Date(today() + days * DAY) });
  bench.store.putLeaf("chargePoint", "current", { chain: own.chainPem, privateKey: own.keyPem });
  return bench;
}

describe("asking for a certificate of the station", () => {
  it("11.5 SignCertificate names serial number and CpoName, and the key stays here", async () => {
    const { subject, asked, made, store, variables, clock } = await renewal();
    variables.set("cpoName", "Operator");

    subject.request();
    await clock.advance(seconds(1));

    expect(made).toEqual([{ subject: { commonName: SERIAL, organization: "Operator" }, kind: "EC" }]);
    expect(asked).toEqual([{ request: "request for key 1", at: 0 }]);
    expect(store.requestedKey("chargePoint")).toBe("key 1");
  });

  it.each(["accepted", "rejected"] as const)(
    "11.5 SignCertificate is repeated with doubled waits when it is %s and nothing comes, then no more",
    async (answer) => {
      const { subject, asked, state, clock } = await renewal();
      state.answer = { kind: "answered", answer };

      subject.request();
      await clock.advance(hours(1));

      expect(asked.map(({ at }) => at)).toEqual([0, 30, 90]);
      expect(new Set(asked.map(({ request }) => request)).size).toBe(1);
    },
  );

  it("11.5 SignCertificate is not repeated once the certificate has come", async () => {
    const { subject, asked, clock } = await renewal();
    subject.request();
    await clock.advance(seconds(10));

    subject.signed();
    await clock.advance(hours(1));

    expect(asked).toHaveLength(1);
  });

  it("11.5 asked again, begins anew with another key", async () => {
    const { subject, asked, store, clock } = await renewal();
    subject.request();
    await clock.advance(seconds(10));

    subject.request();
    await clock.advance(hours(1));

    expect(asked.map(({ at }) => at)).toEqual([0, 10, 40, 100]);
    expect(store.requestedKey("chargePoint")).toBe("key 2");
  });

  it("11.5 uses RSA where ClientCertificateKeyType says so", async () => {
    const { subject, made, variables, clock } = await renewal();
    variables.set("clientCertificateKeyType", "RSA");

    subject.request();
    await clock.advance(seconds(1));

    expect(made[0]?.kind).toBe("RSA");
  });
});

describe("the end of the station's certificate", () => {
  it("11.5 is seen a month before, and a new one asked for", async () => {
    const { asked, clock } = await withCertificate(29);

    await clock.advance(minutes(11));

    expect(asked.length).toBeGreaterThan(0);
  });

  it("11.5 far away brings no request, nor does the want of any certificate", async () => {
    const far = await withCertificate(31);
    const none = await renewal();

    await far.clock.advance(hours(12));
    await none.clock.advance(hours(12));

    expect([...far.asked, ...none.asked]).toEqual([]);
  });

  it("11.5 is left to the back end when ClientCertificateRenewalDays is 0", async () => {
    const { asked, clock, variables } = await withCertificate(1);
    variables.set("clientCertificateRenewalDays", "0");

    await clock.advance(hours(2));

    expect(asked).toEqual([]);
  });

  it("11.5 is looked after as soon as the back end is there again", async () => {
    const { asked, state, changes, clock } = await withCertificate(10);
    state.isOnline = false;
    await clock.advance(hours(1));
    expect(asked).toEqual([]);

    state.isOnline = true;
    changes.emit({ connection: "connected", registration: "accepted", connections: 1, since: clock.now() });
    await clock.advance(seconds(1));

    expect(asked).toHaveLength(1);
  });

  it("11.5 makes it ask again the next day when nothing came", async () => {
    const { asked, clock } = await withCertificate(10);
    await clock.advance(hours(23));
    const first = asked.length;

    await clock.advance(hours(3));

    expect(first).toBe(3);
    expect(asked).toHaveLength(6);
  });
});
