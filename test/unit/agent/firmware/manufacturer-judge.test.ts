import { describe, expect, it } from "vitest";
import { epochMillis } from "#hal/core/units";
import { type JudgeRules, ManufacturerJudge } from "#agent/firmware/manufacturer-judge";
import { readCertificate } from "#agent/security/certificate";
import { type FirmwareKit, firmwareKit, IMAGE } from "#test/support/firmware-kit";
import type { CertificateWish } from "#test/support/test-pki";

const strict: JudgeRules = { allowOldPadding: false, allowMissingPurpose: false };
const now = epochMillis(Date.UTC(2026, 5, 1));

function judgeOf({ root }: FirmwareKit, rules: JudgeRules = strict): ManufacturerJudge {
  const read = readCertificate(root.pem);
  return new ManufacturerJudge(() => (read.ok ? [read.value] : []), rules);
}

async function* inParts(image: Uint8Array) {
  for (let from = 0; from < image.length; from += 1000) yield image.subarray(from, from + 1000);
}

const verify = (judge: ManufacturerJudge, kit: FirmwareKit, signature: string, image: Uint8Array = IMAGE) =>
  judge.verify(inParts(image), { requestId: 1, certificate: kit.signer.pem, signature });

describe("who may sign firmware", () => {
  it.each([
    { what: "one for signing code", wish: {}, isGood: true },
    { what: "an expired one", wish: { notAfter: new Date("2026-01-01") }, isGood: false },
    { what: "one of the future", wish: { notBefore: new Date("2026-12-01") }, isGood: false },
    { what: "a charger's own", wish: { purposes: ["clientAuth"] }, isGood: false },
    { what: "one without a purpose", wish: { purposes: [] }, isGood: false },
    { what: "one that may only encrypt", wish: { keyUsage: ["keyEncipherment"] }, isGood: false },
    { what: "a short RSA key", wish: { keyType: "rsa1024" }, isGood: false },
  ] as const satisfies readonly { what: string; wish: CertificateWish; isGood: boolean }[])(
    "12.2 SignedUpdateFirmware: $what: $isGood",
    async ({ wish, isGood }) => {
      const kit = await firmwareKit(wish);
      expect(judgeOf(kit).judgeSigner(kit.signer.pem, now).ok).toBe(isGood);
    },
  );

  it("12.2 SignedUpdateFirmware: one without a purpose where the installation allows it, and never one for something else", async () => {
    const rules = { ...strict, allowMissingPurpose: true };
    const open = await firmwareKit({ purposes: [] });
    const other = await firmwareKit({ purposes: ["clientAuth"] });
    expect(judgeOf(open, rules).judgeSigner(open.signer.pem, now).ok).toBe(true);
    expect(judgeOf(other, rules).judgeSigner(other.signer.pem, now).ok).toBe(false);
  });

  it("12.2 SignedUpdateFirmware: nobody below the root of somebody else, and nobody at all without a root", async () => {
    const kit = await firmwareKit();
    const stranger = await firmwareKit();
    expect(judgeOf(stranger).judgeSigner(kit.signer.pem, now)).toMatchObject({ ok: false });
    expect(new ManufacturerJudge(() => [], strict).judgeSigner(kit.signer.pem, now)).toMatchObject({ ok: false });
  });

  it("12.2 SignedUpdateFirmware: reads PEM, several of it, and the hexadecimal DER of older editions", async () => {
    const kit = await firmwareKit();
    const judge = judgeOf(kit);
    const hex = Buffer.from(kit.signer.certificate.rawData).toString("hex");
    for (const text of [kit.signer.pem, `${kit.signer.pem}${kit.root.pem}`, hex, hex.toUpperCase()])
      expect(judge.judgeSigner(text, now)).toEqual({ ok: true, value: undefined });
  });

  it.each(["", "abc", "00ff", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----", "x".repeat(5500)])(
    "12.2 SignedUpdateFirmware: no certificate at all is refused in words: %#",
    async (text) => {
      const outcome = judgeOf(await firmwareKit()).judgeSigner(text, now);
      expect(outcome).toEqual({ ok: false, reason: expect.stringMatching(/./) as string });
    },
  );
});

describe("the signature over an image", () => {
  it.each(["p256", "p384", "rsa2048"] as const)(
    "12.2 SignedUpdateFirmware: good by a key of %s, in parts",
    async (keyType) => {
      const kit = await firmwareKit({ keyType });
      const judge = judgeOf(kit);
      expect(await verify(judge, kit, kit.sign())).toEqual({ ok: true, value: undefined });
      const changed = Buffer.from(IMAGE);
      changed[changed.length - 1] = 0;
      expect(await verify(judge, kit, kit.sign(), changed)).toMatchObject({ ok: false });
      expect(await verify(judge, kit, kit.sign(), IMAGE.subarray(1))).toMatchObject({ ok: false });
    },
  );

  it("12.2 SignedUpdateFirmware: the padding of PKCS#1 v1.5 only where the installation allows it", async () => {
    const kit = await firmwareKit({ keyType: "rsa2048" });
    const old = kit.sign(IMAGE, "pkcs1");
    expect(await verify(judgeOf(kit), kit, old)).toMatchObject({ ok: false });
    expect(await verify(judgeOf(kit, { ...strict, allowOldPadding: true }), kit, old)).toMatchObject({ ok: true });
  });

  it.each(["", "not base64!", "AAAA", Buffer.alloc(600).toString("base64")])(
    "12.2 SignedUpdateFirmware: what is no signature is refused: %#",
    async (signature) => {
      const curve = await firmwareKit();
      const rsa = await firmwareKit({ keyType: "rsa2048" });
      expect(await verify(judgeOf(curve), curve, signature)).toMatchObject({ ok: false });
      expect(await verify(judgeOf(rsa), rsa, signature)).toMatchObject({ ok: false });
    },
  );
});
