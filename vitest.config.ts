import { defineConfig } from "vitest/config";

// Without "import": these reach Node itself, where they would make `require` of a package's CommonJS code load its ES module.
const conditions = ["source", "node", "module"];

export default defineConfig({
  resolve: { conditions: [...conditions, "import", "default"] },
  ssr: { resolve: { conditions } },
  test: {
    include: ["test/**/*.test.ts"],
    exclude: ["test/system/**", "test/certification/**", "test/browser/**", "test/power/**"],
    testTimeout: 10_000,
  },
});
