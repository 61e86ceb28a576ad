import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { expect, it } from "vitest";
import { NotifyHelper } from "#hil/hang/notify-helper";
import { temporaryDirectory } from "#test/support/temporary-directory";

function helper() {
  const made = new NotifyHelper(join(temporaryDirectory(), "systemd"));
  const env = made.environment(process.env["PATH"] ?? "");
  return { made, env, tell: (...news: readonly string[]) => spawnSync("systemd-notify", news, { env }).status };
}

it("notes readiness and signs of life apart, and nothing else", () => {
  const { made, tell } = helper();
  expect(tell("STATUS=working")).toBe(0);
  expect([made.readyAt(), made.signAt()]).toEqual([undefined, undefined]);

  tell("READY=1", "STATUS=working");
  expect(made.readyAt()).toBeGreaterThan(0);
  expect(made.signAt()).toBeUndefined();

  tell("WATCHDOG=1");
  expect(made.signAt()).toBeGreaterThan(0);
  made.clear();
  expect([made.readyAt(), made.signAt()]).toEqual([undefined, undefined]);
});

it("hangs for as long as it is told to", async () => {
  const { made, env, tell } = helper();
  const letGo = made.hang();
  const stuck = spawn("systemd-notify", ["WATCHDOG=1"], { env, timeout: 300, killSignal: "SIGKILL" });
  await once(stuck, "exit");
  expect(stuck.signalCode).toBe("SIGKILL");
  expect(made.signAt()).toBeUndefined();

  letGo();
  tell("WATCHDOG=1");
  expect(made.signAt()).toBeGreaterThan(0);
});
