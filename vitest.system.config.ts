import { basename } from "node:path";
import { defineConfig } from "vitest/config";
import { BaseSequencer, type TestSpecification } from "vitest/node";

// Without "import": these reach Node itself, where they would make `require` of a package's CommonJS code load its ES module.
const conditions = ["source", "node", "module"];

/** Counts the descriptors of its process, and waits for what the kernel tells of them. */
const ofTheProcess = ["test/system/byte-link-pty.test.ts"];

/** What takes longest, so that nobody waits for it in the end: where nothing is known of earlier runs, larger files would come first. */
const slow = ["reliability", "charger-security", "troubled-disk", "charger-power", "lines", "fuzz"];

function rank({ moduleId }: TestSpecification): number {
  const place = slow.indexOf(basename(moduleId, ".test.ts"));
  return place < 0 ? slow.length : place;
}

class SlowFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    return (await super.sort(files)).sort((a, b) => rank(a) - rank(b));
  }
}

/** Real processes, ports and terminals, each test with its own: they wait most of the time, so three files run beside each other. */
export default defineConfig({
  resolve: { conditions: [...conditions, "import", "default"] },
  ssr: { resolve: { conditions } },
  test: {
    maxWorkers: 3,
    sequence: { sequencer: SlowFirst },
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
