import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { BootAbilities } from "#config/boot";
import { loadBoot } from "#config/load-boot";
import { temporaryDirectory } from "#test/support/temporary-directory";

const abilities: BootAbilities = { versions: ["1.6"], securityProfiles: [0, 1], keyMistakes: () => [] };
const csms = { url: "ws://127.0.0.1:9000/ocpp", identity: "cp001" };
const least = { ocppVersion: "1.6", stateDir: "state", csms };
const simulation = (fields: object) => ({ ...least, simulation: fields });
const limit = (fields: object) => simulation({ defaultChargingLimit: fields });

function load(content: object, able: BootAbilities = abilities) {
  const file = join(temporaryDirectory(), "boot.json");
  writeFileSync(file, JSON.stringify(content));
  return { file, result: loadBoot(file, able) };
}

function mistakesOf(content: object): readonly string[] {
  const { result } = load(content);
  return result.ok ? [] : result.reason.map(({ path, message }) => `${path} ${message}`);
}

describe("a boot file", () => {
  it("needs to say little: the rest has the usual values", () => {
    const { file, result } = load(least);

    expect(result).toMatchObject({
      ok: true,
      value: {
        ocppVersions: ["1.6"],
        stateDir: join(file, "..", "state"),
        csms: { securityProfile: 0, messageTimeoutSeconds: 30 },
        evses: [{ id: 1, connectors: [{ id: 1, type: "sType2" }] }],
        simulation: {
          meterStartWh: 0,
          energyWhPerSecond: null,
          evRequestDelayMs: 1000,
          speed: 1,
          seed: 1,
          defaultChargingLimit: { amps: 48, watts: 33_120, phases: 3, voltage: 230 },
          onReset: "exit",
          resetDelaySeconds: 1,
          resetAfterFirmwareUpdate: true,
          vehicleSurvivesPowerCycle: false,
          delayOcppStart: false,
        },
      },
    });
  });

  it("may say everything, with empty texts for what it has nothing to say of", () => {
    const texts = (names: readonly string[]) => Object.fromEntries(names.map((name) => [name, ""]));
    const everything = {
      ocppVersion: ["2.0.1", "1.6"],
      stateDir: "/var/tmp/state",
      csms: {
        ...csms,
        securityProfile: 1,
        basicAuthPassword: "secret",
        verifyServerName: true,
        messageTimeoutSeconds: 5,
      },
      evses: [{ id: 1, connectors: [{ id: 1, type: "sType2", lockable: true }] }],
      station: texts(["vendor", "model", "serialNumber", "chargeBoxSerialNumber", "firmwareVersion"]),
      certificates: texts([
        ...["dir", "csmsRoots", "v2gRoots", "moRoots", "manufacturerRoots"],
        ...["stationCertDir", "seccCertDir", "keyPassword"],
      ]),
      configurationKeys: { HeartbeatInterval: "86400" },
      deviceModel: [
        {
          component: { name: "C", instance: "", evse: { id: 1, connectorId: 1 } },
          variable: { name: "V", instance: "" },
          attributeType: "Actual",
          value: null,
          mutability: "ReadWrite",
        },
      ],
      vendorSettings: { other: { charger: ["whatever"] } },
      simulation: {
        meterStartWh: 0,
        energyWhPerSecond: null,
        evRequestDelayMs: 1000,
        speed: 60,
        seed: 1,
        defaultChargingLimit: { amps: 48, watts: 33_120, phases: 3, voltage: 230 },
        onReset: "restart",
        resetDelaySeconds: 1,
        resetAfterFirmwareUpdate: true,
        vehicleSurvivesPowerCycle: true,
        signedMeterValues: { start: "", stop: "" },
        signedMeterValueAtStart: false,
        delayOcppStart: true,
      },
    };

    const { result } = load(everything);

    expect(result).toMatchObject({ ok: true, value: { ocppVersions: ["1.6"], stateDir: "/var/tmp/state" } });
  });

  it.each([
    [{ ...least, ocppVersion: "1.5" }, 'ocppVersion must be "1.6" or "2.0.1" or "2.1"'],
    [{ ...least, ocppVersion: [] }, "ocppVersion must not be an empty list"],
    [{ ...least, ocppVersion: ["2.1"] }, "ocppVersion names no version that is spoken; spoken is 1.6"],
    [{ ocppVersion: "1.6", csms }, "stateDir is missing"],
    [{ ...least, stateDir: "" }, "stateDir must not be empty"],
    [{ ...least, csms: { url: csms.url } }, "csms.identity is missing"],
    [{ ...least, csms: { ...csms, identity: "a:b" } }, "csms.identity must have"],
    [{ ...least, csms: { ...csms, url: "http://x" } }, "csms.url must be a ws://"],
    [{ ...least, csms: { ...csms, url: "wss://x" } }, "csms.url must begin with ws:// for security profile 0"],
    [{ ...least, csms: { ...csms, securityProfile: 4 } }, "csms.securityProfile must be 0, 1, 2 or 3"],
    [{ ...least, csms: { ...csms, securityProfile: 3 } }, "csms.securityProfile this profile is not spoken"],
    [{ ...least, csms: { ...csms, securityProfile: 1 } }, "csms.basicAuthPassword is missing"],
    [{ ...least, csms: { ...csms, verifyServerName: 1 } }, "csms.verifyServerName must be a boolean"],
    [{ ...least, csms: { ...csms, messageTimeoutSeconds: 0 } }, "csms.messageTimeoutSeconds must be at least 1"],
    [{ ...least, csms: { ...csms, uri: "" } }, "csms.uri is unknown"],
    [{ ...least, evses: [] }, "evses must not be an empty list"],
    [{ ...least, evses: [{ id: 2 }] }, "evses[0].id must be 1"],
    [{ ...least, evses: [{ id: 1, connectors: [{ id: 2 }] }] }, "evses[0].connectors[0].id must be 1"],
    [{ ...least, evses: [{ id: 1, connectors: [{ id: 1, lock: true }] }] }, "evses[0].connectors[0].lock is unknown"],
    [{ ...least, station: { vendor: "x".repeat(21) } }, "station.vendor must have at most 20"],
    [{ ...least, certificates: { root: "" } }, "certificates.root is unknown"],
    [{ ...least, configurationKeys: { HeartbeatInterval: 5 } }, "configurationKeys.HeartbeatInterval must be text"],
    [{ ...least, deviceModel: [{ component: { name: "C" }, value: "" }] }, "deviceModel[0].variable is missing"],
    [{ ...least, vendorSettings: [] }, "vendorSettings must be a table"],
    [simulation({ meterStartWh: -1 }), "simulation.meterStartWh must be at least 0"],
    [simulation({ energyWhPerSecond: "5" }), "simulation.energyWhPerSecond must be a number"],
    [simulation({ evRequestDelayMs: 1.5 }), "simulation.evRequestDelayMs must be a whole number"],
    [simulation({ speed: 0 }), "simulation.speed must be at least 1"],
    [simulation({ speed: 61 }), "simulation.speed must be at most 60"],
    [simulation({ seed: -1 }), "simulation.seed must be at least 0"],
    [limit({ amps: 5 }), "simulation.defaultChargingLimit.amps must be at least 6"],
    [limit({ watts: 4000 }), "simulation.defaultChargingLimit.watts is less than 6 A"],
    [limit({ phases: 2 }), "simulation.defaultChargingLimit.phases must be"],
    [limit({ voltage: 0 }), "simulation.defaultChargingLimit.voltage must be at least 100"],
    [simulation({ onReset: "stay" }), 'simulation.onReset must be "exit" or "restart"'],
    [simulation({ resetDelaySeconds: -1 }), "simulation.resetDelaySeconds must be at least 0"],
    [simulation({ signedMeterValues: { start: "x" } }), "simulation.signedMeterValues.start signed meter values"],
    [simulation({ signedMeterValues: { stop: "x" } }), "simulation.signedMeterValues.stop signed meter values"],
    [simulation({ signedMeterValueAtStart: true }), "simulation.signedMeterValueAtStart signed meter values"],
    [simulation({ delayOcppStart: "no" }), "simulation.delayOcppStart must be a boolean"],
    [simulation({ fast: 1 }), "simulation.fast is unknown"],
  ])("%j is refused with %s", (content, mistake) => {
    const mistakes = mistakesOf(content);

    expect(mistakes).toHaveLength(1);
    expect(mistakes[0]).toContain(mistake);
  });

  it("names every mistake at once", () => {
    expect(mistakesOf({ ...least, csms: { ...csms, a: 1 }, evses: [{ id: 1, b: 1 }], c: 1 })).toHaveLength(3);
  });

  it("names the configuration keys that this charger has no use for", () => {
    const able: BootAbilities = {
      ...abilities,
      keyMistakes: (keys) => Object.keys(keys).map((key) => [key, "is odd"]),
    };

    const { result } = load({ ...least, configurationKeys: { Odd: "1" } }, able);

    expect(result).toMatchObject({ ok: false, reason: [{ path: "configurationKeys.Odd", message: "is odd" }] });
  });
});
