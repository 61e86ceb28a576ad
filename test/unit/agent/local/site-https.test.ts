import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import type { X509Certificate } from "node:crypto";
import { connect } from "node:tls";
import { describe, expect, it } from "vitest";
import { makeSelfSigned } from "#agent/local/tls/self-made-certificate";
import { epochMillis, hours } from "#hal/core/units";
import { SystemClock } from "#hal/host/system-clock";
import { SiteBench } from "#test/support/site-bench";
import { SiteClient } from "#test/support/site-client";

function shownCertificate(url: string): Promise<X509Certificate> {
  const { port } = new URL(url);
  return new Promise((resolve, reject) => {
    const socket = connect({ host: "127.0.0.1", port: Number(port), rejectUnauthorized: false }, () => {
      const certificate = socket.getPeerX509Certificate();
      socket.destroy();
      if (certificate === undefined) reject(new TypeError("no certificate"));
      else resolve(certificate);
    });
    socket.on("error", reject);
  });
}

async function secureBench() {
  const bench = await SiteBench.open({ securePort: 0 });
  const url = bench.site.secureUrl() ?? "";
  const owner = new SiteClient(url);
  await owner.logIn("owner", bench.label().password);
  await owner.changePassword(bench.label().password, "Correct-Horse-1");
  return { bench, url, owner };
}

describe("HTTPS", () => {
  it("comes with a certificate that the charger made itself, kept where nobody else reads it", async () => {
    const { bench, url, owner } = await secureBench();
    const certificate = await shownCertificate(url);

    expect(certificate.subject).toBe("CN=V-1");
    expect(certificate.checkHost("wallbox.example")).toBe("wallbox.example");
    expect(certificate.checkHost("v-1.local")).toBe("v-1.local");
    expect((await owner.get("/api/certificate")).json).toMatchObject({
      kind: "selfMade",
      fingerprint: certificate.fingerprint256,
    });
    const folder = join(bench.directory, "certificates");
    for (const name of readdirSync(folder)) expect(statSync(join(folder, name)).mode & 0o077).toBe(0);
  });

  it("SEC-46 has a cookie of its own that never goes over plain HTTP", async () => {
    const { bench, url } = await secureBench();
    const answer = await new SiteClient(url).logIn("owner", "Correct-Horse-1");

    expect(answer.headers["set-cookie"]?.[0]).toMatch(/^__Host-borne=.*; Path=\/; HttpOnly; SameSite=Strict; Secure$/);
    expect(answer.json).toMatchObject({ isSecure: true });
    expect((await bench.visitor().get("/api/session")).json).toMatchObject({ isSecure: false });
  });

  it("takes a certificate that is uploaded, for the next connection, and goes back to its own", async () => {
    const { url, owner } = await secureBench();
    const own = await shownCertificate(url);
    const files = await makeSelfSigned({ serialNumber: "UPLOADED", hostNames: [], now: new SystemClock().now() });

    expect((await owner.send("PUT", "/api/certificate", files)).json).toMatchObject({ kind: "uploaded" });
    expect((await shownCertificate(url)).subject).toBe("CN=UPLOADED");
    await owner.send("DELETE", "/api/certificate");
    expect((await shownCertificate(url)).fingerprint256).toBe(own.fingerprint256);
  });

  it("takes none that is out of date, does not fit its key or is no certificate", async () => {
    const { owner } = await secureBench();
    const now = epochMillis(Date.UTC(2026, 2, 1));
    const fine = await makeSelfSigned({ serialNumber: "A", hostNames: [], now });
    const other = await makeSelfSigned({ serialNumber: "B", hostNames: [], now });
    const old = await makeSelfSigned({
      serialNumber: "C",
      hostNames: [],
      now: epochMillis(now - hours(24 * 365 * 11)),
    });
    const upload = async (files: object) => (await owner.send("PUT", "/api/certificate", files)).json;

    expect(await upload({ ...fine, key: other.key })).toEqual({ error: "keyMismatch" });
    expect(await upload(old)).toEqual({ error: "expired" });
    expect(await upload({ certificate: "x".repeat(200), key: fine.key })).toEqual({ error: "notPem" });
  });
});
