import { describe, expect, it } from "vitest";
import { millis, minutes, seconds } from "#hal/core/units";
import { definitions, type VariableName, variableNames } from "#agent/domain/variables/catalogue";
import { canonicalText, type VariableDefinition, type VariableType } from "#agent/domain/variables/variable-type";
import { VirtualRig } from "#test/support/virtual-rig";

type Definition = VariableDefinition<VariableType>;

/** One row of the table with the key that stands for it on the wire. */
interface Row {
  readonly name: VariableName;
  readonly key: string;
  readonly definition: Definition;
}

/** Values change more than themselves here, by rules of their own; they have tests of their own. */
const special: readonly string[] = ["AuthorizationKey", "SecurityProfile"];

/** Texts that cannot be made up from a row; without one here a key is set to what it has at first. */
const examples: Readonly<Record<string, string>> = { ConnectorPhaseRotation: "0.RST,1.RTS" };

const rows: readonly Row[] = variableNames.flatMap((name) => {
  const definition: Definition = definitions[name];
  const { key16 } = definition;
  return key16 === undefined || special.includes(key16) ? [] : [{ name, key: key16, definition }];
});
const settable = rows.filter(({ definition }) => definition.mutability !== "ReadOnly");

/** A rig on whose hardware every key that can be set is settable. */
const keyRig = () => new VirtualRig({ hasLock: true }).start();

async function call(rig: VirtualRig, action: string, payload: object): Promise<Readonly<Record<string, unknown>>> {
  const answer = rig.csms.call(action, payload);
  await rig.clock.advance(millis(100));
  return (await answer) as Readonly<Record<string, unknown>>;
}

async function change(rig: VirtualRig, key: string, value: string): Promise<unknown> {
  return (await call(rig, "ChangeConfiguration", { key, value }))["status"];
}

interface Entry {
  readonly key: string;
  readonly readonly: boolean;
  readonly value?: string;
}

async function read(rig: VirtualRig, keys?: readonly string[]): Promise<ReadonlyMap<string, Entry>> {
  const answer = await call(rig, "GetConfiguration", keys === undefined ? {} : { key: keys });
  const entries = (answer["configurationKey"] ?? []) as readonly Entry[];
  return new Map(entries.map((entry) => [entry.key, entry]));
}

/** Another value than the present one, where the row allows another. */
function goodValue({ key, definition }: Row, present: string): string {
  const { type, constraints } = definition;
  if (type === "boolean") return present === "true" ? "false" : "true";
  if (type === "measurands") return present === "Voltage" ? "" : "Voltage";
  if ("minimum" in constraints)
    return String(present === String(constraints.maximum) ? constraints.minimum : constraints.maximum);
  return examples[key] ?? present;
}

/** Of another type, one below and one above what is allowed, and what no list and no text may be. */
function badValues({ definition }: Row): readonly string[] {
  const { constraints } = definition;
  const beyond = "minimum" in constraints ? [constraints.minimum - 1, constraints.maximum + 1].map(String) : [];
  const others = ["yes", "ten", "1.5", "", "NoSuchMeasurand", "Voltage,", "?", "x".repeat(500)];
  const all = [...beyond, ...others];
  return all.filter((text) => canonicalText(definition, text) === undefined);
}

describe("every configuration key on the wire", () => {
  it("10.2 GetConfiguration without keys tells all of them with value and access, and never a secret", async () => {
    const rig = await keyRig();
    const told = await read(rig);
    const keys = variableNames.flatMap((name) => definitions[name].key16 ?? []);
    expect([...told.keys()]).toEqual(keys);
    for (const { key, definition } of rows) {
      const entry = told.get(key);
      expect([key, entry?.readonly]).toEqual([key, definition.mutability === "ReadOnly"]);
      expect([key, entry?.value !== undefined]).toEqual([key, definition.mutability !== "WriteOnly"]);
      if (entry?.value !== undefined) expect([key, canonicalText(definition, entry.value)]).toEqual([key, entry.value]);
    }
    await rig.stop();
  });

  it("10.2 GetConfiguration with a key tells that key alone, whatever its case", async () => {
    const rig = await keyRig();
    for (const { key } of rows) expect([...(await read(rig, [key.toUpperCase()])).keys()]).toEqual([key]);
    expect(await call(rig, "GetConfiguration", { key: ["NoSuchKey"] })).toEqual({ unknownKey: ["NoSuchKey"] });
    await rig.stop();
  });

  it("10.1 ChangeConfiguration with a bad type or out of range is Rejected and changes nothing", async () => {
    const rig = await keyRig();
    const before = await read(rig);
    for (const row of settable)
      for (const value of badValues(row))
        expect([row.key, value, await change(rig, row.key, value)]).toEqual([row.key, value, "Rejected"]);
    expect(await read(rig)).toEqual(before);
    await rig.stop();
  });

  it("10.1 every number, switch and list has values that are refused", () => {
    const loose = settable.filter((row) => row.definition.type !== "string" && badValues(row).length < 3);
    expect(loose.map(({ key }) => key)).toEqual([]);
  });

  it("10.1 ChangeConfiguration of a read-only key is Rejected, also to the value that it has", async () => {
    const rig = await keyRig();
    const before = await read(rig);
    for (const { key, definition } of rows) {
      if (definition.mutability !== "ReadOnly") continue;
      expect([key, await change(rig, key, before.get(key)?.value ?? "")]).toEqual([key, "Rejected"]);
    }
    expect(await read(rig)).toEqual(before);
    await rig.stop();
  });

  it("10.1 ChangeConfiguration of an unknown key is NotSupported", async () => {
    const rig = await keyRig();
    for (const key of ["NoSuchKey", "toString", "__proto__", ""])
      expect([key, await change(rig, key, "1")]).toEqual([key, "NotSupported"]);
    await rig.stop();
  });

  it("10.1 ChangeConfiguration to another good value is Accepted or RebootRequired, told at once and kept over a restart", async () => {
    const rig = await keyRig();
    // The answer to BootNotification would set the heartbeat anew.
    rig.csms.script.always("BootNotification", { kind: "amend", fields: { interval: 0 } });
    const before = await read(rig);
    const wanted = new Map<string, string | undefined>();
    for (const row of settable) {
      const { key, definition } = row;
      const present = before.get(key)?.value;
      const value = goodValue(row, present ?? examples[key] ?? definition.default);
      const isNew = value !== present;
      const status = definition.rebootRequired && isNew ? "RebootRequired" : "Accepted";
      expect([key, value, await change(rig, key, value)]).toEqual([key, value, status]);
      wanted.set(key, definition.mutability === "WriteOnly" ? undefined : value);
    }
    const told = async () => new Map([...(await read(rig))].map(([key, { value }]) => [key, value]));
    const valuesNow = await told();
    for (const [key, value] of wanted) expect([key, valuesNow.get(key)]).toEqual([key, value]);

    await rig.stopAgent();
    const boots = rig.payloads("BootNotification").length;
    await rig.startAgent("boot-2");
    await rig.until(() => rig.payloads("BootNotification").length > boots, minutes(2));
    await rig.clock.advance(seconds(1));
    expect(await told()).toEqual(valuesNow);
    await rig.stop();
  });

  it("10.1 the lowest and the highest value of every number are Accepted", async () => {
    const rig = await keyRig();
    for (const { key, definition } of settable) {
      const { constraints } = definition;
      if (!("minimum" in constraints)) continue;
      for (const value of [constraints.minimum, constraints.maximum].map(String))
        expect([key, value, await change(rig, key, value)]).toEqual([
          key,
          value,
          definition.rebootRequired ? "RebootRequired" : "Accepted",
        ]);
    }
    await rig.stop();
  });
});
