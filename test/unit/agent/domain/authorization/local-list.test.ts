import { describe, expect, it } from "vitest";
import { idToken, type TokenInfo, type TokenStatus } from "#agent/domain/authorization/id-token";
import {
  contradictsList,
  judgeListUpdate,
  type ListEntry,
  type ListUpdate,
} from "#agent/domain/authorization/local-list";

const known: ReadonlySet<string> = new Set(["a1", "b2"]);
const list = { version: 5, size: 2, has: (token: string) => known.has(token.toLowerCase()) };
const limits = { entries: 4, entriesPerUpdate: 3 };
const accepted: TokenInfo = { status: "accepted" };

function lines(...tokens: string[]): readonly ListEntry[] {
  return tokens.map((token) =>
    token.startsWith("-") ? { token: idToken(token.slice(1)) } : { token: idToken(token), info: accepted },
  );
}

function judge([kind, version]: readonly [ListUpdate["kind"], number], tokens: readonly string[]) {
  return judgeListUpdate(list, { kind, version, entries: lines(...tokens) }, limits);
}

describe("an update of the local list", () => {
  it.each([
    ["5.11 Full replaces whatever the version", ["full", 1], ["C3"], "accepted"],
    ["5.11 an empty Full clears", ["full", 6], [], "accepted"],
    ["5.11 Differential adds", ["differential", 6], ["C3", "D4"], "accepted"],
    ["5.11 Differential changes what is there", ["differential", 6], ["A1", "B2", "C3"], "accepted"],
    [
      "5.11 an element without idTagInfo deletes, which makes room",
      ["differential", 6],
      ["-A1", "C3", "D4"],
      "accepted",
    ],
    ["5.11 deleting what is not there makes no room", ["differential", 6], ["-Z9", "C3", "D4"], "accepted"],
    ["5.11 an empty Differential changes only the version", ["differential", 6], [], "accepted"],
    ["5.11 Differential of the same version", ["differential", 5], ["C3"], "versionMismatch"],
    ["5.11 Differential of an older version", ["differential", 4], [], "versionMismatch"],
    ["5.11 version 0 cannot be given", ["full", 0], [], "failed"],
    ["5.11 version -1 cannot be given", ["differential", -1], [], "failed"],
    ["5.11 duplicates, whatever their case", ["full", 6], ["C3", "c3"], "failed"],
    ["5.11 more than SendLocalListMaxLength", ["full", 6], ["C3", "D4", "E5", "F6"], "failed"],
    ["5.11 more than LocalAuthListMaxLength", ["differential", 6], ["C3", "D4", "E5"], "failed"],
    ["5.11 nothing to delete from a Full list", ["full", 6], ["C3", "-D4"], "failed"],
  ] as const)("%s", (_name, update, tokens, outcome) => {
    expect(judge(update, tokens)).toBe(outcome);
  });
});

describe("an answer about a listed token", () => {
  it.each([
    ["accepted", "accepted", false],
    ["accepted", "blocked", true],
    ["blocked", "accepted", true],
    ["accepted", "concurrentTx", false],
  ] as const satisfies readonly (readonly [TokenStatus, TokenStatus, boolean])[])(
    "5.10 listed %s, told %s: conflict %s",
    (listed, told, conflict) => {
      expect(contradictsList({ status: listed }, { status: told })).toBe(conflict);
    },
  );
});
