import { describe, expect, it } from "vitest";
import { overrideMistakes, Variables } from "#agent/control/variables";
import { FakeVariableStore } from "#test/support/ocpp-fake-stores";

function build(overrides: Record<string, string> = {}, stored: Record<string, string> = {}) {
  const store = new FakeVariableStore(stored);
  return { store, variables: new Variables({ store, overrides, facts: { numberOfConnectors: 2 } }) };
}

const single = (overrides: Readonly<Record<string, string>> = {}) =>
  new Variables({
    store: new FakeVariableStore(),
    overrides,
    facts: { numberOfConnectors: 1, phases: 1 },
  });

describe("what the hardware does not have", () => {
  it("10.1 a station with one phase refuses a measurand of another one", () => {
    const variables = single();
    expect(variables.set("MeterValuesSampledData", "Voltage.L1")).toMatchObject({ ok: true });
    expect(variables.set("MeterValuesSampledData", "Voltage.L1,Voltage.L2")).toMatchObject({ reason: "invalid" });
    expect(variables.text("meterValuesSampledData")).toBe("Voltage.L1");
  });

  it.each(["0.RST,2.RST", "1.RST,1.RTS", "0.RST,1.RST,2.RST"])(
    "10.1 refuses ConnectorPhaseRotation %s with one connector",
    (value) => {
      expect(single().set("ConnectorPhaseRotation", value)).toMatchObject({ reason: "invalid" });
    },
  );
});

describe("Variables", () => {
  it("lets the installation win over the catalogue and what was set at run time over both", () => {
    const { variables } = build({ HeartbeatInterval: "100", connectionTimeOut: "45" }, { heartbeatInterval: "200" });
    expect(variables.get("heartbeatInterval")).toBe(200_000);
    expect(variables.get("connectionTimeOut")).toBe(45_000);
    expect(variables.get("localAuthorizeOffline")).toBe(true);
  });

  it("falls back from a stored value that is no longer valid and reports it", () => {
    const { variables } = build({ HeartbeatInterval: "100" }, { heartbeatInterval: "soon", gone: "1" });
    expect(variables.get("heartbeatInterval")).toBe(100_000);
    expect(variables.mistakes).toEqual([
      { name: "heartbeatInterval", text: "soon", from: "store", why: "invalid" },
      { name: "gone", text: "1", from: "store", why: "unknown" },
    ]);
  });

  it("knows what the hardware says of itself and lets nobody change it", () => {
    const { variables } = build({ NumberOfConnectors: "9" });
    expect(variables.get("numberOfConnectors")).toBe(2);
    expect(variables.text("connectorPhaseRotation")).toBe("0.Unknown,1.Unknown,2.Unknown");
    expect(variables.set("numberOfConnectors", "3")).toEqual({ ok: false, reason: "readOnly" });
    expect(variables.mistakes.map((mistake) => mistake.why)).toEqual(["readOnly"]);
  });

  it("stores a new value in canonical text and tells it once", () => {
    const { store, variables } = build();
    const told: string[] = [];
    variables.changes.listen((name) => told.push(name));
    expect(variables.set("meterValuesSampledData", "Voltage, Current.Import")).toEqual({
      ok: true,
      value: { rebootRequired: false },
    });
    variables.set("MeterValuesSampledData", "Voltage,Current.Import");
    expect(store.all().get("meterValuesSampledData")).toBe("Voltage,Current.Import");
    expect(variables.get("meterValuesSampledData")).toEqual(["Voltage", "Current.Import"]);
    expect(told).toEqual(["meterValuesSampledData"]);
    expect(store.writes).toBe(1);
  });

  it("refuses bad values and unknown names and changes nothing", () => {
    const { store, variables } = build();
    expect(variables.set("heartbeatInterval", "-5")).toEqual({ ok: false, reason: "invalid" });
    expect(variables.set("Nonsense", "1")).toEqual({ ok: false, reason: "unknown" });
    expect(variables.get("heartbeatInterval")).toBe(300_000);
    expect(store.writes).toBe(0);
  });

  it("says when a restart is needed, not when nothing changed", () => {
    const { variables } = build();
    expect(variables.set("webSocketPingInterval", "30")).toEqual({ ok: true, value: { rebootRequired: false } });
    expect(variables.set("webSocketPingInterval", "20")).toEqual({ ok: true, value: { rebootRequired: true } });
  });

  it("lists the mistakes of an installation before anything starts", () => {
    expect(overrideMistakes({ HeartbeatInterval: "60", Hearbeat: "1", SupportedFeatureProfiles: "X" })).toEqual([
      { name: "Hearbeat", text: "1", from: "installation", why: "unknown" },
      { name: "SupportedFeatureProfiles", text: "X", from: "installation", why: "readOnly" },
    ]);
  });
});
