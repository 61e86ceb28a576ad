import { constants, createSign } from "node:crypto";
import { type CertificateWish, firmwareSigner, selfSigned, type TestCertificate } from "#test/support/test-pki";

/** What the downloads of fakes and test servers give. */
export const IMAGE = Buffer.from(`firmware ${"0123456789".repeat(500)}`);

const always = { notBefore: new Date("2020-01-01"), notAfter: new Date("2100-01-01") };

/** A manufacturer who signs firmware. */
export interface FirmwareKit {
  readonly root: TestCertificate;
  readonly signer: TestCertificate;
  /** Of the white paper: base64, over the whole image. */
  sign(image?: Uint8Array, scheme?: "pss" | "pkcs1"): string;
}

export async function firmwareKit(wish: CertificateWish = {}): Promise<FirmwareKit> {
  const root = await selfSigned({ ...always, subject: "CN=Maker Root, O=Maker" });
  const signer = await root.issue({ ...always, ...firmwareSigner, ...wish });
  return {
    root,
    signer,
    sign: (image = IMAGE, scheme = "pss") => {
      const isCurve = signer.certificate.publicKey.algorithm.name === "ECDSA";
      const padding = scheme === "pss" ? constants.RSA_PKCS1_PSS_PADDING : constants.RSA_PKCS1_PADDING;
      const key = isCurve ? { key: signer.keyPem } : { key: signer.keyPem, padding };
      return createSign("sha256").update(image).sign(key).toString("base64");
    },
  };
}
