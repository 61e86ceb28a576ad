import type { Dialect } from "#agent/ocpp/dialects/dialect";
import { PayloadValidator } from "#agent/ocpp/validation/payload-validator";
import { loadSchemas, type MessageKind } from "#agent/ocpp/validation/schema-set";

/** The messages of any version, seen without their types. */
export type AnyMessages = Readonly<Record<string, Readonly<Record<MessageKind, object>>>>;

/** The schemas of the version in use. */
export type PayloadJudge = Pick<PayloadValidator<AnyMessages>, "check" | "assertOwn">;

/** Gives the judge of a version; its schemas are read when it is first spoken and kept from then on. */
export function schemaJudges(): (dialect: Pick<Dialect, "schemaFile">) => PayloadJudge {
  const judges = new Map<string, PayloadJudge>();
  return ({ schemaFile }) => {
    const judge = judges.get(schemaFile) ?? new PayloadValidator<AnyMessages>(loadSchemas(schemaFile));
    judges.set(schemaFile, judge);
    return judge;
  };
}
