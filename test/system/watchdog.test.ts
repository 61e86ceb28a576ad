import { describe, expect, it } from "vitest";
import { seconds } from "#hal/core/units";
import { startBench } from "#test/support/rehearsal-bench";
import { until } from "#test/support/rehearsal-until";
import { SignListener } from "#test/support/sign-listener";

/** Of the guardian; 30 s on a wall, less here. */
const PATIENCE = 3000;

// Processes that really hang: `npm run hangs`, in its short form in reliability.test.ts.
describe("an agent that hangs", () => {
  it("R13 gives signs of life again after a hold-up that was short enough", async () => {
    const listener = new SignListener();
    const bench = await startBench({ environment: () => listener.environment(PATIENCE) });
    await until("signs of life come", () => listener.signs() >= 1);
    const pid = bench.rehearsal.agent.pid();
    if (pid === undefined) return expect.fail("the agent does not run");
    process.kill(pid, "SIGSTOP");
    await until("some time has passed", () => Date.now() - listener.lastAt() > 2000, seconds(10));
    process.kill(pid, "SIGCONT");
    const before = listener.signs();
    await until("signs of life come again", () => listener.signs() > before + 1);
    await bench.stop();
    expect(listener.told()).toContain("STOPPING=1");
  });
});
