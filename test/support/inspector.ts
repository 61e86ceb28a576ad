import { WebSocket } from "ws";
import { until } from "#test/support/rehearsal-until";

/** Where Node's inspector listens when a process is asked for it by SIGUSR1. */
const LIST = "http://127.0.0.1:9229/json/list";

/** Runs a script inside a process of ours, which knows nothing of it: for troubles that nobody can make from the outside. */
export async function runInside(pid: number, script: string): Promise<void> {
  process.kill(pid, "SIGUSR1");
  const url = await until("the inspector listens", inspectorUrl);
  const socket = new WebSocket(url);
  await new Promise<void>((resolve, reject) => {
    socket.once("open", resolve);
    socket.once("error", reject);
  });
  const answered = new Promise<void>((resolve) => {
    socket.once("message", () => {
      resolve();
    });
  });
  socket.send(JSON.stringify({ id: 1, method: "Runtime.evaluate", params: { expression: script } }));
  await answered;
  socket.terminate();
}

async function inspectorUrl(): Promise<string | undefined> {
  try {
    const targets: unknown = await (await fetch(LIST)).json();
    const all: readonly unknown[] = Array.isArray(targets) ? targets : [];
    const first = all[0];
    const url: unknown =
      typeof first === "object" && first !== null ? Reflect.get(first, "webSocketDebuggerUrl") : undefined;
    return typeof url === "string" ? url : undefined;
  } catch {
    return undefined;
  }
}
