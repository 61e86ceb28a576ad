import { defineConfig } from "vitest/config";

// Without "import": these reach Node itself, where they would make `require` of a package's CommonJS code load its ES module.
const conditions = ["source", "node", "module"];

/** What needs the rights of root or minutes: disks whose power is cut, hundreds of kills, a systemd. An hour's wear is measured meanwhile: it mostly waits. */
export default defineConfig({
  resolve: { conditions: [...conditions, "import", "default"] },
  ssr: { resolve: { conditions } },
  test: {
    include: ["test/power/**/*.test.ts"],
    maxWorkers: 2,
    testTimeout: 600_000,
  },
});
