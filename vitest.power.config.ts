import { defineConfig } from "vitest/config";

// Without "import": these reach Node itself, where they would make `require` of a package's CommonJS code load its ES module.
const conditions = ["source", "node", "module"];

/** What needs the rights of root or minutes: disks whose power is cut, hundreds of kills. One after the other. */
export default defineConfig({
  resolve: { conditions: [...conditions, "import", "default"] },
  ssr: { resolve: { conditions } },
  test: {
    include: ["test/power/**/*.test.ts"],
    fileParallelism: false,
    testTimeout: 600_000,
  },
});
