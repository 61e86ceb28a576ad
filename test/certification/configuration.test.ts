import { describe, expect, it } from "vitest";
import { Laboratory, status } from "#test/support/laboratory";
import { requiredOfCore } from "#test/support/required-keys-16";

interface Key {
  readonly key: string;
  readonly readonly: boolean;
  readonly value?: string;
}

async function read(lab: Laboratory, ...key: readonly string[]) {
  const answer = await lab.call("GetConfiguration", key.length === 0 ? {} : { key });
  return {
    known: (answer["configurationKey"] ?? []) as readonly Key[],
    unknown: (answer["unknownKey"] ?? []) as readonly string[],
  };
}

describe("certification of configuration", () => {
  it("TC_019_1 all keys are told, those that the standard demands among them", async () => {
    const lab = await Laboratory.ready();
    const { known } = await read(lab);
    const names = known.map(({ key }) => key);
    for (const demanded of [...requiredOfCore, "StopTransactionOnEVSideDisconnect"]) expect(names).toContain(demanded);
  });

  it("TC_019_2 one key is told, and one that is unknown is told as such", async () => {
    const lab = await Laboratory.ready();
    const { known, unknown } = await read(lab, "SupportedFeatureProfiles", "NoSuchKey");
    expect(known).toMatchObject([{ key: "SupportedFeatureProfiles", readonly: true }]);
    expect(unknown).toEqual(["NoSuchKey"]);
  });

  it("TC_021 a value is set, told and kept over a power cut", async () => {
    const lab = await Laboratory.ready();
    expect(await lab.configure("MeterValueSampleInterval", "17")).toEqual({ status: "Accepted" });
    await lab.powerOff();
    await lab.powerOn();
    await lab.comes("BootNotification");
    await lab.comes(...status("Available"));
    expect((await read(lab, "MeterValueSampleInterval")).known).toMatchObject([{ value: "17" }]);
  });

  it("TC_040_1 an unknown key is NotSupported", async () => {
    const lab = await Laboratory.ready();
    expect(await lab.configure("NoSuchKey", "1")).toEqual({ status: "NotSupported" });
  });

  it.each([
    { name: "TC_040_2", key: "MeterValueSampleInterval", value: "-1" },
    { name: "TC_040_2", key: "HeartbeatInterval", value: "soon" },
    { name: "TC_040_2", key: "MeterValuesSampledData", value: "Energy.Of.The.Sun" },
    { name: "TC_040_2", key: "LocalPreAuthorize", value: "perhaps" },
    { name: "TC_040_2", key: "NumberOfConnectors", value: "2" },
  ])("$name $key does not become $value", async ({ key, value }) => {
    const lab = await Laboratory.ready();
    const before = await read(lab, key);
    expect(await lab.configure(key, value)).toEqual({ status: "Rejected" });
    expect(await read(lab, key)).toEqual(before);
  });

  it("a new HeartbeatInterval holds at once", async () => {
    const lab = await Laboratory.ready();
    await lab.configure("HeartbeatInterval", "20");
    await lab.comes("Heartbeat");
    await lab.comes("Heartbeat");
  });

  it("TC_062 a DataTransfer of a vendor that nobody knows is told as such", async () => {
    const lab = await Laboratory.ready();
    expect(await lab.call("DataTransfer", { vendorId: "com.nobody", messageId: "Hello" })).toEqual({
      status: "UnknownVendorId",
    });
  });
});
