import { hostname, networkInterfaces } from "node:os";
import { join } from "node:path";
import { rmSync } from "node:fs";
import type { Clock } from "#hal/core/clock";
import type { Component } from "#hal/core/component";
import type { Log } from "#hal/core/log";
import type { Random } from "#hal/core/random";
import { composeEvents } from "#agent/compose-events";
import { composeMail } from "#agent/compose-mail";
import { ensureLabel } from "#agent/local/accounts/first-start";
import type { HashCost } from "#agent/local/accounts/password-hasher";
import { Presence } from "#agent/local/accounts/presence";
import { writeAddressFile } from "#agent/local/address-file";
import { SiteServer } from "#agent/local/site-server";
import { CertificateKeeper } from "#agent/local/tls/certificate-keeper";
import type { KeptLog } from "#agent/ports/kept-log";
import type { SecretStore } from "#agent/ports/secret-store";
import type { StationStore } from "#agent/ports/station-store";
import type { Agent } from "#agent/runtime/agent";

/** What is settled at installation about the page on site. */
export interface SiteServerSettings {
  readonly host: string;
  readonly port: number;
  readonly securePort?: number;
  readonly hostNames: readonly string[];
  /** Where the label's password and PIN are, or are to be put at the first start. */
  readonly labelFile: string;
  readonly addressFile?: string;
}

export interface SiteGround {
  readonly agent: Pick<Agent, "onSite" | "changes">;
  readonly serialNumber: string;
  readonly store: StationStore;
  readonly storeDirectory: string;
  readonly secrets: SecretStore;
  readonly keptLog: Pick<KeptLog, "lines">;
  /** Certificates, in PEM, that servers of mail may show besides those that the runtime trusts. */
  readonly roots: () => readonly string[];
  readonly clock: Clock;
  readonly lineClock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly version: string;
  readonly pageFolder: string;
  readonly hashCost?: HashCost;
  readonly breathe?: () => Promise<void>;
}

/** The page's server as a component with its address. */
export interface SiteComponent extends Pick<Component, "stop"> {
  start(): Promise<void>;
  /** Where the page is; undefined when it is not served. */
  url(): string | undefined;
  secureUrl(): string | undefined;
}

/** The page on site. What it consists of is imported when the first visitor comes. */
export function composeSite(settings: SiteServerSettings, ground: SiteGround): SiteComponent {
  const { agent, serialNumber, store, storeDirectory, lineClock, random } = ground;
  const log = ground.log.child({ part: "site" });
  const { labelFile, addressFile, host } = settings;
  const hostNames = ownNames(serialNumber, settings.hostNames);
  const presence = new Presence(agent.onSite.presses, lineClock);
  const directory = join(storeDirectory, "certificates");
  const certificates = new CertificateKeeper({ directory, serialNumber, hostNames, clock: lineClock });
  const events = composeEvents({ ...ground, log });
  const mail = composeMail({ ...ground, log, journal: events.journal });
  const server = new SiteServer({
    ...settings,
    certificates,
    log,
    load: async () => {
      const { openSite } = await import("#agent/local/site");
      const whole = {
        journal: events.journal,
        mail: mail.desk,
        records: store,
        label: { labelFile, serialNumber, macAddresses },
      };
      const { site, history } = store;
      return openSite({ ...ground, ...whole, log, store: site, history, certificates, presence, hostNames });
    },
  });
  const url = (scheme: string, port: number | undefined) =>
    port === undefined ? undefined : `${scheme}://${shownHost(host)}:${String(port)}`;
  return {
    start: async () => {
      ensureLabel(labelFile, () => store.site, random.stream("label"));
      events.start();
      mail.keeper.start();
      await server.start();
      const address = url("http", server.ports().port);
      if (addressFile !== undefined && address !== undefined) writeAddressFile(addressFile, address);
    },
    stop: async () => {
      presence.stop();
      mail.keeper.stop();
      if (addressFile !== undefined) rmSync(addressFile, { force: true });
      await server.stop();
      events.stop();
    },
    url: () => url("http", server.ports().port),
    secureUrl: () => url("https", server.ports().securePort),
  };
}

/** By which browsers may call it beside its addresses: the mDNS names of the charger and of the machine, and what the installer knows. */
function ownNames(serialNumber: string, configured: readonly string[]): readonly string[] {
  const machine = hostname();
  const names = [`${serialNumber}.local`, machine, `${machine}.local`, ...configured];
  return [...new Set(names.map((name) => name.toLowerCase()))].filter((name) => /^[a-z0-9.-]+$/.test(name));
}

/** Of the machine's own network cards, in the order of their names: wired ones come first. */
function macAddresses(): readonly string[] {
  const cards = Object.entries(networkInterfaces()).sort(([a], [b]) => (a < b ? -1 : 1));
  const found = cards.flatMap(([, addresses = []]) =>
    addresses
      .filter(({ internal, mac }) => !internal && mac !== "00:00:00:00:00:00")
      .map(({ mac }) => mac.toUpperCase()),
  );
  return [...new Set(found)];
}

/** An address that stands for all of them is none that a browser can call. */
function shownHost(host: string): string {
  if (host === "0.0.0.0" || host === "::") return "127.0.0.1";
  return host.includes(":") ? `[${host}]` : host;
}
