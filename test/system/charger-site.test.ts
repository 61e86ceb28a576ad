import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { ChargerBench } from "#test/support/charger-bench";
import { IndependentCsms } from "#test/support/independent-csms";
import { until } from "#test/support/rehearsal-until";
import { SiteClient } from "#test/support/site-client";

const NEXT = "Remembered-Horse-3";

describe("the page of a simulated charger", () => {
  it("gives an owner who forgot the password a new one at a press of its button, and tells the back end of who came in", async () => {
    const bench = await ChargerBench.with(new IndependentCsms());
    const charger = await bench.online({ vendorSettings: { site: { port: 0 } } });
    const { siteUrl } = await charger.event("ready");
    const label = JSON.parse(readFileSync(join(bench.directory, "state", "label.json"), "utf8")) as Record<
      string,
      string
    >;
    const visitor = new SiteClient(String(siteUrl));
    const recover = () => visitor.send("POST", "/api/recovery", { pin: label["pin"], password: NEXT });
    expect((await recover()).status).not.toBe(200);

    await charger.do("pressButton", { evseId: 1 });
    await until("the new password", async () => (await recover()).status === 200);

    expect((await visitor.logIn("owner", NEXT)).json).toMatchObject({ login: { role: "owner" } });
    const types = () => bench.backEnd.requests("SecurityEventNotification").map(({ type }) => type);
    await until("the security event", () => types().includes("MaintenanceLoginAccepted"));
    expect(bench.backEnd.problems()).toEqual([]);
  });

  it("is not there unless the boot file wants it, and its button does nothing then", async () => {
    const bench = await ChargerBench.with(new IndependentCsms());
    const charger = await bench.online();
    expect(await charger.event("ready")).not.toHaveProperty("siteUrl");
    await charger.do("pressButton", { evseId: 1 });
    expect(await charger.ask("pressButton", { evseId: 9 })).toMatchObject({ ok: false });
  });
});
