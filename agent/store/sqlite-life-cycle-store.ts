import { epochMillis } from "#hal/core/units";
import {
  fromTheFactory,
  type LifeCycleRecord,
  type LifeCycleStage,
  type LifeCycleStep,
} from "#agent/domain/site/life-cycle";
import type { LifeCycleStore } from "#agent/ports/station-store";
import type { Database } from "#agent/store/database";
import { FieldReader, parseBody } from "#agent/store/field-reader";

const stageWords: Readonly<Record<LifeCycleStage, true>> = {
  factory: true,
  installed: true,
  activated: true,
  decommissioned: true,
};
const resultWords = { passed: true, failed: true } as const;
const place = { table: "life_cycle", key: 1 };

export function sqliteLifeCycleStore(database: Database): LifeCycleStore {
  return {
    get: () => {
      const row = database.prepare("SELECT record FROM life_cycle WHERE only = 1").get();
      return row === undefined ? fromTheFactory : decode(recordIn(row));
    },
    put: (record) => {
      const put = database.prepare(
        `INSERT INTO life_cycle (only, record) VALUES (1, @record)
         ON CONFLICT (only) DO UPDATE SET record = excluded.record`,
      );
      put.run({ record: JSON.stringify(record) });
    },
  };
}

function recordIn(row: unknown): FieldReader {
  return new FieldReader(place, parseBody(place, new FieldReader(place, row).text("record")));
}

function decode(fields: FieldReader): LifeCycleRecord {
  const light = fields.has("light") ? fields.object("light") : undefined;
  return {
    stage: fields.oneOf("stage", stageWords),
    ...(fields.has("installed") ? { installed: step(fields.object("installed")) } : {}),
    ...(fields.has("activated") ? { activated: step(fields.object("activated")) } : {}),
    ...(light === undefined ? {} : { light: { ...step(light), result: light.oneOf("result", resultWords) } }),
  };
}

function step(fields: FieldReader): LifeCycleStep {
  return { by: fields.text("by"), at: epochMillis(fields.integer("at")) };
}
