import { expect, it } from "vitest";
import { minutes, seconds } from "#hal/core/units";
import { gapsInSeconds, startedRig } from "#test/support/ocpp-client-rig";

it.each([5, 30, 90])("2.8 MessageTimeout of %i s is how long an answer is waited for", async (timeout) => {
  const rig = await startedRig({
    MessageTimeout: String(timeout),
    RetryBackOffWaitMinimum: "1",
    RetryBackOffRandomRange: "0",
  });
  rig.csms.on("Heartbeat", () => undefined);
  rig.variables.set("heartbeatInterval", "1");
  await rig.clock.advance(minutes(10));
  const [gap] = gapsInSeconds(rig.csms.of("Heartbeat").map(({ at }) => at));
  // The next one is due long before and leaves as soon as the last has failed.
  expect(gap).toBe(timeout);
  await rig.client.stop();
});

it("2.8 MessageTimeout works on the next call as soon as it is changed", async () => {
  const rig = await startedRig({ MessageTimeout: "60" });
  rig.csms.on("Heartbeat", () => undefined);
  rig.variables.set("messageTimeout", "5");
  rig.variables.set("heartbeatInterval", "1");
  await rig.clock.advance(seconds(30));
  expect(rig.csms.of("Heartbeat").length).toBeGreaterThan(1);
  await rig.client.stop();
});
