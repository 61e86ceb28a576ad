import { hasCode } from "#hal/core/errors";
import type { CertificateDesk } from "#agent/control/certificate-desk";
import type { V2gCertificates } from "#agent/control/v2g-certificates";
import { JsonFields } from "#agent/domain/data/json-fields";
import type { VendorMessages } from "#agent/ocpp/data-transfer/data-desk";
import type { CsmsAnswer, DataMessage, DataReply } from "#agent/ports/csms-client";
import type { CertificateHash, HashAlgorithm } from "#agent/security/certificate-hash";
import { type RootKind, rootKinds } from "#agent/security/certificate-store";

/** The OCA's white paper on plug and charge with OCPP 1.6: messages of 2.0.1 as JSON in a text, answered in the same way. */
export const PNC_VENDOR = "org.openchargealliance.iso15118pnc";

export interface CertificateServices {
  readonly certificates: Pick<CertificateDesk, "install" | "remove" | "installed">;
  readonly v2g: Pick<V2gCertificates, "sign" | "installed">;
  /** Begins to ask for a certificate that can be shown to vehicles. */
  readonly requestCertificate: () => void;
  readonly isManaged: () => boolean;
  readonly isPncEnabled: () => boolean;
}

/** The messages of the white paper that a back end sends. A feature that is off rejects its messages. */
export function certificateMessages(services: CertificateServices): VendorMessages {
  const { certificates, v2g, isManaged, isPncEnabled } = services;
  const managed = (serve: (fields: JsonFields) => object) => guarded(isManaged, serve);
  return {
    vendorId: PNC_VENDOR,
    messages: {
      InstallCertificate: managed((fields) => ({
        status:
          installed[certificates.install(fields.oneOf("certificateType", kindByWord), fields.text("certificate"))],
      })),
      DeleteCertificate: managed((fields) => ({ status: removed[certificates.remove(hashIn(fields))] })),
      GetInstalledCertificateIds: managed((fields) => listed(services, fields)),
      CertificateSigned: guarded(isPncEnabled, (fields) => ({
        status: isForVehicles(fields) && v2g.sign(fields.text("certificateChain")) ? "Accepted" : "Rejected",
      })),
      TriggerMessage: guarded(isPncEnabled, (fields) => ({ status: triggered(services, fields) })),
    },
  };
}

/** What the station sends for its own certificate. */
export function signV2gCertificate(csr: string): DataMessage {
  return {
    vendorId: PNC_VENDOR,
    messageId: "SignCertificate",
    data: JSON.stringify({ csr, certificateType: "V2GCertificate" }),
  };
}

/** Only who says so has taken the request. */
export function signAnswer(answer: CsmsAnswer<DataReply>): CsmsAnswer<"accepted" | "rejected"> {
  if (answer.kind === "unreachable") return answer;
  const { status, data = "" } = answer.answer;
  try {
    const isTaken = status === "accepted" && JsonFields.parse(data).text("status") === "Accepted";
    return { kind: "answered", answer: isTaken ? "accepted" : "rejected" };
  } catch (error) {
    if (hasCode(error, "data.unreadable")) return { kind: "answered", answer: "rejected" };
    throw error;
  }
}

const installed = { accepted: "Accepted", rejected: "Rejected", failed: "Failed" } as const;
const removed = { accepted: "Accepted", failed: "Failed", notFound: "NotFound" } as const;

const wordOf = {
  csmsRoot: "CSMSRootCertificate",
  manufacturerRoot: "ManufacturerRootCertificate",
  v2gRoot: "V2GRootCertificate",
  moRoot: "MORootCertificate",
} as const satisfies Record<RootKind, string>;
const kindByWord: ReadonlyMap<string, RootKind> = new Map(rootKinds.map((kind) => [wordOf[kind], kind]));

const CHAIN = "V2GCertificateChain";
const listedByWord: ReadonlyMap<string, RootKind | typeof CHAIN> = new Map([...kindByWord, [CHAIN, CHAIN]]);

const algorithms: ReadonlyMap<string, HashAlgorithm> = new Map([
  ["SHA256", "SHA256"],
  ["SHA384", "SHA384"],
  ["SHA512", "SHA512"],
]);

function guarded(isOn: () => boolean, serve: (fields: JsonFields) => object): (data: string) => DataReply {
  return (data) => {
    if (!isOn()) return { status: "rejected" };
    return { status: "accepted", data: JSON.stringify(serve(JsonFields.parse(data === "" ? "{}" : data))) };
  };
}

function hashIn(fields: JsonFields): CertificateHash {
  const data = fields.object("certificateHashData");
  return {
    hashAlgorithm: data.oneOf("hashAlgorithm", algorithms),
    issuerNameHash: data.text("issuerNameHash"),
    issuerKeyHash: data.text("issuerKeyHash"),
    serialNumber: data.text("serialNumber"),
  };
}

/** No types, or an empty list of them, means all. */
function listed({ certificates, v2g }: CertificateServices, fields: JsonFields): object {
  const named = fields.optionalWords("certificateType", listedByWord);
  const wanted = named.length === 0 ? [...listedByWord.values()] : [...new Set(named)];
  const certificateHashDataChain = wanted.flatMap((kind) =>
    kind === CHAIN ? chainIds(v2g) : rootIds(certificates, kind),
  );
  return certificateHashDataChain.length === 0
    ? { status: "NotFound" }
    : { status: "Accepted", certificateHashDataChain };
}

function rootIds(certificates: CertificateServices["certificates"], kind: RootKind): readonly object[] {
  return certificates
    .installed(kind)
    .map((certificateHashData) => ({ certificateType: wordOf[kind], certificateHashData }));
}

function chainIds(v2g: CertificateServices["v2g"]): readonly object[] {
  const chain = v2g.installed();
  if (chain === undefined) return [];
  const { own, authorities } = chain;
  const below = authorities.length === 0 ? {} : { childCertificateHashData: authorities };
  return [{ certificateType: CHAIN, certificateHashData: own, ...below }];
}

/** The certificate for the back end comes by a message of its own (security white paper A02). */
function isForVehicles(fields: JsonFields): boolean {
  return (fields.optionalText("certificateType") ?? "V2GCertificate") === "V2GCertificate";
}

/** One certificate for both sides at once would have to stand under the roots of both: it is asked for with neither key. */
function triggered({ requestCertificate }: CertificateServices, fields: JsonFields): string {
  if (fields.text("requestedMessage") !== "SignV2GCertificate") return "NotImplemented";
  // What is asked leaves behind the answer: no message of ours does while the back end waits for one.
  requestCertificate();
  return "Accepted";
}
