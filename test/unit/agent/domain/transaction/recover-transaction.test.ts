import { describe, expect, it } from "vitest";
import { minutes, seconds, watts, wattHours } from "#hal/core/units";
import { recoverTransaction } from "#agent/domain/transaction/recover-transaction";

const interrupted = { lastReading: wattHours(5000), meterSerial: "123", elapsed: minutes(10), isNewBoot: false };
const maxPower = watts(22_000);

describe("the recovery of a transaction that was open when the agent died", () => {
  it("bills what the same meter says now", () => {
    const found = { energy: wattHours(6000), meterSerial: "123" };
    expect(recoverTransaction(interrupted, found, maxPower)).toEqual({
      meterStop: 6000,
      cause: "reboot",
      isRead: true,
    });
  });

  it("gives PowerLoss as the reason when the host was restarted", () => {
    const found = { energy: wattHours(5000), meterSerial: "123" };
    expect(recoverTransaction({ ...interrupted, isNewBoot: true }, found, maxPower).cause).toBe("powerLoss");
  });

  it.each([
    ["another meter is there", { energy: wattHours(5100), meterSerial: "999" }, 100, "meter-replaced"],
    ["the register went back", { energy: wattHours(4990), meterSerial: "123" }, -10, "register-went-back"],
    [
      "more flowed than the outlet can deliver",
      { energy: wattHours(9100), meterSerial: "123" },
      4100,
      "more-than-possible",
    ],
  ] as const)("bills the last durable value and keeps the difference apart when %s", (_name, found, energy, why) => {
    const recovery = recoverTransaction(interrupted, found, maxPower);
    expect(recovery).toEqual({ meterStop: 5000, cause: "reboot", isRead: false, unbilled: { energy, why } });
  });

  it("bills the last durable value when the meter does not answer, and raises the alarm", () => {
    expect(recoverTransaction(interrupted, undefined, maxPower)).toMatchObject({
      meterStop: 5000,
      unbilled: { why: "meter-silent" },
    });
  });

  it("takes a meter that does not tell its serial number for the same", () => {
    expect(recoverTransaction(interrupted, { energy: wattHours(5500) }, maxPower).isRead).toBe(true);
  });

  it("bears a wall clock that went back", () => {
    const found = { energy: wattHours(5300), meterSerial: "123" };
    expect(recoverTransaction({ ...interrupted, elapsed: seconds(-3600) }, found, maxPower).isRead).toBe(true);
  });
});
