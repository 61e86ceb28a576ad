import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { describe, expect, it } from "vitest";
import { packageRoot } from "#config/package-root";
import { temporaryDirectory } from "#test/support/temporary-directory";

describe("packageRoot", () => {
  it("is found from the sources and from the built program alike", () => {
    const root = temporaryDirectory();
    writeFileSync(join(root, "package.json"), '{ "name": "borne" }');
    for (const folder of ["config", "dist/config"]) {
      mkdirSync(join(root, folder), { recursive: true });
      expect(packageRoot(pathToFileURL(join(root, folder, "load.js")).href)).toBe(root);
    }
  });

  it("is not the root of another package", () => {
    const root = temporaryDirectory();
    writeFileSync(join(root, "package.json"), '{ "name": "other" }');

    expect(() => packageRoot(pathToFileURL(join(root, "load.js")).href)).toThrow(
      expect.objectContaining({ code: "config.no-package-root" }),
    );
  });
});
