import { composePlace } from "#agent/compose-access";
import { SeededRandom } from "#hal/core/random";
import { Signal } from "#hal/core/signal";
import { AccountDesk } from "#agent/local/accounts/account-desk";
import { Logins } from "#agent/local/accounts/logins";
import { PasswordHasher } from "#agent/local/accounts/password-hasher";
import { ScraperToken } from "#agent/local/accounts/scraper-token";
import { Presence } from "#agent/local/accounts/presence";
import type { Route } from "#agent/local/api/route";
import { siteRoutes } from "#agent/local/api/routes";
import { Commissioning } from "#agent/local/commissioning/commissioning";
import { MailDesk } from "#agent/local/mail/mail-desk";
import { PageFiles } from "#agent/local/page-files";
import { SiteSettings } from "#agent/local/site-settings";
import { StateFeed } from "#agent/local/state-feed";
import { SystemDesk } from "#agent/local/system/system-desk";
import { CertificateKeeper } from "#agent/local/tls/certificate-keeper";
import { LifeCycleKeeper } from "#agent/control/life-cycle-keeper";
import { Variables } from "#agent/control/variables";
import { silentLog } from "#hal/core/log";
import { VirtualClock } from "#hal/core/virtual-clock";
import { MemorySecretStore } from "#agent/security/memory-secret-store";
import { openStationStore } from "#agent/store/station-store";
import { equipmentSample, siteStateSample } from "#test/support/site-state";
import { storeEpoch } from "#test/support/station-store-samples";

/** The table of routes as the program makes it, to generate tests from. Nothing is served. */
export function siteTable(): readonly Route[] {
  const clock = new VirtualClock(storeEpoch);
  const chance = new SeededRandom(1).stream("table");
  const records = openStationStore({ path: ":memory:", clock, log: silentLog });
  const { site: store, variables: values, sessions, wiping, history } = records;
  const presses = new Signal<undefined>();
  const variables = new Variables({ store: values, overrides: {}, facts: { numberOfConnectors: 1 } });
  const random = new SeededRandom(1);
  const place = composePlace({ store: records, clock, random, variables, onStorageFailure: () => undefined }, []);
  const logins = new Logins({ store: store.sessions, accounts: store.accounts, clock, chance });
  const lifeCycle = new LifeCycleKeeper({ store: records.lifeCycle, clock, isActivationNeeded: false });
  const secrets = new MemorySecretStore();
  const scraper = new ScraperToken(secrets, chance);
  const journal = { note: () => undefined };
  const settings = new SiteSettings(store.settings);
  const mail = new MailDesk({
    settings: store.settings,
    secrets,
    mailer: { send: () => Promise.resolve(undefined) },
    stationName: () => "Garage",
    clock,
  });
  const certificates = new CertificateKeeper({ directory: "/nowhere", serialNumber: "V-1", hostNames: [], clock });
  const onSite = {
    state: () => siteStateSample,
    handle: () => "accepted" as const,
    unlock: () => Promise.resolve("unlocked" as const),
    variables,
    lifeCycle,
    equipment: () => equipmentSample,
    present: () => [],
    metrics: () => [],
    curves: { running: () => undefined, recent: () => [] },
    presses,
    security: { raise: () => undefined, forget: () => undefined },
    ...place,
  };
  return siteRoutes({
    onSite,
    journal,
    deadLetters: () => [],
    commissioning: new Commissioning({ onSite, sessions, clock }),
    system: new SystemDesk({ onSite, wiping, settings, certificates, journal, mail, scraper }),
    scraper,
    mail,
    keptLog: { lines: () => [] },
    label: { labelFile: "/nowhere/label.json", serialNumber: "V-1", macAddresses: () => [] },
    feed: new StateFeed({
      read: () => siteStateSample,
      changes: [],
      now: () => clock.now(),
      clock,
      log: silentLog,
      send: () => undefined,
      listeners: () => 0,
    }),
    store,
    settings,
    history,
    sessionDetails: () => undefined,
    breathe: () => Promise.resolve(),
    accounts: new AccountDesk({
      store,
      hasher: new PasswordHasher(chance),
      logins,
      clock,
      log: silentLog,
      journal,
      ...onSite,
    }),
    logins,
    presence: new Presence(presses, clock),
    certificates,
    page: new PageFiles("/nowhere"),
    clock,
    lineClock: clock,
    log: silentLog,
    version: "0.0.0",
  });
}

/** A path as a visitor asks for it. */
export function filledPath({ path }: Pick<Route, "path">): string {
  return path
    .replace(":evse", "1")
    .replace(/:name/, path.startsWith("/assets") ? "page-abc.js" : "somebody")
    .replace(/\*$/, "csms")
    .replace(/:\w+/g, "1");
}
