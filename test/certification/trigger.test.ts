import { describe, expect, it } from "vitest";
import { twoEvses } from "#test/support/charger-boot";
import { Laboratory, status } from "#test/support/laboratory";

describe("certification of remote triggers", () => {
  it.each([
    { message: "Heartbeat", expected: {} },
    { message: "StatusNotification", expected: { connectorId: 1, status: "Available" } },
    { message: "DiagnosticsStatusNotification", expected: { status: "Idle" } },
    { message: "FirmwareStatusNotification", expected: { status: "Idle" } },
  ])("TC_054 $message comes when it is asked for", async ({ message, expected }) => {
    const lab = await Laboratory.ready();
    const connector = message === "StatusNotification" ? { connectorId: 1 } : {};
    expect(await lab.call("TriggerMessage", { requestedMessage: message, ...connector })).toEqual({
      status: "Accepted",
    });
    await lab.comes(message, expected);
  });

  it("TC_054 7.9 MeterValues come with the configured measurands and the context Trigger", async () => {
    const lab = await Laboratory.ready();
    await lab.configure("MeterValuesSampledData", "Energy.Active.Import.Register,Voltage");
    expect(await lab.call("TriggerMessage", { requestedMessage: "MeterValues", connectorId: 1 })).toEqual({
      status: "Accepted",
    });
    const { meterValue } = (await lab.comes("MeterValues", { connectorId: 1 })) as unknown as {
      readonly meterValue: readonly {
        readonly sampledValue: readonly { readonly context: string; readonly measurand: string }[];
      }[];
    };
    const values = meterValue[0]?.sampledValue ?? [];
    expect(new Set(values.map(({ context }) => context))).toEqual(new Set(["Trigger"]));
    expect(new Set(values.map(({ measurand }) => measurand))).toEqual(
      new Set(["Energy.Active.Import.Register", "Voltage"]),
    );
  });

  it("TC_054 without a connector every one of them is told", async () => {
    const lab = await Laboratory.ready({ evses: twoEvses() });
    await lab.comes(...status("Available", 2));
    await lab.call("TriggerMessage", { requestedMessage: "StatusNotification" });
    await lab.comeAll(status("Available", 0), status("Available", 1), status("Available", 2));
  });

  it("TC_055 what cannot be told is rejected", async () => {
    const lab = await Laboratory.ready();
    expect(await lab.call("TriggerMessage", { requestedMessage: "MeterValues", connectorId: 7 })).toEqual({
      status: "Rejected",
    });
    expect(await lab.call("TriggerMessage", { requestedMessage: "BootNotification" })).toEqual({
      status: "Rejected",
    });
  });
});
