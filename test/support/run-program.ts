import { spawn } from "node:child_process";

export interface ProgramResult {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface ProgramPlace {
  readonly folder: string;
  /** The whole environment; nothing is inherited. */
  readonly env: Readonly<Record<string, string>>;
}

/** Runs a Node program to its end. */
export function runProgram(script: string, args: readonly string[], place: ProgramPlace): Promise<ProgramResult> {
  const child = spawn(process.execPath, [script, ...args], {
    cwd: place.folder,
    env: place.env,
    stdio: ["ignore", "pipe", "pipe"],
  });
  let stdout = "";
  let stderr = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    stderr += text;
  });
  return new Promise((settle, fail) => {
    child.on("error", fail);
    child.on("close", (exitCode) => {
      settle({ exitCode, stdout, stderr });
    });
  });
}
