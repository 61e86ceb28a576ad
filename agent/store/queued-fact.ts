import type { QueuedFact } from "#agent/ports/station-store";
import { decodeFact } from "#agent/store/fact-codec";
import { FieldReader } from "#agent/store/field-reader";

/** @throws AgentError `store.corrupt-row`, with the position as `key` */
export function decodeQueuedFact(row: unknown): QueuedFact {
  const key = new FieldReader({ table: "fact", key: "?" }, row).integer("position");
  const place = { table: "fact", key };
  const fields = new FieldReader(place, row);
  return {
    position: key,
    fact: decodeFact(place, fields.integer("format"), fields.text("body")),
    attempts: fields.integer("attempts"),
  };
}
