import { expect, it, onTestFinished } from "vitest";
import { minutes } from "#hal/core/units";
import { metricsText } from "#agent/telemetry/metric-text";
import { VirtualRig } from "#test/support/virtual-rig";

it("the metrics of a whole charger follow a charge, an outage and a record that the back end does not take", async () => {
  const rig = await new VirtualRig({ variables: { TransactionMessageAttempts: "1" } }).start();
  onTestFinished(() => rig.stop());
  const lines = () => metricsText(rig.agent.onSite.metrics()).split("\n");
  expect(lines()).toContain('borne_connector_status{evse="1",status="available"} 1');
  expect(lines()).toContain("borne_sessions_total 0");
  expect(lines()).toContain("borne_csms_connections_total 1");

  await rig.charge();
  await rig.clock.advance(minutes(5));
  expect(lines()).toContain('borne_connector_status{evse="1",status="charging"} 1');
  expect(lines()).toContain("borne_sessions_total 1");
  const valueOf = (start: string) =>
    Number(
      lines()
        .find((line) => line.startsWith(start))
        ?.split(" ")[1],
    );
  expect(valueOf('borne_evse_power_watts{evse="1"}')).toBeGreaterThan(6000);
  expect(valueOf('borne_session_energy_watthours{evse="1"}')).toBeGreaterThan(400);

  rig.cutNetwork();
  await rig.clock.advance(minutes(10));
  expect(lines()).toContain('borne_csms_connection{state="connected"} 0');
  expect(valueOf("borne_facts_waiting ")).toBeGreaterThan(5);
  expect(valueOf("borne_facts_waiting_age_seconds ")).toBeGreaterThan(500);

  rig.csms.script.always("StopTransaction", { kind: "error", code: "InternalError", description: "not today" });
  rig.mendNetwork();
  rig.station.unplug();
  await rig.until(() => rig.status() === "Available");
  await rig.clock.advance(minutes(10));
  expect(lines()).toContain("borne_facts_waiting 0");
  expect(lines()).toContain("borne_dead_letters 1");
  expect(lines()).toContain("borne_csms_connections_total 2");
});
