import { amperes, epochMillis } from "#hal/core/units";
import type { LocalTag } from "#agent/domain/access/local-tag";
import { idToken } from "#agent/domain/authorization/id-token";
import { plateOf } from "#agent/domain/logbook/plate";
import type { TagDuty, TagLogbook } from "#agent/domain/logbook/tag-logbook";
import type { AccessStore, Guest, GuestStore, LocalTagStore, SeenTag } from "#agent/ports/access-store";
import { accessRulesBody, readAccessRules } from "#agent/store/access-rules-codec";
import type { Database } from "#agent/store/database";
import { FieldReader } from "#agent/store/field-reader";
import { wholeMillis } from "#agent/store/sql-values";
import type { WriteBehind } from "#agent/store/write-behind";

/** Everything about access over one database. Durable when a call returns, but for when a tag was last seen, which may wait a minute. */
export function sqliteAccessStore(database: Database, behind: Pick<WriteBehind, "hold">): AccessStore {
  const get = database.prepare("SELECT body FROM access_rules WHERE only = 1");
  const put = database.prepare(
    "INSERT INTO access_rules (only, body) VALUES (1, @body) ON CONFLICT (only) DO UPDATE SET body = excluded.body",
  );
  const place = { table: "access_rules", key: 1 };
  return {
    tags: localTagStore(database, behind),
    guests: guestStore(database),
    rules: () => {
      const row = get.get();
      return row === undefined ? undefined : readAccessRules(place, new FieldReader(place, row).text("body"));
    },
    setRules: (rules) => {
      put.run({ body: accessRulesBody(rules) });
    },
  };
}

function localTagStore(database: Database, behind: Pick<WriteBehind, "hold">): LocalTagStore {
  const all = database.prepare("SELECT * FROM local_tag ORDER BY alias COLLATE NOCASE, ordinal");
  const put = database.prepare(
    `INSERT INTO local_tag (token, alias, owner, valid_from, valid_to, max_current, may_charge, may_stop, is_paid, is_enabled,
       logbook_duty, logbook_plate, logbook_odometer)
     VALUES (@token, @alias, @owner, @validFrom, @validTo, @maxCurrent, @mayCharge, @mayStop, @isPaid, @isEnabled,
       @logbookDuty, @logbookPlate, @logbookOdometer)
     ON CONFLICT (token) DO UPDATE SET token = excluded.token, alias = excluded.alias, owner = excluded.owner,
       valid_from = excluded.valid_from, valid_to = excluded.valid_to, max_current = excluded.max_current,
       may_charge = excluded.may_charge, may_stop = excluded.may_stop, is_paid = excluded.is_paid, is_enabled = excluded.is_enabled,
       logbook_duty = excluded.logbook_duty, logbook_plate = excluded.logbook_plate, logbook_odometer = excluded.logbook_odometer`,
  );
  const remove = database.prepare("DELETE FROM local_tag WHERE token = @token");
  const seen = database.prepare("UPDATE local_tag SET seen_at = @at WHERE token = @token");
  return {
    all: () => all.all().map(decodeTag),
    put: (tags) => {
      database.transaction(() => {
        for (const tag of tags) put.run(valuesOf(tag));
      });
    },
    remove: (token) => {
      remove.run({ token });
    },
    seen: (token, at) => {
      behind.hold(`seen:${token}`, () => {
        seen.run({ token, at: wholeMillis(at) });
      });
    },
  };
}

function valuesOf(tag: LocalTag) {
  const { token, alias, owner, validFrom, validTo, maxCurrent } = tag;
  return {
    token,
    alias,
    owner,
    validFrom: validFrom === undefined ? null : wholeMillis(validFrom),
    validTo: validTo === undefined ? null : wholeMillis(validTo),
    maxCurrent: maxCurrent ?? null,
    mayCharge: tag.mayCharge ? 1 : 0,
    mayStop: tag.mayStop ? 1 : 0,
    isPaid: tag.isPaid ? 1 : 0,
    isEnabled: tag.isEnabled ? 1 : 0,
    logbookDuty: tag.logbook?.duty ?? null,
    logbookPlate: tag.logbook?.plate ?? null,
    logbookOdometer: tag.logbook === undefined ? null : Number(tag.logbook.asksOdometer),
  };
}

function decodeTag(row: unknown): SeenTag {
  // The token itself would be personal data in an error.
  const key = new FieldReader({ table: "local_tag", key: "?" }, row).integer("ordinal");
  const fields = new FieldReader({ table: "local_tag", key }, row);
  const validFrom = fields.optionalNumber("valid_from");
  const validTo = fields.optionalNumber("valid_to");
  const maxCurrent = fields.optionalNumber("max_current");
  const seenAt = fields.optionalNumber("seen_at");
  const logbook = decodeLogbook(fields);
  const tag: LocalTag = {
    token: idToken(fields.text("token")),
    alias: fields.text("alias"),
    owner: fields.text("owner"),
    ...(validFrom === undefined ? {} : { validFrom: epochMillis(validFrom) }),
    ...(validTo === undefined ? {} : { validTo: epochMillis(validTo) }),
    ...(maxCurrent === undefined ? {} : { maxCurrent: amperes(maxCurrent) }),
    mayCharge: fields.integer("may_charge") === 1,
    mayStop: fields.integer("may_stop") === 1,
    isPaid: fields.integer("is_paid") === 1,
    isEnabled: fields.integer("is_enabled") === 1,
    ...(logbook === undefined ? {} : { logbook }),
  };
  return { tag, ...(seenAt === undefined ? {} : { lastSeenAt: epochMillis(seenAt) }) };
}

function decodeLogbook(fields: FieldReader): TagLogbook | undefined {
  const duty = fields.optionalOneOf("logbook_duty", dutyWords);
  if (duty === undefined) return undefined;
  const plate = plateOf(fields.optionalText("logbook_plate") ?? "");
  const asksOdometer = fields.integer("logbook_odometer") === 1;
  return { duty, asksOdometer, ...(plate === undefined ? {} : { plate }) };
}

const dutyWords = { byRule: true, always: true, never: true } as const satisfies Readonly<Record<TagDuty, true>>;

function guestStore(database: Database): GuestStore {
  const all = database.prepare("SELECT id, name, pin_hash, expires_at, longest_minutes FROM guest ORDER BY id");
  const add = database.prepare(
    `INSERT INTO guest (name, pin_hash, expires_at, longest_minutes)
     VALUES (@name, @pinHash, @expiresAt, @longestMinutes) RETURNING id`,
  );
  const remove = database.prepare("DELETE FROM guest WHERE id = @id");
  return {
    all: () => all.all().map(decodeGuest),
    add: (guest) => {
      const row = add.get({ ...guest, expiresAt: wholeMillis(guest.expiresAt) });
      return new FieldReader({ table: "guest", key: "new" }, row).integer("id");
    },
    remove: (id) => {
      remove.run({ id });
    },
  };
}

function decodeGuest(row: unknown): Guest {
  const id = new FieldReader({ table: "guest", key: "?" }, row).integer("id");
  const fields = new FieldReader({ table: "guest", key: id }, row);
  return {
    id,
    name: fields.text("name"),
    pinHash: fields.text("pin_hash"),
    expiresAt: epochMillis(fields.integer("expires_at")),
    longestMinutes: fields.integer("longest_minutes"),
  };
}
