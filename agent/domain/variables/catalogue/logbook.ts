import { boolean, seconds, text, writable } from "#agent/domain/variables/catalogue/kinds";
import { logbookScopes } from "#agent/domain/logbook/logbook-rule";
import type { Definitions } from "#agent/domain/variables/variable-type";

/** Odometer and number plate of charges. */
export const logbook = {
  logbookScope: {
    ...text("Off", new RegExp(`^(${logbookScopes.join("|")})$`)),
    key16: "LogbookScope",
    meaning:
      "Whose charges need odometer and number plate: nobody's (Off), those of tags that are marked so (Tagged), those that reports call private, of local tags, the local list and guests (Private), everybody's (All).",
    ...writable,
  },
  logbookGrace: {
    ...seconds(600, 0, 86_400),
    key16: "LogbookGrace",
    meaning: "How long such a charge goes on without them before its energy is held; 0 holds it from the start.",
    ...writable,
  },
  logbookHold: {
    ...seconds(86_400, 0),
    key16: "LogbookHold",
    meaning:
      "How long it is held at most; 0 for as long as it lasts. Then it goes on and stays marked as without an entry.",
    ...writable,
  },
  logbookToBackEnd: {
    ...boolean(true),
    key16: "LogbookToBackEnd",
    meaning: "The back end is told by DataTransfer (org.borne.logbook) what is asked for, entered and missing.",
    ...writable,
  },
} as const satisfies Definitions;
