import { defineConfig } from "vitest/config";

// Without "import": these reach Node itself, where they would make `require` of a package's CommonJS code load its ES module.
const conditions = ["source", "node", "module"];

/** Counts the descriptors of its process, and waits for what the kernel tells of them. */
const ofTheProcess = ["test/system/byte-link-pty.test.ts"];

/** Real processes, ports and terminals, each test with its own: they wait most of the time, so two files run beside each other. */
export default defineConfig({
  resolve: { conditions: [...conditions, "import", "default"] },
  ssr: { resolve: { conditions } },
  test: {
    maxWorkers: 2,
    testTimeout: 60_000,
    hookTimeout: 60_000,
    projects: [
      {
        extends: true,
        test: { name: "shared", isolate: false, include: ["test/system/**/*.test.ts"], exclude: ofTheProcess },
      },
      { extends: true, test: { name: "alone", include: ofTheProcess } },
    ],
  },
});
