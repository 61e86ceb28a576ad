import { onTestFinished } from "vitest";
import { type BackEnd, OwnBackEnd } from "#test/support/back-end";
import { type BootChanges, chargerBoot } from "#test/support/charger-boot";
import { ChargerDriver, type Json } from "#test/support/charger-driver";
import { IndependentCsms } from "#test/support/independent-csms";
import { until } from "#test/support/rehearsal-until";
import { temporaryDirectory } from "#test/support/temporary-directory";

export const backEnds = [
  { name: "our own back end", make: (password?: string): BackEnd => new OwnBackEnd(password) },
  { name: "an independent back end", make: (password?: string): BackEnd => new IndependentCsms(password) },
] as const;

/** A back end and the chargers that are driven against it, gone when the test ends. */
export class ChargerBench {
  readonly directory = temporaryDirectory();
  readonly backEnd: BackEnd;

  private constructor(backEnd: BackEnd) {
    this.backEnd = backEnd;
  }

  static async with(backEnd: BackEnd): Promise<ChargerBench> {
    await backEnd.start();
    onTestFinished(() => backEnd.stop());
    return new ChargerBench(backEnd);
  }

  /** A charger that is ready and whose connectors the back end knows. */
  async online(changes: BootChanges = {}): Promise<ChargerDriver> {
    const before = this.statuses().length;
    const charger = await this.start(changes);
    await until("the status of connector 1", () => this.statuses().slice(before).length > 0);
    return charger;
  }

  /** A charger that is ready. */
  start(changes: BootChanges = {}): Promise<ChargerDriver> {
    return ChargerDriver.start(chargerBoot(this.backEnd.url(), this.directory, changes), this.directory);
  }

  /** What the back end was told of a connector, oldest first. */
  statuses(connectorId = 1): readonly string[] {
    return this.reports(connectorId).map(({ status }) => String(status));
  }

  reports(connectorId = 1): readonly Json[] {
    return this.backEnd.requests("StatusNotification").filter((report) => report["connectorId"] === connectorId);
  }

  async untilStatus(status: string, connectorId = 1): Promise<void> {
    await until(
      `connector ${String(connectorId)} ${status}, was ${this.statuses(connectorId).join(" ")}`,
      () => this.statuses(connectorId).at(-1) === status,
    );
  }

  /** The newest StopTransaction once there are `count`. */
  untilStop(count = 1): Promise<Json> {
    return until(`${String(count)} StopTransaction; ${this.backEnd.actions().join(" ")}`, () =>
      this.backEnd.requests("StopTransaction").at(count - 1),
    );
  }

  /** Plug, token, and energy flows. */
  async charge(charger: ChargerDriver, evseId = 1, idToken = "CARD-1"): Promise<void> {
    await charger.do("plugIn", { evseId });
    await this.untilStatus("Preparing", evseId);
    await charger.do("presentToken", { idToken, evseIds: [evseId] });
    await this.untilStatus("Charging", evseId);
  }
}
