import { readdirSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { accepted, type Outcome, refused } from "#hal/core/outcome";
import { checkBoard } from "#config/board-rules";
import { type BoardFile, boardSchema } from "#config/board-schema";
import { checkShape } from "#config/check-shape";
import type { ConfigMistake } from "#config/mistake";
import { suggestion } from "#config/nearest-word";
import { packageRoot } from "#config/package-root";
import { readJson } from "#config/read-json";

/** Names of the boards that come with the program. */
export function shippedBoards(): readonly string[] {
  return readdirSync(boardsDirectory())
    .filter((name) => name.endsWith(".json"))
    .map((name) => name.slice(0, -".json".length))
    .sort();
}

/** Reads the board that `configFile` names: one that comes with the program, or a file relative to the configuration. */
export function loadBoardFile(configFile: string, named: string): Outcome<BoardFile, readonly ConfigMistake[]> {
  const isPath = named.includes("/") || named.endsWith(".json");
  if (!isPath && !shippedBoards().includes(named))
    return refused([
      { file: configFile, path: "board.file", message: `names no known board${suggestion(named, shippedBoards())}` },
    ]);
  const file = isPath ? resolve(dirname(configFile), named) : join(boardsDirectory(), `${named}.json`);
  const json = readJson(file);
  if (!json.ok) return json;
  const board = checkShape(file, boardSchema, json.value);
  if (!board.ok) return board;
  const mistakes = checkBoard(file, board.value);
  return mistakes.length > 0 ? refused(mistakes) : accepted(board.value);
}

function boardsDirectory(): string {
  return join(packageRoot(), "config", "boards");
}
