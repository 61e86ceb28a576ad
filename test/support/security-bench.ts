import { silentLog } from "#hal/core/log";
import { epochMillis } from "#hal/core/units";
import { VirtualClock } from "#hal/core/virtual-clock";
import { CertificateDesk } from "#agent/control/certificate-desk";
import { Variables } from "#agent/control/variables";
import type { SecretStore } from "#agent/ports/secret-store";
import { requestCertificate } from "#agent/security/certificate-request";
import { CertificateStore } from "#agent/security/certificate-store";
import { loadX509 } from "#agent/security/x509-library";
import { MemorySecretStore } from "#agent/security/memory-secret-store";
import { FakeVariableStore } from "#test/support/ocpp-fake-stores";
import { stationCertificate, type TestCertificate } from "#test/support/test-pki";

/** Certificates are made by the real calendar. */
export const today = () => Date.now();

export const SERIAL = "CP-1";

export interface RaisedEvent {
  readonly event: string;
  readonly info: string | undefined;
}

/** A certificate desk over stores in memory; `overrides` are 1.6 keys of the installation. */
export function securityBench(
  overrides: Readonly<Record<string, string>> = {},
  secrets: SecretStore = new MemorySecretStore(),
) {
  const clock = new VirtualClock(epochMillis(today()));
  const variables = new Variables({ store: new FakeVariableStore(), overrides, facts: { numberOfConnectors: 1 } });
  const store = new CertificateStore(secrets);
  const events: RaisedEvent[] = [];
  const journal = {
    raise: (event: string, info?: string) => {
      events.push({ event, info });
    },
  };
  const state = { rootInUse: undefined as string | undefined, signed: 0 };
  const certificateTime = () => clock.now();
  const desk = new CertificateDesk({
    store,
    variables,
    journal,
    certificateTime,
    log: silentLog,
    serialNumber: SERIAL,
    rootInUse: () => state.rootInUse,
    onSigned: () => {
      state.signed += 1;
      return true;
    },
  });
  return { clock, certificateTime, variables, store, secrets, events, journal, state, desk };
}

/** Lets the station ask for a certificate and an authority sign it as the request wants it, or otherwise. */
export async function signedChain(
  store: CertificateStore,
  authority: TestCertificate,
  wish: Parameters<TestCertificate["issue"]>[0] = {},
): Promise<string> {
  const made = await requestCertificate({ commonName: SERIAL, organization: "Operator" }, "EC");
  store.keepRequestedKey("chargePoint", made.privateKey);
  return signRequest(made.request, authority, wish);
}

/** Signs a request as an operator's authority does. The chain has the leaf first, without the root. */
export async function signRequest(
  request: string,
  authority: TestCertificate,
  wish: Parameters<TestCertificate["issue"]>[0] = {},
): Promise<string> {
  const x509 = await loadX509();
  const read = new x509.Pkcs10CertificateRequest(request);
  if (!(await read.verify())) throw new TypeError("the request is not signed with its own key");
  const issued = await authority.issue({
    ...stationCertificate,
    subject: read.subject,
    publicKey: await read.publicKey.export(),
    ...wish,
  });
  return issued.chainPem;
}
