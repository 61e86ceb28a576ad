import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { measurands } from "#agent/domain/metering/meter-sample";
import { definitions } from "#agent/domain/variables/catalogue";

const generatorUrl = new URL("../../../bin/generate-keys.mjs", import.meta.url);

interface Generator {
  readonly keysFile: string;
  readonly keysPage: (entries: typeof definitions, members: typeof measurands) => Promise<string>;
}

describe("docs/configuration-keys.md", () => {
  it("is what the catalogue gives; npm run generate:keys writes it", async () => {
    const { keysFile, keysPage } = (await import(generatorUrl.href)) as Generator;
    expect(readFileSync(keysFile, "utf8")).toBe(await keysPage(definitions, measurands));
  });
});
