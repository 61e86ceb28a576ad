import type { Clock } from "#hal/core/clock";
import type { Component } from "#hal/core/component";
import type { Log } from "#hal/core/log";
import type { Security } from "#agent/compose-security";
import { CertificateRenewal } from "#agent/control/certificate-renewal";
import { ContractDesk } from "#agent/control/contract-desk";
import type { SecurityJournal } from "#agent/control/security-journal";
import type { SecurityServices } from "#agent/control/security-services";
import { V2gCertificates } from "#agent/control/v2g-certificates";
import type { Variables } from "#agent/control/variables";
import { certificateMessages, signAnswer, signV2gCertificate } from "#agent/ocpp/data-transfer/certificate-messages";
import { authorizeContract, contractAnswer } from "#agent/ocpp/data-transfer/contract-messages";
import type { VendorMessages } from "#agent/ocpp/data-transfer/data-desk";
import type { CsmsClient } from "#agent/ports/csms-client";
import { requestCertificate } from "#agent/security/certificate-request";

interface PncGround {
  readonly security: Pick<Security, "certificates" | "certificateTime"> & {
    readonly journal: Pick<SecurityJournal, "raise">;
    readonly services: Pick<SecurityServices, "certificates">;
  };
  readonly variables: Variables;
  readonly platform: { readonly clock: Clock; readonly log: Log };
  readonly serialNumber: string;
  /** Made later than this. */
  readonly csms: () => Pick<CsmsClient, "isOnline" | "changes" | "transferData">;
  readonly background: (name: string, work: Promise<void>) => void;
}

/** Plug and charge, as far as it goes without a vehicle: contracts, and the certificate that vehicles are shown. */
export interface PlugAndCharge {
  readonly vendor: VendorMessages;
  readonly contracts: ContractDesk;
  readonly components: readonly Component[];
}

export function composePnc(ground: PncGround): PlugAndCharge {
  const { security, variables, platform, serialNumber, csms } = ground;
  const { log } = platform;
  const { certificates: store, journal, services, certificateTime } = security;
  const renewal = makeRenewal(ground);
  const v2g = new V2gCertificates({
    store,
    variables,
    journal,
    certificateTime,
    log,
    serialNumber,
    onSigned: () => {
      renewal.signed();
    },
  });
  return {
    components: [renewal],
    vendor: certificateMessages({
      certificates: services.certificates,
      v2g,
      requestCertificate: () => {
        renewal.request();
      },
      isManaged: () => variables.get("iso15118CertificateManagementEnabled"),
      isPncEnabled: () => variables.get("iso15118PnCEnabled"),
    }),
    contracts: new ContractDesk({
      store,
      variables,
      isOnline: () => csms().isOnline(),
      ask: async (question) => contractAnswer(await csms().transferData(authorizeContract(question))),
      certificateTime,
    }),
  };
}

/** It asks by itself for what it has had once; the first time it is triggered. */
function makeRenewal({ security, variables, platform, serialNumber, csms, background }: PncGround): CertificateRenewal {
  return new CertificateRenewal({
    // ISO 15118-2 knows no other kind of key.
    certificate: { name: "v2g-certificate-renewal", kind: "secc", keyKind: () => "EC" },
    csms: {
      isOnline: () => csms().isOnline() && variables.get("iso15118PnCEnabled"),
      get changes() {
        return csms().changes;
      },
      signCertificate: async (request) => signAnswer(await csms().transferData(signV2gCertificate(request))),
    },
    store: security.certificates,
    variables,
    serialNumber,
    makeRequest: requestCertificate,
    clock: platform.clock,
    log: platform.log,
    background,
  });
}
