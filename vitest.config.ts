import { defineConfig } from "vitest/config";

// Without "import": these reach Node itself, where they would make `require` of a package's CommonJS code load its ES module.
const conditions = ["source", "node", "module"];

/** Tests that count what a process holds open, send it signals, read its module cache or its processor time: each file has its own process. */
const ofTheProcess = [
  "test/contract/csms-link.test.ts",
  "test/integration/tls-handshake.test.ts",
  "test/unit/agent/ocpp/rpc-library.test.ts",
  "test/unit/agent/runtime/shutdown.test.ts",
  "test/unit/hal/drivers/openevse-rapi/openevse-and-virtual-board.test.ts",
  "test/unit/simulator/end-wish.test.ts",
];
const others = ["test/system/**", "test/certification/**", "test/browser/**", "test/power/**"];

/** Modules have no state, so the other files share processes and what these have loaded: that halves the time. */
export default defineConfig({
  resolve: { conditions: [...conditions, "import", "default"] },
  ssr: { resolve: { conditions } },
  test: {
    maxWorkers: 2,
    testTimeout: 10_000,
    projects: [
      {
        extends: true,
        test: { name: "shared", isolate: false, include: ["test/**/*.test.ts"], exclude: [...others, ...ofTheProcess] },
      },
      { extends: true, test: { name: "alone", include: ofTheProcess } },
    ],
  },
});
