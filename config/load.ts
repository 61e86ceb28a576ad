import { dirname, join, resolve } from "node:path";
import { accepted, type Outcome, refused } from "#hal/core/outcome";
import { loadBoardFile } from "#config/board-file";
import type { BoardFile } from "#config/board-schema";
import { type Certificates, loadCertificates } from "#config/load-certificates";
import { checkShape } from "#config/check-shape";
import type { Config } from "#config/config";
import { boardWithPaths, checkDevices } from "#config/devices";
import { migrateConfig, type RenamedKey, renamedKeys } from "#config/migrate";
import type { ConfigMistake } from "#config/mistake";
import { readPasswordFile } from "#config/password-file";
import { readJson } from "#config/read-json";
import { type ConfigFile, configSchema } from "#config/schema";

/**
 * Reads the agent's configuration and all files that it names. Paths in it are relative to the file. Nothing is half accepted: the answer
 * is a whole configuration, or every mistake that could be found in one go.
 */
export function loadConfig(
  path: string,
  renames: readonly RenamedKey[] = renamedKeys,
): Outcome<Config, readonly ConfigMistake[]> {
  const json = readJson(path);
  if (!json.ok) return json;
  const migrated = migrateConfig(path, json.value, renames);
  const shape = checkShape(path, configSchema, migrated.value);
  if (!shape.ok) return refused([...migrated.mistakes, ...shape.reason]);
  const board = loadBoardFile(path, shape.value.board.file);
  const password = loadPassword(path, shape.value);
  const certificates = loadCertificates(path, shape.value);
  const mistakes = [
    ...migrated.mistakes,
    ...(password.ok ? [] : password.reason),
    ...(certificates.ok ? [] : certificates.reason),
    ...securityMistakes(path, shape.value),
    ...(board.ok ? checkDevices(path, board.value, shape.value.devices) : board.reason),
  ];
  if (mistakes.length > 0 || !board.ok || !password.ok || !certificates.ok) return refused(mistakes);
  const parts = { path, content: shape.value, board: board.value, certificates: certificates.value };
  return accepted(assemble({ ...parts, ...password.value, notes: migrated.notes }));
}

interface Parts {
  readonly path: string;
  readonly content: ConfigFile;
  readonly board: BoardFile;
  readonly certificates: Certificates;
  readonly password?: Uint8Array;
  readonly notes: readonly string[];
}

function assemble({ path, content, board, certificates, password, notes }: Parts): Config {
  const base = dirname(resolve(path));
  const { station, store, csms, devices, status, site, log, clock, policy, variables } = content;
  return {
    station,
    store: { ...store, directory: resolve(base, store.directory) },
    csms: csmsOf(csms, password),
    certificates,
    board: boardWithPaths(board, devices, base),
    status: {
      ...status,
      ...(status.addressFile === undefined ? {} : { addressFile: resolve(base, status.addressFile) }),
    },
    ...(site === undefined ? {} : { site: siteWithPaths(site, base, store.directory) }),
    log,
    clock,
    policy,
    variables,
    notes,
  };
}

function csmsOf(csms: ConfigFile["csms"], password: Uint8Array | undefined): Config["csms"] {
  const { url, identity, securityProfile, verifyServerName } = csms;
  return {
    url,
    identity,
    verifyServerName,
    ...(password === undefined ? {} : { password }),
    ...(securityProfile === undefined ? {} : { securityProfile }),
  };
}

/** Fields that contradict each other. */
function securityMistakes(file: string, { csms }: ConfigFile): readonly ConfigMistake[] {
  const { securityProfile, url, passwordFile } = csms;
  if (securityProfile === undefined) return [];
  const scheme = securityProfile >= 2 ? "wss://" : "ws://";
  const asksForPassword = securityProfile === 1 || securityProfile === 2;
  const wanted = `for security profile ${String(securityProfile)}`;
  return [
    ...(securityProfile > 0 && !url.startsWith(scheme)
      ? [{ file, path: "csms.url", message: `must begin with ${scheme} ${wanted}` }]
      : []),
    ...(asksForPassword && passwordFile === undefined
      ? [{ file, path: "csms.passwordFile", message: `is missing ${wanted}` }]
      : []),
  ];
}

function siteWithPaths(
  site: NonNullable<ConfigFile["site"]>,
  base: string,
  store: string,
): NonNullable<Config["site"]> {
  const { labelFile, addressFile, ...rest } = site;
  return {
    ...rest,
    labelFile: resolve(base, labelFile ?? join(store, "label.json")),
    ...(addressFile === undefined ? {} : { addressFile: resolve(base, addressFile) }),
  };
}

function loadPassword(
  path: string,
  { csms }: ConfigFile,
): Outcome<{ readonly password?: Uint8Array }, readonly ConfigMistake[]> {
  if (csms.passwordFile === undefined) return accepted({});
  const password = readPasswordFile(resolve(dirname(path), csms.passwordFile));
  if (password.ok) return accepted({ password: password.value });
  return refused([{ file: path, path: "csms.passwordFile", message: `names a file that ${password.reason}` }]);
}
