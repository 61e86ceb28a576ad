import { join } from "node:path";
import { type MessageSchemas, readMessageSchemas } from "#simulator/fuzz/message-schemas";
import { repository } from "#test/support/architecture-tree";

export function fuzzSchemas(): ReadonlyMap<string, MessageSchemas> {
  return readMessageSchemas(join(repository, "node_modules/ocpp-rpc/lib/schemas/ocpp1_6.json"));
}
