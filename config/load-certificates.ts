import { dirname, resolve } from "node:path";
import { accepted, type Outcome, refused } from "#hal/core/outcome";
import {
  type LeafFiles,
  leafMistake,
  readCertificateFile,
  readLeafDirectory,
  readLeafFiles,
} from "#config/certificate-files";
import type { BootFile } from "#config/boot-schema";
import type { ConfigMistake } from "#config/mistake";
import type { ConfigFile } from "#config/schema";

/** Certificates of the installation, as PEM. */
export interface Certificates {
  readonly csmsRoot?: string;
  readonly manufacturerRoot?: string;
  readonly v2gRoot?: string;
  readonly moRoot?: string;
  readonly chargePoint?: LeafFiles;
  readonly secc?: LeafFiles;
}

type Loaded = Outcome<Certificates, readonly ConfigMistake[]>;

/** The certificates that a configuration names. */
export function loadCertificates(file: string, { certificates }: ConfigFile): Loaded {
  const at = (path: string) => resolve(dirname(file), path);
  const { csmsRootsFile, manufacturerRootsFile, stationCertificateFile, stationKeyFile } = certificates;
  const parts = new Parts(file, "names a file that");
  if (csmsRootsFile !== undefined) parts.add("csmsRootsFile", "csmsRoot", readCertificateFile(at(csmsRootsFile)));
  if (manufacturerRootsFile !== undefined)
    parts.add("manufacturerRootsFile", "manufacturerRoot", readCertificateFile(at(manufacturerRootsFile)));
  if (stationCertificateFile !== undefined && stationKeyFile !== undefined) {
    const pair = readLeafFiles({ certificate: at(stationCertificateFile), key: at(stationKeyFile) });
    const mistake = pair.ok ? leafMistake(pair.value) : undefined;
    parts.add("stationCertificateFile", "chargePoint", mistake === undefined ? pair : refused(mistake));
  } else if (stationCertificateFile !== stationKeyFile)
    parts.add(
      "stationKeyFile",
      "chargePoint",
      refused("belongs to a certificate: give stationCertificateFile and stationKeyFile or none of them"),
    );
  return parts.whole();
}

/** The certificates that a boot file names; paths are relative to `dir`, which is relative to the file. */
export function loadBootCertificates(file: string, { certificates }: Pick<BootFile, "certificates">): Loaded {
  const { dir, keyPassword, csmsRoots, v2gRoots, moRoots, manufacturerRoots } = certificates;
  const at = (path: string) => resolve(dirname(file), dir, path);
  const parts = new Parts(file, "names something that");
  const roots = { csmsRoots, v2gRoots, moRoots, manufacturerRoots };
  const kinds = {
    csmsRoots: "csmsRoot",
    v2gRoots: "v2gRoot",
    moRoots: "moRoot",
    manufacturerRoots: "manufacturerRoot",
  } as const;
  for (const field of ["csmsRoots", "v2gRoots", "moRoots", "manufacturerRoots"] as const) {
    if (roots[field] !== "") parts.add(field, kinds[field], readCertificateFile(at(roots[field])));
  }
  const passphrase = keyPassword === "" ? undefined : keyPassword;
  const leaves = { stationCertDir: "chargePoint", seccCertDir: "secc" } as const;
  for (const field of ["stationCertDir", "seccCertDir"] as const) {
    if (certificates[field] !== "")
      parts.add(field, leaves[field], readLeafDirectory(at(certificates[field]), passphrase));
  }
  return parts.whole();
}

/** What could be read, and what could not. */
class Parts {
  readonly #file: string;
  readonly #words: string;
  readonly #mistakes: ConfigMistake[] = [];
  #certificates: Certificates = {};

  constructor(file: string, words: string) {
    this.#file = file;
    this.#words = words;
  }

  add<Kind extends keyof Certificates>(
    field: string,
    kind: Kind,
    read: Outcome<NonNullable<Certificates[Kind]>, string>,
  ): void {
    if (read.ok) this.#certificates = { ...this.#certificates, [kind]: read.value };
    else
      this.#mistakes.push({
        file: this.#file,
        path: `certificates.${field}`,
        message: `${this.#words} ${read.reason}`,
      });
  }

  whole(): Loaded {
    return this.#mistakes.length > 0 ? refused(this.#mistakes) : accepted(this.#certificates);
  }
}
