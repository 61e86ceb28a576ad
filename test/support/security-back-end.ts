import { onTestFinished } from "vitest";
import { SystemClock } from "#hal/host/system-clock";
import { VirtualCsms, type VirtualCsmsOptions } from "#simulator/csms/virtual-csms";
import { chargerBoot } from "#test/support/charger-boot";
import { ChargerDriver, type Json } from "#test/support/charger-driver";
import { signRequest } from "#test/support/security-bench";
import { selfSigned, type TestCertificate } from "#test/support/test-pki";
import { until } from "#test/support/rehearsal-until";
import { temporaryDirectory } from "#test/support/temporary-directory";
import { writeFileSync } from "node:fs";
import { join } from "node:path";

export const STATION = "cp001";
export const PASSWORD = "factory-password";

/** A back end with certificates of its own, on real sockets, and a charger that knows its root. */
export class SecurityBackEnd {
  readonly directory = temporaryDirectory();
  readonly root: TestCertificate;
  readonly server: TestCertificate;
  readonly csms: VirtualCsms;

  private constructor(root: TestCertificate, server: TestCertificate, csms: VirtualCsms) {
    this.root = root;
    this.server = server;
    this.csms = csms;
    writeFileSync(join(this.directory, "roots.pem"), root.pem);
  }

  static async open(door: "ws" | "wss", options: Partial<VirtualCsmsOptions> = {}): Promise<SecurityBackEnd> {
    const root = await selfSigned({ subject: "CN=Operator Root, O=Operator" });
    const server = await root.issue();
    const tls = { chain: server.chainPem, privateKey: server.keyPem };
    const csms = new VirtualCsms({
      clock: new SystemClock(),
      password: PASSWORD,
      sign: (request) => signRequest(request, root),
      ...(door === "wss" ? { tls } : {}),
      ...options,
    });
    await csms.start();
    onTestFinished(() => csms.stop());
    return new SecurityBackEnd(root, server, csms);
  }

  /** wss with the server's certificate. */
  get tls(): { readonly chain: string; readonly privateKey: string } {
    return { chain: this.server.chainPem, privateKey: this.server.keyPem };
  }

  /** wss where stations have to show a certificate of the root. */
  get mutualTls(): { readonly chain: string; readonly privateKey: string; readonly stationRoots: string } {
    return { ...this.tls, stationRoots: this.root.pem };
  }

  /** A charger that is registered. */
  async charger(csms: object, more: object = {}): Promise<ChargerDriver> {
    const charger = await this.start(csms, more);
    await until(`a connection; ${charger.stderr.slice(-800)}`, () => this.isIn());
    await until("BootNotification", () => this.requests("BootNotification").length > 0);
    return charger;
  }

  start(csms: object, more: object = {}): Promise<ChargerDriver> {
    const configurationKeys = { RetryBackOffWaitMinimum: "1", RetryBackOffRandomRange: "0" };
    const boot = chargerBoot(this.csms.url(), this.directory, { csms, configurationKeys, simulation: { speed: 1 } });
    return ChargerDriver.start({ ...boot, certificates: { csmsRoots: "roots.pem" }, ...more }, this.directory);
  }

  isIn(): boolean {
    return this.csms.connected().includes(STATION);
  }

  async change(key: string, value: string): Promise<string> {
    return statusOf(await this.csms.call("ChangeConfiguration", { key, value }));
  }

  async ask(action: string, payload: object): Promise<string> {
    return statusOf(await this.csms.call(action, payload));
  }

  async read(key: string): Promise<string | undefined> {
    const { configurationKey } = (await this.csms.call("GetConfiguration", { key: [key] })) as {
      readonly configurationKey?: readonly { readonly value?: string }[];
    };
    return configurationKey?.[0]?.value;
  }

  requests(action: string): readonly Json[] {
    return this.csms.messages.flatMap((message) =>
      message.direction === "received" && message.action === action ? [message.payload as Json] : [],
    );
  }

  events(): readonly string[] {
    return this.requests("SecurityEventNotification").map(({ type }) => String(type));
  }
}

function statusOf(answer: unknown): string {
  return String((answer as { readonly status?: unknown }).status);
}
