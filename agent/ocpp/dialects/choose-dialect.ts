import type { Dialect } from "#agent/ocpp/dialects/dialect";
import { dialect16 } from "#agent/ocpp/dialects/v16/dialect-16";

/** The only place that knows versions by their subprotocol. */
const dialects: readonly Dialect[] = [{ ...dialect16, subprotocol: "ocpp1.6" }];

/** In order of preference. */
export const offeredSubprotocols: readonly string[] = dialects.map((dialect) => dialect.subprotocol);

/** The words for the version that the CSMS chose. */
export function chooseDialect(subprotocol: string): Dialect | undefined {
  return dialects.find((dialect) => dialect.subprotocol === subprotocol);
}
