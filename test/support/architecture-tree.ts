import { execFile } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

export const repository = resolve(dirname(fileURLToPath(import.meta.url)), "../..");

export interface ToolResult {
  readonly exitCode: number;
  readonly stdout: string;
}

/** Runs a program of node_modules in `folder`. */
export function runTool(path: string, args: readonly string[], folder: string): Promise<ToolResult> {
  return new Promise((settle) => {
    const script = join(repository, "node_modules", path);
    execFile(process.execPath, [script, ...args], { cwd: folder, maxBuffer: 2 ** 27 }, (error, stdout) => {
      const code = error?.code;
      settle({ exitCode: error === null ? 0 : typeof code === "number" ? code : 1, stdout });
    });
  });
}

/** A throw-away copy of the repository's frame: the named settings as they are, and sources made up by a test. */
export class ArchitectureTree {
  readonly folder = mkdtempSync(join(tmpdir(), "borne-architecture-"));

  /** Takes over files of the repository unchanged. */
  copy(...paths: readonly string[]): void {
    for (const path of paths) cpSync(join(repository, path), join(this.folder, path), { recursive: true });
  }

  write(path: string, text: string): void {
    const file = join(this.folder, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
