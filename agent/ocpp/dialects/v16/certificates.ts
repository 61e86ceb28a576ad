import { answer, type Request, route } from "#agent/ocpp/dialects/v16/route-16";

type RootWord = Request<"InstallCertificate">["certificateType"];

const rootKinds = {
  CentralSystemRootCertificate: "csmsRoot",
  ManufacturerRootCertificate: "manufacturerRoot",
} as const satisfies Record<RootWord, string>;

const installed = { accepted: "Accepted", rejected: "Rejected", failed: "Failed" } as const;
const removed = { accepted: "Accepted", failed: "Failed", notFound: "NotFound" } as const;

/** Security white paper M03, M04, M05 and A02. */
export const certificateRoutes = [
  answer("InstallCertificate", ({ certificateType, certificate }, { security }) => ({
    status: installed[security.certificates.install(rootKinds[certificateType], certificate)],
  })),
  answer("DeleteCertificate", ({ certificateHashData }, { security }) => ({
    status: removed[security.certificates.remove(certificateHashData)],
  })),
  answer("GetInstalledCertificateIds", ({ certificateType }, { security }) => {
    const certificateHashData = [...security.certificates.installed(rootKinds[certificateType])];
    return certificateHashData.length === 0 ? { status: "NotFound" } : { status: "Accepted", certificateHashData };
  }),
  /** The next connection shows it: that is made once the answer has left. */
  route("CertificateSigned", ({ certificateChain }, { security }) => {
    const { isTaken, isForConnection } = security.certificates.sign(certificateChain);
    const status = isTaken ? "Accepted" : "Rejected";
    return { payload: { status }, ...(isForConnection ? { afterwards: security.reconnect } : {}) };
  }),
];
