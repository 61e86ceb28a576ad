import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { type AgentExit, AgentProcess } from "#simulator/agent-process";
import { temporaryDirectory } from "#test/support/temporary-directory";

/** A program of one line in the place of the agent. */
function processOf(program: string) {
  const logFile = join(temporaryDirectory(), "agent.log");
  const agent = new AgentProcess({
    execPath: process.execPath,
    arguments: ["-e", program],
    logFile,
    environment: {},
  });
  const ended = new Promise<AgentExit>((resolve) => agent.exits.listen(resolve));
  return { agent, ended, log: () => readFileSync(logFile, "utf8") };
}

describe("the agent's process", () => {
  it("has its last word in the log when it is said to have ended", async () => {
    const { agent, ended, log } = processOf(
      `process.stderr.write("x".repeat(500_000) + "the end"); process.exitCode = 74;`,
    );
    agent.start();
    expect(agent.isRunning()).toBe(true);

    expect(await ended).toEqual({ code: 74, signal: undefined });

    expect(agent.isRunning()).toBe(false);
    expect(agent.lastExit()).toEqual({ code: 74, signal: undefined });
    expect(log()).toMatch(/the end$/);
  });

  it("is killed at once and can be started again", async () => {
    const { agent, ended } = processOf("setInterval(() => 0, 1000);");
    agent.start();
    await agent.kill();

    expect(await ended).toEqual({ code: undefined, signal: "SIGKILL" });
    agent.start();
    expect(agent.isRunning()).toBe(true);
    expect(await agent.stop()).toEqual({ code: undefined, signal: "SIGTERM" });
  });

  it("has ended at once when it cannot be started", async () => {
    const agent = new AgentProcess({
      execPath: "/nonexistent/node",
      arguments: [],
      logFile: join(temporaryDirectory(), "agent.log"),
      environment: {},
    });
    const ended = new Promise<AgentExit>((resolve) => agent.exits.listen(resolve));

    agent.start();

    expect(await ended).toEqual({ code: 127, signal: undefined });
    expect(agent.isRunning()).toBe(false);
  });
});
