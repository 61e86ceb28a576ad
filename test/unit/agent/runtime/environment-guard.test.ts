import { describe, expect, it } from "vitest";
import { environmentHazards } from "#agent/runtime/environment-guard";

describe("SEC-20 the environment of the program", () => {
  it("is harmless when it says nothing about TLS", () => {
    const env = { PATH: "/bin", NODE_OPTIONS: "--max-old-space-size=128 --disable-proto=delete", SSLKEYLOGFILE: "" };
    expect(environmentHazards({ env, execArgv: ["--enable-source-maps"] })).toEqual([]);
    expect(environmentHazards({ env: { NODE_TLS_REJECT_UNAUTHORIZED: "1" }, execArgv: [] })).toEqual([]);
  });

  it.each([
    [{ NODE_TLS_REJECT_UNAUTHORIZED: "0" }, "NODE_TLS_REJECT_UNAUTHORIZED=0"],
    [{ SSLKEYLOGFILE: "/tmp/keys" }, "SSLKEYLOGFILE"],
    [{ NODE_OPTIONS: "--max-old-space-size=128  --tls-keylog=/tmp/keys" }, "--tls-keylog"],
    [{ NODE_OPTIONS: "--tls_min_v1.0" }, "--tls-min-v1.0"],
    [{ NODE_OPTIONS: "--insecure-http-parser" }, "--insecure-http-parser"],
  ])("is told to be dangerous with %j, by name and without the value", (env, name) => {
    const [hazard = "", ...more] = environmentHazards({ env, execArgv: [] });
    expect(hazard).toContain(name);
    expect(hazard).not.toContain("/tmp");
    expect(more).toEqual([]);
  });

  it("is judged by Node's own arguments too", () => {
    expect(environmentHazards({ env: {}, execArgv: ["--tls-cipher-list=ALL"] })).toHaveLength(1);
  });
});
