import { AgentError } from "#hal/core/errors";
import { epochMillis } from "#hal/core/units";
import type { SecurityEntry } from "#agent/domain/security/security-event";
import type { StationFact } from "#agent/domain/transaction/station-fact";
import type { QueuedFact } from "#agent/ports/station-store";
import { decodeFact, type EncodedFact } from "#agent/store/fact-codec";
import { FieldReader } from "#agent/store/field-reader";
import type { StampEras } from "#agent/store/stamp-eras";

/** A fact on its way to the disk. */
export interface PlacedFact {
  readonly position: number;
  readonly fact: StationFact;
  readonly encoded: EncodedFact;
  /** Of its stamps. */
  readonly era: number | null;
}

/** @throws AgentError `store.corrupt-row`, with the position as `key` */
export function decodeQueuedFact(row: unknown, eras: StampEras): QueuedFact {
  const key = new FieldReader({ table: "fact", key: "?" }, row).integer("position");
  const place = { table: "fact", key };
  const fields = new FieldReader(place, row);
  return {
    position: key,
    fact: eras.readFact(decodeFact(place, fields), fields.optionalNumber("era")),
    attempts: fields.integer("attempts"),
  };
}

/** A moment that the store has stamped itself. */
export interface StoreStamp {
  readonly at: number;
  readonly era: number | null;
}

/** Into the security log and to the back end, inside a commit; `era`, in which it was stamped. */
export type Alarm = (entry: SecurityEntry, era: number | null) => void;

/** What is told of a fact that is given up. */
export function deadLetterAlarm(transactionId: string | undefined, why: string, at: number): SecurityEntry {
  const info = `dead letter of ${transactionId ?? "no transaction"}: ${why}`;
  return { event: "RecordUndeliverable", at: epochMillis(at), info };
}

export function notWaiting(position: number): AgentError {
  return new AgentError("store.not-waiting", "no fact waits at this place", { position });
}
