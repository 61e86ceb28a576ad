import type { Role } from "#agent/domain/site/role";
import type { Account, AccountStore, FactorySecretStore, SiteSettingStore, SiteStore } from "#agent/ports/site-store";
import type { Database } from "#agent/store/database";
import { FieldReader } from "#agent/store/field-reader";
import { SqliteEventStore } from "#agent/store/sqlite-event-store";
import { SqliteWebSessionStore } from "#agent/store/sqlite-web-session-store";
import type { StampEras } from "#agent/store/stamp-eras";
import type { WriteBehind } from "#agent/store/write-behind";

/** What the page keeps. Durable when a method returns; events of a disk that refuses wait for it. */
export function sqliteSiteStore(database: Database, behind: Pick<WriteBehind, "keep">, eras: StampEras): SiteStore {
  return {
    accounts: accountStore(database),
    sessions: new SqliteWebSessionStore(database),
    factory: factorySecretStore(database),
    settings: siteSettingStore(database),
    events: new SqliteEventStore(database, behind, eras),
  };
}

const roleWords: Readonly<Record<Role, true>> = { viewer: true, operator: true, installer: true, owner: true };

function accountStore(database: Database): AccountStore {
  const columns = "name, role, password_hash, must_change";
  const find = database.prepare(`SELECT ${columns} FROM account WHERE name = @name`);
  const all = database.prepare(`SELECT ${columns} FROM account ORDER BY name`);
  const put = database.prepare(
    `INSERT INTO account (${columns}) VALUES (@name, @role, @passwordHash, @mustChange)
     ON CONFLICT (name) DO UPDATE SET
       role = excluded.role, password_hash = excluded.password_hash, must_change = excluded.must_change`,
  );
  const remove = database.prepare("DELETE FROM account WHERE name = @name");
  return {
    find: (name) => {
      const row = find.get({ name });
      return row === undefined ? undefined : decodeAccount(row);
    },
    all: () => all.all().map(decodeAccount),
    put: ({ mustChange, ...account }) => {
      put.run({ ...account, mustChange: mustChange ? 1 : 0 });
    },
    remove: (name) => {
      remove.run({ name });
    },
  };
}

function decodeAccount(row: unknown): Account {
  const name = new FieldReader({ table: "account", key: "?" }, row).text("name");
  const fields = new FieldReader({ table: "account", key: name }, row);
  return {
    name,
    role: fields.oneOf("role", roleWords),
    passwordHash: fields.text("password_hash"),
    mustChange: fields.integer("must_change") === 1,
  };
}

function factorySecretStore(database: Database): FactorySecretStore {
  const get = database.prepare("SELECT password_hash, pin_hash FROM factory_secret WHERE only = 1");
  const put = database.prepare(
    `INSERT INTO factory_secret (only, password_hash, pin_hash) VALUES (1, @passwordHash, @pinHash)
     ON CONFLICT (only) DO UPDATE SET password_hash = excluded.password_hash, pin_hash = excluded.pin_hash`,
  );
  return {
    get: () => {
      const row = get.get();
      if (row === undefined) return undefined;
      const fields = new FieldReader({ table: "factory_secret", key: 1 }, row);
      return { passwordHash: fields.text("password_hash"), pinHash: fields.text("pin_hash") };
    },
    put: (secrets) => {
      put.run({ ...secrets });
    },
  };
}

function siteSettingStore(database: Database): SiteSettingStore {
  const all = database.prepare("SELECT name, value FROM site_setting ORDER BY name");
  const put = database.prepare(
    "INSERT INTO site_setting (name, value) VALUES (@name, @value) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
  );
  return {
    all: () =>
      new Map(
        all.all().map((row) => {
          const fields = new FieldReader({ table: "site_setting", key: "?" }, row);
          return [fields.text("name"), fields.text("value")] as const;
        }),
      ),
    set: (name, value) => {
      put.run({ name, value });
    },
  };
}
