import { describe, expect, it } from "vitest";
import { hours, minutes } from "#hal/core/units";
import { clientRig, gapsInSeconds } from "#test/support/ocpp-client-rig";

describe("SEC-22 a CSMS that refuses each connection", () => {
  it.each([401, 403, 404, 429])(
    "2.1 with %i is asked more and more seldom, at no regular time, and for ever",
    async (httpStatus) => {
      const rig = clientRig({
        RetryBackOffWaitMinimum: "10",
        RetryBackOffRepeatTimes: "3",
        RetryBackOffRandomRange: "20",
      });
      rig.csms.refusal = { kind: "refused", httpStatus, detail: "no" };
      await rig.client.start();
      await rig.clock.advance(hours(2));
      const gaps = gapsInSeconds(rig.csms.handshakes);
      const last = gaps.slice(4);
      expect(gaps[0]).toBeLessThan(31);
      expect(Math.min(...last)).toBeGreaterThanOrEqual(80);
      expect(Math.max(...last)).toBeLessThan(101);
      expect(new Set(last).size).toBeGreaterThan(5);
      expect(rig.csms.handshakes.at(-1)).toBeGreaterThan(rig.clock.uptime() - minutes(2));
      await rig.client.stop();
      expect(rig.clock.pending()).toBe(0);
    },
  );
});
