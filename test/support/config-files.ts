import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Config } from "#config/config";
import { loadConfig } from "#config/load";
import type { RenamedKey } from "#config/migrate";
import { printMistakes } from "#config/print-mistakes";
import { temporaryDirectory } from "#test/support/temporary-directory";

/** The smallest configuration file that is right. */
export const minimalConfig = {
  station: { vendor: "Borne", model: "Wall 22", serialNumber: "B-0001" },
  store: { directory: "data" },
  csms: { url: "ws://127.0.0.1:9000/ocpp", identity: "cp001" },
  board: { file: "openevse-sdm630" },
  devices: {
    controller: "/dev/serial/by-id/evse",
    "meter-bus": "/dev/serial/by-id/rs485",
    reader: "/dev/serial/by-id/rfid",
  },
};

export interface WrittenConfig {
  readonly directory: string;
  readonly file: string;
  load(renames?: readonly RenamedKey[]): Config;
  /** The lines that the installer would see, without the directory. */
  mistakes(renames?: readonly RenamedKey[]): readonly string[];
}

/** Writes a configuration file, from a value or as text, beside whatever else the test puts there. */
export function writtenConfig(content: unknown, directory = temporaryDirectory()): WrittenConfig {
  const file = join(directory, "borne.json");
  writeFileSync(file, typeof content === "string" ? content : JSON.stringify(content));
  return {
    directory,
    file,
    load: (renames) => {
      const outcome = loadConfig(file, renames);
      if (!outcome.ok) throw new Error(printMistakes(outcome.reason));
      return outcome.value;
    },
    mistakes: (renames) => {
      const outcome = loadConfig(file, renames);
      return outcome.ok ? [] : printMistakes(outcome.reason).replaceAll(`${directory}/`, "").split("\n");
    },
  };
}
