import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { onTestFinished } from "vitest";
import { AgentError } from "#hal/core/errors";
import { SeededRandom } from "#hal/core/random";
import { Signal } from "#hal/core/signal";
import { VirtualClock } from "#hal/core/virtual-clock";
import { composePlace } from "#agent/compose-access";
import { composeSite, type SiteComponent, type SiteServerSettings } from "#agent/compose-site";
import { LifeCycleKeeper } from "#agent/control/life-cycle-keeper";
import type { UnlockOutcome } from "#agent/control/station-locks";
import { Variables } from "#agent/control/variables";
import type { CommandOutcome, StationCommand } from "#agent/domain/command";
import type { Equipment } from "#agent/domain/site/equipment";
import type { Role } from "#agent/domain/site/role";
import type { StateTree } from "#agent/domain/site/state-tree";
import { readLabel, type LabelSecrets } from "#agent/local/accounts/first-start";
import type { Agent, OnSite } from "#agent/runtime/agent";
import type { MetricFamily } from "#agent/telemetry/metric-text";
import { MemorySecretStore } from "#agent/security/memory-secret-store";
import { openStationStore } from "#agent/store/station-store";
import { LiveClient } from "#test/support/live-client";
import { loopbackCertificate } from "#test/support/loopback-certificate";
import { RecordingLog } from "#test/support/recording-log";
import { SiteClient } from "#test/support/site-client";
import { equipmentSample, siteStateSample } from "#test/support/site-state";
import { storeEpoch } from "#test/support/station-store-samples";

/** A cost at which tests are fast; the usual one has its own test. */
const cheap = { N: 2, r: 1, p: 1 };
/** Meets the rule. */
export const PASSWORD = "Correct-Horse-1";

export interface SiteBenchOptions extends Partial<SiteServerSettings> {
  readonly seed?: number;
  /** What the build made; two short files unless given. */
  readonly pageFolder?: string;
  readonly isActivationNeeded?: boolean;
}

/** The page's server on a real port, on a charger that does what it is told and says so. */
export class SiteBench {
  readonly clock = new VirtualClock(storeEpoch);
  readonly log = new RecordingLog();
  readonly changes = new Signal<undefined>();
  readonly presses = new Signal<undefined>();
  readonly commands: StationCommand[] = [];
  readonly directory = mkdtempSync(join(tmpdir(), "borne-site-"));
  readonly store = openStationStore({ path: ":memory:", clock: this.clock, log: this.log });
  readonly securityEvents: string[] = [];
  isSecurityForgotten = false;
  /** Lines of the kept log. */
  readonly said: string[] = [];
  readonly secrets = new MemorySecretStore();
  readonly variables = new Variables({ store: this.store.variables, overrides: {}, facts: { numberOfConnectors: 1 } });
  readonly place = composePlace(
    {
      store: this.store,
      clock: this.clock,
      random: new SeededRandom(3),
      variables: this.variables,
      onStorageFailure: () => undefined,
    },
    [],
  );
  readonly lifeCycle: LifeCycleKeeper;
  readonly site: SiteComponent;
  equipment: Equipment = equipmentSample;
  curves: OnSite["curves"] = { running: () => undefined, recent: () => [] };
  state: StateTree = siteStateSample;
  metrics: readonly MetricFamily[] = [];
  outcome: CommandOutcome = "accepted";
  /** Outlets whose plug somebody wanted out, and what comes of it. */
  readonly unlocked: number[] = [];
  unlocking: UnlockOutcome = "unlocked";

  private constructor({
    seed = 1,
    pageFolder = this.#inventedPage(),
    isActivationNeeded = false,
    ...settings
  }: SiteBenchOptions) {
    this.lifeCycle = new LifeCycleKeeper({ store: this.store.lifeCycle, clock: this.clock, isActivationNeeded });
    const labelFile = join(this.directory, "label.json");
    this.site = composeSite(
      { host: "127.0.0.1", port: 0, hostNames: ["wallbox.example"], labelFile, ...settings },
      {
        agent: this.#agent(),
        serialNumber: "V-1",
        store: this.store,
        storeDirectory: this.directory,
        secrets: this.secrets,
        keptLog: { lines: () => this.said },
        roots: () => [loopbackCertificate.cert],
        clock: this.clock,
        lineClock: this.clock,
        random: new SeededRandom(seed),
        log: this.log,
        version: "0.0.0",
        pageFolder,
        hashCost: cheap,
        breathe: () => new Promise((resolve) => setImmediate(resolve)),
      },
    );
  }

  /** It is stopped when the test is over. */
  static async open(options: SiteBenchOptions = {}): Promise<SiteBench> {
    const bench = await SiteBench.openForAll(options);
    onTestFinished(() => bench.close());
    return bench;
  }

  /** For several tests that change nothing; whoever opens it closes it. */
  static async openForAll(options: SiteBenchOptions = {}): Promise<SiteBench> {
    const bench = new SiteBench(options);
    await bench.site.start();
    return bench;
  }

  async close(): Promise<void> {
    await this.site.stop();
    this.store.close();
    rmSync(this.directory, { recursive: true });
  }

  url(): string {
    const url = this.site.url();
    if (url === undefined) throw new AgentError("test.no-page", "it does not listen");
    return url;
  }

  label(): LabelSecrets {
    const label = readLabel(join(this.directory, "label.json"));
    if (label === undefined) throw new AgentError("test.no-label", "there is no label");
    return label;
  }

  visitor(): SiteClient {
    return new SiteClient(this.url());
  }

  /** Somebody who has logged in and changed the password where that was asked. */
  async visitorAs(role: Role): Promise<SiteClient> {
    const owner = this.visitor();
    await owner.logIn("owner", PASSWORD);
    if (owner.cookie === undefined) {
      await owner.logIn("owner", this.label().password);
      await owner.changePassword(this.label().password, PASSWORD);
    }
    if (role === "owner") return owner;
    await owner.send("PUT", `/api/accounts/${role}1`, { role, password: `Given-${PASSWORD}` });
    const visitor = this.visitor();
    await visitor.logIn(`${role}1`, `Given-${PASSWORD}`);
    await visitor.changePassword(`Given-${PASSWORD}`, PASSWORD);
    return visitor;
  }

  live(headers: Readonly<Record<string, string>>, path = "/api/live"): LiveClient {
    const client = new LiveClient(`${this.url().replace("http", "ws")}${path}`, headers);
    onTestFinished(() => {
      client.end();
    });
    return client;
  }

  #inventedPage(): string {
    const folder = join(this.directory, "page");
    mkdirSync(folder);
    writeFileSync(join(folder, "index.html.gz"), gzipSync("<!doctype html><title>page</title>"));
    writeFileSync(join(folder, "page-abc.js.gz"), gzipSync("export {};"));
    return folder;
  }

  #agent(): Pick<Agent, "onSite" | "changes"> {
    return {
      changes: this.changes,
      onSite: {
        state: () => this.state,
        handle: (command) => {
          this.commands.push(command);
          return this.outcome;
        },
        unlock: (evse) => {
          this.unlocked.push(evse);
          return Promise.resolve(this.unlocking);
        },
        variables: this.variables,
        present: () => [],
        metrics: () => this.metrics,
        curves: { running: (id) => this.curves.running(id), recent: (evse) => this.curves.recent(evse) },
        lifeCycle: this.lifeCycle,
        security: {
          raise: (event, info) => this.securityEvents.push(`${event}: ${info ?? ""}`),
          forget: () => {
            this.isSecurityForgotten = true;
          },
        },
        equipment: () => this.equipment,
        presses: this.presses,
        ...this.place,
      },
    };
  }
}
