import { isAbsolute, resolve } from "node:path";
import type { BoardFile } from "#config/board-schema";
import { deviceUses } from "#config/board-rules";
import type { Config } from "#config/config";
import type { ConfigMistake } from "#config/mistake";
import { suggestion } from "#config/nearest-word";

export type DevicePaths = Readonly<Record<string, string>>;

/** The table of devices must name each role of the board once, no other, and no path twice. */
export function checkDevices(file: string, board: BoardFile, devices: DevicePaths): readonly ConfigMistake[] {
  const roles = deviceUses(board).map((use) => use.role);
  const given = Object.keys(devices);
  const missing = roles.filter((role) => !given.includes(role));
  const paths = Object.values(devices);
  return [
    ...missing.map((role) => [role, "is missing: the board needs a device for this role"] as const),
    ...given
      .filter((role) => !roles.includes(role))
      .map(
        (role) => [role, `is no role of this board${suggestion(role, missing.length > 0 ? missing : roles)}`] as const,
      ),
    ...given
      .filter((_role, i) => paths.indexOf(paths[i] ?? "") !== i)
      .map((role) => [role, "has the path of another device"] as const),
  ].map(([role, message]) => ({ file, path: `devices.${role}`, message }));
}

/** The board with paths in the place of roles; paths are relative to `base`. */
export function boardWithPaths(board: BoardFile, devices: DevicePaths, base: string): Config["board"] {
  const placed = <Use extends { readonly device: string }>({ device, ...rest }: Use) => ({
    ...rest,
    path: absolute(base, devices[device] ?? ""),
  });
  return {
    ...board,
    buses: Object.fromEntries(Object.entries(board.buses).map(([name, bus]) => [name, placed(bus)])),
    evses: board.evses.map((evse) => ({ ...evse, controller: placed(evse.controller) })),
    readers: board.readers.map(placed),
  };
}

function absolute(base: string, path: string): string {
  return isAbsolute(path) ? path : resolve(base, path);
}
