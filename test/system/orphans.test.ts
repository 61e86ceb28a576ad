import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect, it } from "vitest";
import { repository } from "#test/support/architecture-tree";
import { until } from "#test/support/rehearsal-until";
import { temporaryDirectory } from "#test/support/temporary-directory";

/** A program that starts something in the place of the agent, tells its number and stays. */
function keeperOf(directory: string): string {
  const module = pathToFileURL(join(repository, "dist/simulator/agent-process.js")).href;
  const options = {
    execPath: process.execPath,
    arguments: ["-e", "setInterval(() => 0, 1000)"],
    logFile: join(directory, "agent.log"),
    environment: {},
  };
  return `
    import { AgentProcess } from ${JSON.stringify(module)};
    const agent = new AgentProcess(${JSON.stringify(options)});
    agent.start();
    console.log(agent.pid());
    setInterval(() => 0, 1000);`;
}

/** What nobody has asked for its exit code yet is not alive. */
function isAlive(pid: number): boolean {
  const file = `/proc/${String(pid)}/stat`;
  return existsSync(file) && !readFileSync(file, "utf8").includes(") Z ");
}

it("a simulator that is killed takes its agent with it, which would go on with terminals that are given to others", async () => {
  const simulator = spawn(process.execPath, ["--input-type=module", "-e", keeperOf(temporaryDirectory())], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const said: readonly unknown[] = await once(simulator.stdout, "data");
  const agent = Number(String(said[0]));
  await until("the agent is the program it shall be", () =>
    readFileSync(`/proc/${String(agent)}/cmdline`, "utf8").startsWith(process.execPath),
  );

  simulator.kill("SIGKILL");

  await until("the agent is gone", () => !isAlive(agent));
  expect(isAlive(process.pid)).toBe(true);
});
