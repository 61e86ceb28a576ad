import type { Clock } from "#hal/core/clock";
import type { Component } from "#hal/core/component";
import type { Log } from "#hal/core/log";
import type { EpochMillis } from "#hal/core/units";
import type { AgentSettings } from "#agent/compose-settings";
import { AccessKeeper } from "#agent/control/access-keeper";
import { CertificateDesk } from "#agent/control/certificate-desk";
import { CertificateRenewal } from "#agent/control/certificate-renewal";
import { ClockWatch } from "#agent/control/clock-watch";
import { ConnectionEvents } from "#agent/control/connection-events";
import { SecurityJournal } from "#agent/control/security-journal";
import type { SecurityOnSite, SecurityServices } from "#agent/control/security-services";
import type { Variables } from "#agent/control/variables";
import { connectFailureEvent } from "#agent/ocpp/connect-failure-event";
import type { OcppClient, OcppClientOptions } from "#agent/ocpp/ocpp-client";
import type { CsmsAccess } from "#agent/ports/csms-access";
import type { SecretStore } from "#agent/ports/secret-store";
import type { StationStore } from "#agent/ports/station-store";
import { AccessFile } from "#agent/security/access-file";
import { requestCertificate } from "#agent/security/certificate-request";
import { CertificateStore } from "#agent/security/certificate-store";
import { importCertificates } from "#agent/security/import-certificates";
import { MemorySecretStore } from "#agent/security/memory-secret-store";

interface SecurityOptions {
  readonly settings: Pick<AgentSettings, "csms" | "certificates" | "station">;
  readonly platform: {
    readonly clock: Clock;
    readonly lineClock: Clock;
    readonly log: Log;
    readonly store: StationStore;
    readonly secrets?: SecretStore;
    readonly certificateTime?: () => EpochMillis;
  };
  readonly variables: Variables;
  readonly csms: () => OcppClient;
  readonly background: (name: string, work: Promise<void>) => void;
}

/** Certificates, the way in to the back end, and the record of what touched either. */
export interface Security {
  readonly journal: SecurityJournal;
  readonly certificates: CertificateStore;
  /** The time by which certificates are judged. */
  readonly certificateTime: () => EpochMillis;
  /** On the present connection the back end has shown a certificate that a root of ours vouches for. */
  readonly isBackEndProven: () => boolean;
  /** For the connection to the back end. */
  readonly client: Pick<OcppClientOptions, "access" | "onInvalidRequest">;
  readonly services: SecurityServices;
  readonly onSite: SecurityOnSite;
  readonly components: readonly Component[];
}

export function composeSecurity(options: SecurityOptions): Security {
  const { settings, platform, variables, csms, background } = options;
  const { clock, lineClock, log } = platform;
  const secrets = platform.secrets ?? new MemorySecretStore();
  const certificates = new CertificateStore(secrets);
  importCertificates(certificates, settings.certificates ?? {}, log);
  const journal = makeJournal(options);
  const { serialNumber } = settings.station;
  const certificateTime = platform.certificateTime ?? (() => lineClock.now());
  const shared = { store: certificates, variables, journal, clock, log, serialNumber, certificateTime };
  const { verifyServerName = true } = settings.csms;
  const file = new AccessFile(secrets);
  const keeper = new AccessKeeper({
    ...shared,
    // Back ends are real, however fast the station's time goes.
    clock: lineClock,
    factory: settings.csms,
    tls: { verifyServerName },
    certificates,
    file,
  });
  const renewal = new CertificateRenewal({
    ...shared,
    csms: lateClient(csms),
    makeRequest: requestCertificate,
    background,
  });
  const connection = { root: undefined as string | undefined };
  const desk = new CertificateDesk({
    ...shared,
    rootInUse: () => connection.root,
    onSigned: () => {
      renewal.signed();
      return keeper.certificateSigned();
    },
  });
  return {
    journal,
    certificates,
    certificateTime,
    isBackEndProven: () => connection.root !== undefined,
    client: clientOf({ keeper, desk, journal, connection }),
    services: {
      certificates: desk,
      access: keeper,
      requestCertificate: () => {
        renewal.request();
      },
      reconnect: () => {
        csms().renew();
      },
    },
    onSite: onSiteOf(journal, [() => certificates.forgetAll(), () => file.forget()]),
    components: [renewal, new ClockWatch(clock, journal)],
  };
}

function onSiteOf(journal: SecurityJournal, forgetting: readonly (() => void)[]): SecurityOnSite {
  return {
    raise: (event, info) => {
      journal.raise(event, info);
    },
    forget: () => {
      for (const forget of forgetting) forget();
      journal.raise("ReconfigurationOfSecurityParameters", "reset on site to what the installation brings");
    },
  };
}

function makeJournal({ platform, variables, csms }: SecurityOptions): SecurityJournal {
  return new SecurityJournal({
    ...platform,
    store: platform.store.securityLog,
    tell: (notice) => {
      csms().tell(notice);
    },
    isTellingAllowed: () => !variables.get("disableSecurityEventNotifications"),
  });
}

function clientOf(parts: AccessParts): Security["client"] {
  return {
    access: accessOf(parts),
    onInvalidRequest: (action, why) => {
      parts.journal.raise("InvalidMessages", `${action}: ${why}`);
    },
  };
}

interface AccessParts {
  readonly keeper: AccessKeeper;
  readonly desk: CertificateDesk;
  readonly journal: SecurityJournal;
  /** What vouches for the back end now. */
  readonly connection: { root: string | undefined };
}

function accessOf({ keeper, desk, journal, connection }: AccessParts): CsmsAccess {
  const events = new ConnectionEvents(journal);
  return {
    target: () => keeper.target(),
    opened: ({ trustedRoot }) => {
      connection.root = trustedRoot;
      events.opened();
      keeper.opened();
      if (trustedRoot !== undefined) desk.proved(trustedRoot);
    },
    failed: (failure) => {
      connection.root = undefined;
      events.failed(connectFailureEvent(failure), failure.detail);
      return keeper.failed();
    },
  };
}

/** The client is made after what it connects with. */
function lateClient(csms: () => OcppClient): ConstructorParameters<typeof CertificateRenewal>[0]["csms"] {
  return {
    isOnline: () => csms().isOnline(),
    signCertificate: (request) => csms().signCertificate(request),
    get changes() {
      return csms().changes;
    },
  };
}
