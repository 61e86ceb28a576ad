import { describe, expect, it } from "vitest";
import { definitions, variableOfKey16 } from "#agent/domain/variables/catalogue";
import { knownKeys16 } from "#test/support/known-keys-16";

/** Keys that are known and not here. Whoever adds one to the catalogue takes its row out. */
const absent: Readonly<Record<string, string>> = {
  QueueAllMessages:
    "what OCPP 1.6 lets a station queue is queued always; a state is told as it is now and not as it was (section 4.9), and nobody waits for an old Authorize or Heartbeat",
};

/** One of a family of keys stands for all of them. */
const find = (key: string) => {
  const name = variableOfKey16(key.replace("<lang>", "en"));
  return name === undefined ? undefined : definitions[name];
};

const kinds = {
  boolean: ["boolean"],
  integer: ["integer", "seconds"],
  list: ["measurands", "string"],
  text: ["string"],
} as const;

const accesses: Readonly<Record<string, readonly string[]>> = {
  R: ["ReadOnly"],
  W: ["WriteOnly"],
  RW: ["ReadWrite"],
  "R or RW": ["ReadOnly", "ReadWrite"],
};

describe("the keys that OCPP 1.6 knows", () => {
  it.each(knownKeys16)("10.1 $key is here, with its type and access, or left out for a reason", (row) => {
    const found = find(row.key);
    expect(found === undefined).toBe(row.key in absent);
    if (found === undefined) return;
    expect(found.key16).toBe(row.key.replace("<lang>", "en"));
    expect(kinds[row.type]).toContain(found.type);
    expect(accesses[row.access]).toContain(found.mutability);
  });

  it("10.1 nothing is left out that is not known", () => {
    const known = knownKeys16.map(({ key }) => key);
    expect(Object.keys(absent).filter((key) => !known.includes(key))).toEqual([]);
  });
});
