import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { chooseDialect, offeredSubprotocols } from "#agent/ocpp/dialects/choose-dialect";

const agent = join(import.meta.dirname, "../../../../../agent");
const literal = /["'`]ocpp\d\.\d(\.\d)?["'`]/;

describe("choice of the dialect", () => {
  it("is made in one place: no other file of the agent names a subprotocol", () => {
    const files = readdirSync(agent, { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".ts"));
    const naming = files.filter((file) => literal.test(readFileSync(join(agent, file), "utf8")));
    expect(naming).toEqual([join("ocpp", "dialects", "choose-dialect.ts")]);
  });

  it("has words for everything that is offered and for nothing else", () => {
    for (const subprotocol of offeredSubprotocols) expect(chooseDialect(subprotocol)?.subprotocol).toBe(subprotocol);
    expect(chooseDialect("ocpp9.9")).toBeUndefined();
    expect(chooseDialect("")).toBeUndefined();
  });
});
