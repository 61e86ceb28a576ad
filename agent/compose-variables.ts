import type { Board } from "#hal/ports/board";
import type { AgentSettings, Platform } from "#agent/compose-settings";
import { stationProperties } from "#agent/control/station-properties";
import { Variables } from "#agent/control/variables";

/** What the back end and people may set, over what this station has. */
export function composeVariables(
  { variables }: Pick<AgentSettings, "variables">,
  { store, files, firmware }: Platform,
  board: Board,
): Variables {
  const fileTransferProtocols = files?.transfer.protocols ?? [];
  const hasFirmwareManagement = firmware !== undefined && files !== undefined;
  return new Variables({
    store: store.variables,
    overrides: variables,
    facts: stationProperties(board, { fileTransferProtocols, hasFirmwareManagement }),
  });
}
