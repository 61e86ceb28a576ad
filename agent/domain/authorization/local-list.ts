import type { IdToken, TokenInfo } from "#agent/domain/authorization/id-token";

/** One line of an update. Without `info` it takes the token off the list. */
export interface ListEntry {
  readonly token: IdToken;
  readonly info?: TokenInfo;
}

export interface ListUpdate {
  /** `full` replaces the whole list, `differential` changes what it names. */
  readonly kind: "full" | "differential";
  readonly version: number;
  readonly entries: readonly ListEntry[];
}

/** The list as it is before an update. */
export interface ListView {
  /** The version of the last update that was taken in; 0 before the first. */
  readonly version: number;
  readonly size: number;
  has(token: IdToken): boolean;
}

export interface ListLimits {
  /** LocalAuthListMaxLength. */
  readonly entries: number;
  /** SendLocalListMaxLength. */
  readonly entriesPerUpdate: number;
}

export type ListUpdateOutcome = "accepted" | "failed" | "versionMismatch" | "notSupported";

/**
 * Whether an update can be taken in as a whole (OCPP 1.6 sections 5.15, 6.41 and 7.47, errata 3.52): all of it or nothing. Versions that stand
 * for "none" and "not supported" in answers cannot be given to a list.
 */
export function judgeListUpdate(
  list: ListView,
  update: ListUpdate,
  limits: ListLimits,
): Exclude<ListUpdateOutcome, "notSupported"> {
  const { kind, version, entries } = update;
  if (version <= 0) return "failed";
  if (kind === "differential" && version <= list.version) return "versionMismatch";
  if (entries.length > limits.entriesPerUpdate || hasDouble(entries)) return "failed";
  if (kind === "full" && entries.some(({ info }) => info === undefined)) return "failed";
  return sizeAfter(list, update) > limits.entries ? "failed" : "accepted";
}

function hasDouble(entries: readonly ListEntry[]): boolean {
  return new Set(entries.map(({ token }) => token.toLowerCase())).size < entries.length;
}

function sizeAfter(list: ListView, { kind, entries }: ListUpdate): number {
  if (kind === "full") return entries.length;
  return entries.reduce((size, { token, info }) => {
    if (info === undefined) return list.has(token) ? size - 1 : size;
    return list.has(token) ? size : size + 1;
  }, list.size);
}

/**
 * Whether what the back end says now contradicts the list (OCPP 1.6 section 3.5.2). That a token is in use elsewhere is true of this moment
 * only and contradicts nothing.
 */
export function contradictsList(listed: TokenInfo, told: TokenInfo): boolean {
  return told.status !== "concurrentTx" && told.status !== listed.status;
}
