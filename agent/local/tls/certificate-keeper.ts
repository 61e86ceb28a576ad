import { createPrivateKey, X509Certificate } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Clock } from "#hal/core/clock";
import { accepted, type Outcome, refused } from "#hal/core/outcome";
import { type Listenable, Signal } from "#hal/core/signal";
import type { CertificateFiles } from "#agent/local/tls/self-made-certificate";

export interface CertificateKeeperOptions {
  /** Readable by the agent alone; keys are in it. */
  readonly directory: string;
  readonly serialNumber: string;
  readonly hostNames: readonly string[];
  readonly clock: Clock;
}

export interface CertificateDescription {
  readonly kind: "none" | "selfMade" | "uploaded";
  readonly subject: string | null;
  readonly issuer: string | null;
  readonly validFrom: string | null;
  readonly validTo: string | null;
  readonly fingerprint: string | null;
}

type Kind = "selfMade" | "uploaded";

/** Keeps the page's certificate: one that was uploaded, or else one that the charger made itself at the first start of HTTPS. */
export class CertificateKeeper {
  readonly #options: CertificateKeeperOptions;
  readonly #changes = new Signal<CertificateFiles>();

  constructor(options: CertificateKeeperOptions) {
    this.#options = options;
  }

  /** Another certificate for the connections to come. */
  get changes(): Listenable<CertificateFiles> {
    return this.#changes;
  }

  /** Makes one when there is none. */
  async current(): Promise<CertificateFiles> {
    return this.#read("uploaded") ?? this.#read("selfMade") ?? (await this.#make());
  }

  describe(): CertificateDescription {
    const kind = this.#read("uploaded") === undefined ? "selfMade" : "uploaded";
    const files = this.#read(kind);
    if (files === undefined)
      return { kind: "none", subject: null, issuer: null, validFrom: null, validTo: null, fingerprint: null };
    const { subject, issuer, validFrom, validTo, fingerprint256 } = new X509Certificate(files.certificate);
    return { kind, subject, issuer, validFrom, validTo, fingerprint: fingerprint256 };
  }

  /** The first certificate of the text is this page's, those behind it lead to its issuer. */
  upload(files: CertificateFiles): Outcome<undefined, "notPem" | "keyMismatch" | "expired"> {
    const flaw = this.#flawOf(files);
    if (flaw !== undefined) return refused(flaw);
    this.#write("uploaded", files);
    this.#changes.emit(files);
    return accepted(undefined);
  }

  async forgetUpload(): Promise<void> {
    for (const path of this.#paths("uploaded")) rmSync(path, { force: true });
    this.#changes.emit(await this.current());
  }

  #flawOf({ certificate, key }: CertificateFiles): "notPem" | "keyMismatch" | "expired" | undefined {
    try {
      const read = new X509Certificate(certificate);
      if (!read.checkPrivateKey(createPrivateKey(key))) return "keyMismatch";
      return Date.parse(read.validTo) < this.#options.clock.now() ? "expired" : undefined;
    } catch {
      return "notPem";
    }
  }

  async #make(): Promise<CertificateFiles> {
    const { serialNumber, hostNames, clock } = this.#options;
    const { makeSelfSigned } = await import("#agent/local/tls/self-made-certificate");
    const files = await makeSelfSigned({ serialNumber, hostNames, now: clock.now() });
    this.#write("selfMade", files);
    return files;
  }

  #read(kind: Kind): CertificateFiles | undefined {
    const [certificate, key] = this.#paths(kind);
    if (!existsSync(certificate) || !existsSync(key)) return undefined;
    return { certificate: readFileSync(certificate, "utf8"), key: readFileSync(key, "utf8") };
  }

  /** The certificate last: without it the key counts for nothing. */
  #write(kind: Kind, { certificate, key }: CertificateFiles): void {
    mkdirSync(this.#options.directory, { recursive: true, mode: 0o700 });
    const [certificatePath, keyPath] = this.#paths(kind);
    rmSync(certificatePath, { force: true });
    writeWhole(keyPath, key);
    writeWhole(certificatePath, certificate);
  }

  #paths(kind: Kind): readonly [certificate: string, key: string] {
    const name = kind === "uploaded" ? "page-uploaded" : "page";
    const path = (ending: string) => join(this.#options.directory, `${name}-${ending}.pem`);
    return [path("certificate"), path("key")];
  }
}

function writeWhole(path: string, text: string): void {
  writeFileSync(`${path}.new`, text, { mode: 0o600 });
  renameSync(`${path}.new`, path);
}
