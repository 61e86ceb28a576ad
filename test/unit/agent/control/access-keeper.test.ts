import { describe, expect, it } from "vitest";
import { silentLog } from "#hal/core/log";
import { seconds } from "#hal/core/units";
import type { VirtualClock } from "#hal/core/virtual-clock";
import { AccessKeeper, type AccessKeeperOptions } from "#agent/control/access-keeper";
import { AccessFile } from "#agent/security/access-file";
import { securityBench } from "#test/support/security-bench";
import { selfSigned, stationCertificate } from "#test/support/test-pki";

const KEY = "00112233445566778899aabbccddeeff";
const OTHER_KEY = "ff112233445566778899aabbccddeeff01020304";

const bytes = (text: string) => new TextEncoder().encode(text);
const hex = (password: Uint8Array | undefined) => password && Buffer.from(password).toString("hex");

/** Fails with what is new until the old way in has its turn, and lets the station in with that. */
async function fallBack(access: AccessKeeper, clock: VirtualClock): Promise<void> {
  access.target();
  expect(access.failed()).toBe(seconds(2));
  await clock.advance(seconds(12));
  access.target();
  expect(access.failed()).toBe(0);
  access.target();
  access.opened();
}

function keeper(factory: Partial<AccessKeeperOptions["factory"]> = {}, bench = securityBench()) {
  const make = () =>
    new AccessKeeper({
      factory: { url: "ws://csms.test:80/ocpp", ...factory },
      tls: {},
      file: new AccessFile(bench.secrets),
      certificates: bench.store,
      variables: bench.variables,
      journal: bench.journal,
      clock: bench.clock,
      log: silentLog,
    });
  return { ...bench, make, access: make() };
}

async function withRoot() {
  const bench = securityBench();
  const root = await selfSigned();
  bench.desk.install("csmsRoot", root.pem);
  return { bench, root };
}

/** The station certificate as CertificateSigned would leave it while profile 3 is not in use. */
async function withCertificate() {
  const { bench, root } = await withRoot();
  const own = await root.issue(stationCertificate);
  bench.store.putLeaf("chargePoint", "current", { chain: own.chainPem, privateKey: own.keyPem });
  return { bench, root };
}

describe("AuthorizationKey", () => {
  it("11.1 is shown as raw bytes from the next connection on, and kept when the back end takes it", () => {
    const { access, make } = keeper({ password: bytes("factory") });

    expect(access.changeKey(KEY.toUpperCase())).toBe(true);
    expect(hex(access.target().password)).toBe(KEY);
    access.opened();

    expect(hex(make().target().password)).toBe(KEY);
  });

  it.each([
    ["15 bytes", "00".repeat(15)],
    ["21 bytes", "00".repeat(21)],
    ["half a byte", `${KEY}0`],
    ["plain text", "a password of words"],
    ["nothing", ""],
  ])("11.1 of %s is refused", (_what, text) => {
    const { access } = keeper({ password: bytes("factory") });

    expect(access.changeKey(text)).toBe(false);
    expect(access.target().password).toEqual(bytes("factory"));
  });

  it("11.2 is given up for the old one when the back end takes only that", async () => {
    const { access, events, clock } = keeper({ password: bytes("factory") });
    access.changeKey(KEY);

    await fallBack(access, clock);

    expect(access.target().password).toEqual(bytes("factory"));
    expect(events.at(-1)).toMatchObject({
      event: "ReconfigurationOfSecurityParameters",
      info: expect.stringContaining("back") as string,
    });
  });

  it("11.2 is not named in the security log", () => {
    const { access, events } = keeper({ password: bytes("factory") });

    access.changeKey(KEY);

    expect(events).toHaveLength(1);
    expect(JSON.stringify(events)).not.toContain(KEY);
  });

  it("11.2 that was taken before a power cut is tried after it", () => {
    const { access, make } = keeper({ password: bytes("factory") });
    access.changeKey(KEY);

    expect(hex(make().target().password)).toBe(KEY);
  });

  it("11.2 and its successor: the last one counts, and the way back leads to what had proved itself", async () => {
    const { access, clock } = keeper({ password: bytes("factory") });
    access.changeKey(KEY);
    access.changeKey(OTHER_KEY);

    expect(hex(access.target().password)).toBe(OTHER_KEY);
    await fallBack(access, clock);
    expect(access.target().password).toEqual(bytes("factory"));
  });

  it("11.2 is kept for later without a trial while no password is asked for", () => {
    const { access } = keeper();

    access.changeKey(KEY);
    expect(access.target().password).toBeUndefined();
    access.opened();

    expect(access.changeProfile(1)).toBe(true);
    expect(hex(access.target().password)).toBe(KEY);
  });
});

describe("a way in that cannot be tried because nobody answers", () => {
  it("11.3 is tried again for some seconds, then the old one, then again both", async () => {
    const { access, clock } = keeper({ password: bytes("factory") });
    access.changeKey(KEY);
    access.target();

    expect(access.failed()).toBe(seconds(2));
    await clock.advance(seconds(12));
    expect(hex(access.target().password)).toBe(KEY);
    expect(access.failed()).toBe(0);

    expect(access.target().password).toEqual(bytes("factory"));
    expect(access.failed()).toBeUndefined();
    expect(hex(access.target().password)).toBe(KEY);
  });

  it("11.3 is given up when the back end then lets the station in as before", async () => {
    const { access, clock, make } = keeper({ password: bytes("factory") });
    access.changeKey(KEY);
    access.target();
    access.failed();
    await clock.advance(seconds(12));
    access.target();
    access.failed();
    access.target();

    access.opened();

    expect(access.target().password).toEqual(bytes("factory"));
    expect(make().target().password).toEqual(bytes("factory"));
  });
});

describe("SecurityProfile", () => {
  it("11.3 goes by password and address until it is set", () => {
    expect(keeper().access.profile).toBe(0);
    expect(keeper({ password: bytes("x") }).access.profile).toBe(1);
    expect(keeper({ password: bytes("x"), url: "wss://csms.test" }).access.profile).toBe(2);
    expect(keeper({ password: bytes("x"), url: "wss://csms.test", securityProfile: 3 }).access.profile).toBe(3);
  });

  it("11.3 is raised from 1 to 2 with the scheme of the address, and told once it has proved itself", async () => {
    const { bench } = await withRoot();
    const { access, variables, make } = keeper({ password: bytes("factory") }, bench);

    expect(access.changeProfile(2)).toBe(true);
    expect(variables.text("securityProfile")).toBe("1");
    expect(access.target()).toMatchObject({ url: "wss://csms.test:80/ocpp", password: bytes("factory") });
    access.opened();

    expect(variables.text("securityProfile")).toBe("2");
    expect(make().profile).toBe(2);
    expect(make().target().tls?.roots).toHaveLength(1);
  });

  it("11.3 falls back to the old profile and scheme when TLS fails", async () => {
    const { bench } = await withRoot();
    const { access, variables, clock } = keeper({ password: bytes("factory") }, bench);
    access.changeProfile(2);

    await fallBack(access, clock);

    expect(access.target().url).toBe("ws://csms.test:80/ocpp");
    expect(variables.text("securityProfile")).toBe("1");
  });

  it("11.3 is refused when it is lower, equal, or none", async () => {
    const { bench } = await withRoot();
    const { access } = keeper({ password: bytes("x"), url: "wss://csms.test" }, bench);

    expect([0, 1, 2, 4, -1, 2.5].map((profile) => access.changeProfile(profile))).toEqual(Array(6).fill(false));
  });

  it("11.3 is refused for 1 without a key, and for 2 without a root", () => {
    expect(keeper().access.changeProfile(1)).toBe(false);
    expect(keeper({ password: bytes("x") }).access.changeProfile(2)).toBe(false);
  });

  it("11.3 is refused for 3 without a certificate of the station", async () => {
    const { bench } = await withRoot();

    expect(keeper({ password: bytes("x") }, bench).access.changeProfile(3)).toBe(false);
  });

  it("11.3 as 3 shows the station's certificate and no password", async () => {
    const { bench } = await withCertificate();
    const { access } = keeper({ password: bytes("x"), url: "wss://csms.test" }, bench);

    expect(access.changeProfile(3)).toBe(true);

    const { password, tls } = access.target();
    expect(password).toBeUndefined();
    expect(tls?.client?.privateKey).toContain("BEGIN PRIVATE KEY");
  });
});

describe("a new certificate of the station", () => {
  it("11.5 is shown at the next connection of profile 3 and takes the old one's place when it is let in", async () => {
    const { bench, root } = await withCertificate();
    const { access, store } = keeper({ url: "wss://csms.test", securityProfile: 3 }, bench);
    const next = await root.issue(stationCertificate);
    store.putLeaf("chargePoint", "candidate", { chain: next.chainPem, privateKey: next.keyPem });

    expect(access.certificateSigned()).toBe(true);
    expect(access.target().tls?.client?.chain.trim()).toBe(next.chainPem.trim());
    access.opened();

    expect(store.leaf("chargePoint")?.chain.trim()).toBe(next.chainPem.trim());
    expect(store.leaf("chargePoint", "candidate")).toBeUndefined();
  });

  it("11.5 is dropped for the old one when the back end does not take it", async () => {
    const { bench, root } = await withCertificate();
    const { access, store, clock } = keeper({ url: "wss://csms.test", securityProfile: 3 }, bench);
    const old = store.leaf("chargePoint");
    const next = await root.issue(stationCertificate);
    store.putLeaf("chargePoint", "candidate", { chain: next.chainPem, privateKey: next.keyPem });
    access.certificateSigned();

    await fallBack(access, clock);

    expect(access.target().tls?.client).toEqual(old);
    expect(store.leaf("chargePoint", "candidate")).toBeUndefined();
  });

  it("11.5 is taken as it is while nobody asks for it", async () => {
    const { bench, root } = await withRoot();
    const { access, store } = keeper({ password: bytes("x") }, bench);
    const first = await root.issue(stationCertificate);
    store.putLeaf("chargePoint", "candidate", { chain: first.chainPem, privateKey: first.keyPem });

    expect(access.certificateSigned()).toBe(false);
    expect(store.leaf("chargePoint")?.chain.trim()).toBe(first.chainPem.trim());
  });
});
