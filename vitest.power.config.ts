import { defineConfig } from "vitest/config";

// Without "import": these reach Node itself, where they would make `require` of a package's CommonJS code load its ES module.
const conditions = ["source", "node", "module"];

/** Its name spaces hold every file system that is mounted when they begin, also one whose power is being cut, which could not be unmounted then. */
const ofTheMounts = ["test/power/systemd-unit.test.ts"];

/** What needs the rights of root or minutes: disks whose power is cut, hundreds of kills, a systemd. An hour's wear is measured meanwhile: it mostly waits. */
export default defineConfig({
  resolve: { conditions: [...conditions, "import", "default"] },
  ssr: { resolve: { conditions } },
  test: {
    maxWorkers: 2,
    testTimeout: 600_000,
    projects: [
      { extends: true, test: { name: "disks", include: ["test/power/**/*.test.ts"], exclude: ofTheMounts } },
      { extends: true, test: { name: "systemd", include: ofTheMounts, sequence: { groupOrder: 1 } } },
    ],
  },
});
