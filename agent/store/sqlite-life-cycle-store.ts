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
import type { StampEras } from "#agent/store/stamp-eras";

const stageWords: Readonly<Record<LifeCycleStage, true>> = {
  factory: true,
  installed: true,
  activated: true,
  decommissioned: true,
};
const resultWords = { passed: true, failed: true } as const;
const stepNames = ["installed", "activated", "light"] as const;
const place = { table: "life_cycle", key: 1 };

export function sqliteLifeCycleStore(database: Database, eras: StampEras): LifeCycleStore {
  const stored = () => {
    const row = database.prepare("SELECT record FROM life_cycle WHERE only = 1").get();
    return row === undefined ? undefined : recordIn(row);
  };
  return {
    get: () => {
      const fields = stored();
      return fields === undefined ? fromTheFactory : decode(fields, eras);
    },
    put: (record) => {
      const put = database.prepare(
        `INSERT INTO life_cycle (only, record) VALUES (1, @record)
         ON CONFLICT (only) DO UPDATE SET record = excluded.record`,
      );
      put.run({ record: JSON.stringify({ ...record, ...stamped(record, stored(), eras) }) });
    },
  };
}

function recordIn(row: unknown): FieldReader {
  return new FieldReader(place, parseBody(place, new FieldReader(place, row).text("record")));
}

/** Each step with the era of its stamp: one that was there keeps its own. */
function stamped(record: LifeCycleRecord, stored: FieldReader | undefined, eras: StampEras): object {
  const steps = stepNames.flatMap((name) => {
    const now = record[name];
    if (now === undefined) return [];
    const was = stored?.has(name) === true ? stored.object(name) : undefined;
    const isSame = was !== undefined && step(was, eras).at === now.at;
    const stamp = isSame ? { at: was.integer("at"), era: was.optionalNumber("era") } : { era: eras.now() };
    return [[name, { ...now, ...stamp }]];
  });
  return Object.fromEntries(steps) as object;
}

function decode(fields: FieldReader, eras: StampEras): LifeCycleRecord {
  const light = fields.has("light") ? fields.object("light") : undefined;
  return {
    stage: fields.oneOf("stage", stageWords),
    ...(fields.has("installed") ? { installed: step(fields.object("installed"), eras) } : {}),
    ...(fields.has("activated") ? { activated: step(fields.object("activated"), eras) } : {}),
    ...(light === undefined ? {} : { light: { ...step(light, eras), result: light.oneOf("result", resultWords) } }),
  };
}

function step(fields: FieldReader, eras: StampEras): LifeCycleStep {
  return { by: fields.text("by"), at: eras.read(epochMillis(fields.integer("at")), fields.optionalNumber("era")) };
}
