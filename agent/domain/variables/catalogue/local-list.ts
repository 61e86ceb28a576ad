import { boolean, integer, writable, readOnly } from "#agent/domain/variables/catalogue/kinds";
import type { Definitions } from "#agent/domain/variables/variable-type";

/** The list of tokens that the operator keeps in the station. */
export const localList = {
  localAuthListEnabled: {
    ...boolean(true),
    key16: "LocalAuthListEnabled",
    meaning: "Use the list that the back end sends; it goes before the cache. Off, it is kept and not looked at.",
    name2x: "LocalAuthListCtrlr.Enabled",
    ...writable,
  },
  localAuthListMaxLength: {
    ...integer(10_000, 10_000, 10_000),
    key16: "LocalAuthListMaxLength",
    meaning: "Tokens that the list can hold.",
    name2x: "LocalAuthListCtrlr.Entries",
    ...readOnly,
  },
  /** About 100 bytes an entry: such a message fits below the largest that is taken in. */
  sendLocalListMaxLength: {
    ...integer(1000, 1000, 1000),
    key16: "SendLocalListMaxLength",
    meaning: "Tokens that one message may carry.",
    name2x: "LocalAuthListCtrlr.ItemsPerMessage",
    ...readOnly,
  },
} as const satisfies Definitions;
