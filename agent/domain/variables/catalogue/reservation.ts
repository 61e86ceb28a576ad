import { boolean, readOnly } from "#agent/domain/variables/catalogue/kinds";
import type { Definitions } from "#agent/domain/variables/variable-type";

/** What the station can reserve. */
export const reservation = {
  reserveConnectorZeroSupported: {
    ...boolean(true),
    key16: "ReserveConnectorZeroSupported",
    meaning: "A reservation may be for any one outlet.",
    ...readOnly,
  },
} as const satisfies Definitions;
