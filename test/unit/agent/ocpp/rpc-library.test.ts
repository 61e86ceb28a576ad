import { createRequire } from "node:module";
import { describe, expect, it } from "vitest";
import { loadRpcLibrary } from "#agent/ocpp/rpc-library";

/** Its module cache is this process's: what a test loaded, the next one finds. */
const load = createRequire(import.meta.url);
const loaded = (part: string) => Object.keys(load.cache).filter((path) => path.includes(part));
const client = { identity: "CP1", endpoint: "ws://127.0.0.1:1", protocols: ["ocpp1.6"] };

describe("the package's client without its validators", () => {
  it("comes without schemas and what compiles them, and leaves nothing in the module cache for others to find", () => {
    const library = loadRpcLibrary(load);
    expect(loaded("/ocpp-rpc/lib/client.js")).toHaveLength(1);
    expect(loaded("/ajv/")).toEqual([]);
    expect(loaded("/schemas/")).toEqual([]);
    expect(loaded("standard-validators")).toEqual([]);
    expect(Reflect.construct(library.RPCClient, [client])).toMatchObject({ state: library.RPCClient.CLOSED });
  });

  it("refuses strict mode aloud instead of checking nothing", () => {
    const { RPCClient } = loadRpcLibrary(load);
    const construct = () => {
      Reflect.construct(RPCClient, [{ ...client, strictMode: true }]);
    };
    expect(construct).toThrow("Missing strictMode validator");
  });

  it("is made of the same parts that the package's main file gives, whoever loads first", () => {
    const before = loadRpcLibrary(load);
    const whole: unknown = load("ocpp-rpc");
    expect(whole).toMatchObject(before);
    expect(load("ocpp-rpc/lib/standard-validators.js")).toHaveLength(3);
    expect(loadRpcLibrary(load)).toEqual(before);
    expect(loaded("standard-validators")).toHaveLength(1);
  });
});
