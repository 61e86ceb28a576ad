import { describe, expect, it } from "vitest";
import type { V16Messages } from "#agent/ocpp/generated/v16";

const generatorUrl = new URL("../../../../../bin/generate-ocpp-types.mjs", import.meta.url);

describe("the generated types of 1.6", () => {
  it("are what the generator makes of the schemas that are installed", async () => {
    const generator: unknown = await import(generatorUrl.href);
    expect(isGenerator(generator) && (await generator.staleFiles())).toEqual([]);
  }, 30_000);

  it("name requests and responses as the norm does", () => {
    const boot: V16Messages["BootNotification"]["request"] = { chargePointVendor: "V", chargePointModel: "M" };
    const heartbeat: V16Messages["Heartbeat"]["request"] = {};
    expect([boot, heartbeat]).toHaveLength(2);
  });
});

interface Generator {
  readonly staleFiles: () => Promise<readonly string[]>;
}

/** The generator is a script and has no types. */
function isGenerator(loaded: unknown): loaded is Generator {
  return typeof loaded === "object" && loaded !== null && "staleFiles" in loaded;
}
