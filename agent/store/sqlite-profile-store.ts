import { evseId } from "#hal/core/charging";
import type { InstalledProfile } from "#agent/domain/smart-charging/charging-profile";
import type { ProfileChange, ProfileStore } from "#agent/ports/profile-store";
import type { Database, Statement } from "#agent/store/database";
import { FieldReader } from "#agent/store/field-reader";
import { decodeProfile, encodeProfile, profileFormat } from "#agent/store/profile-codec";

/** Charging profiles of the station and of every transaction. Durable when `change` returns. */
export class SqliteProfileStore implements ProfileStore {
  readonly #database: Database;
  readonly #selectAll: Statement;
  readonly #remove: Statement;
  readonly #add: Statement;

  constructor(database: Database) {
    this.#database = database;
    this.#selectAll = database.prepare("SELECT profile_id, evse, format, body FROM charging_profile ORDER BY ordinal");
    this.#remove = database.prepare("DELETE FROM charging_profile WHERE profile_id = @id");
    this.#add = database.prepare(
      "INSERT INTO charging_profile (profile_id, evse, format, body) VALUES (@id, @evse, @format, @body)",
    );
  }

  all(): readonly InstalledProfile[] {
    return this.#selectAll.all().map(decodeRow);
  }

  change({ removed, added }: ProfileChange): void {
    this.#database.transaction(() => {
      for (const id of removed) this.#remove.run({ id });
      if (added === undefined) return;
      const { evse, profile } = added;
      this.#add.run({ id: profile.id, evse, format: profileFormat, body: encodeProfile(profile) });
    });
  }
}

function decodeRow(row: unknown): InstalledProfile {
  const key = new FieldReader({ table: "charging_profile", key: "?" }, row).integer("profile_id");
  const place = { table: "charging_profile", key };
  const fields = new FieldReader(place, row);
  const evse = fields.integer("evse");
  return {
    evse: evse === 0 ? 0 : evseId(evse),
    profile: decodeProfile(place, fields.integer("format"), fields.text("body")),
  };
}
