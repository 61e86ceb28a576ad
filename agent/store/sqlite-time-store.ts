import { type EpochMillis, epochMillis, millis } from "#hal/core/units";
import type { BootTime, Lead, TimeStore } from "#agent/ports/time-store";
import type { SessionStore } from "#agent/ports/station-store";
import type { Database, Statement } from "#agent/store/database";
import { FieldReader } from "#agent/store/field-reader";
import { wholeMillis } from "#agent/store/sql-values";
import type { StampEras } from "#agent/store/stamp-eras";
import type { StoreClock } from "#agent/store/store-clock";
import type { WriteBehind } from "#agent/store/write-behind";

/** As many outlets as end transactions at about the same time. */
const NEWEST = 20;

export interface TimeStoreOptions {
  readonly database: Database;
  readonly behind: Pick<WriteBehind, "hold" | "keep" | "trouble">;
  readonly eras: StampEras;
  readonly sessions: Pick<SessionStore, "recent">;
  /** What the store stamps with. */
  readonly clock: Pick<StoreClock, "goBy">;
}

/** Eras are on disk when a call returns, or wait for a disk that takes them; marks go with what else is written within a minute. */
export class SqliteTimeStore implements TimeStore {
  readonly #database: Database;
  readonly #behind: Pick<WriteBehind, "hold" | "keep" | "trouble">;
  readonly #eras: StampEras;
  readonly #sessions: Pick<SessionStore, "recent">;
  readonly #clock: Pick<StoreClock, "goBy">;
  readonly #selectMark: Statement;
  readonly #putMark: Statement;
  readonly #selectBoot: Statement;
  readonly #lastEra: Statement;
  readonly #insertEra: Statement;
  readonly #learn: Statement;
  /** Of this boot. */
  #assumed: { readonly era: number; readonly lead: number } | undefined;

  constructor({ database, behind, eras, sessions, clock }: TimeStoreOptions) {
    this.#clock = clock;
    this.#database = database;
    this.#behind = behind;
    this.#eras = eras;
    this.#sessions = sessions;
    this.#selectMark = database.prepare("SELECT at, vouched FROM clock_mark");
    this.#putMark = database.prepare(
      `INSERT INTO clock_mark (id, at, vouched) VALUES (1, @at, @vouched)
       ON CONFLICT (id) DO UPDATE SET at = excluded.at, vouched = coalesce(excluded.vouched, vouched)`,
    );
    this.#selectBoot = database.prepare("SELECT era, lead, true_lead FROM clock_era WHERE boot_id = @bootId");
    this.#lastEra = database.prepare("SELECT coalesce(max(era), 0) AS era FROM clock_era");
    this.#insertEra = database.prepare(
      "INSERT INTO clock_era (era, boot_id, lead, is_vouched) VALUES (@era, @bootId, @lead, @isVouched)",
    );
    this.#learn = database.prepare(
      "UPDATE clock_era SET true_lead = @trueLead WHERE boot_id = @bootId AND true_lead IS NULL",
    );
  }

  latest(): EpochMillis | undefined {
    const mark = this.#mark()?.number("at");
    const known = [
      ...(mark === undefined ? [] : [mark]),
      // As the wall clock showed it: the times of a transaction may have come to differ from it.
      ...this.#sessions
        .recent(NEWEST)
        .map(({ lastReading, clock }) => lastReading.at + (clock === undefined ? 0 : clock.wall - clock.lead)),
    ];
    return known.length === 0 ? undefined : epochMillis(Math.max(...known));
  }

  mark(at: EpochMillis, vouched: EpochMillis | undefined): void {
    const values = { at: wholeMillis(at), vouched: vouched === undefined ? null : wholeMillis(vouched) };
    this.#behind.hold("clock-mark", () => {
      this.#putMark.run(values);
    });
  }

  vouched(): EpochMillis | undefined {
    const at = this.#mark()?.optionalNumber("vouched");
    return at === undefined ? undefined : epochMillis(at);
  }

  boot(bootId: string): BootTime | undefined {
    const fields = this.#find(bootId);
    if (fields === undefined) return undefined;
    const lead = millis(fields.number("lead"));
    const trueLead = fields.optionalNumber("true_lead");
    return trueLead === undefined ? { lead } : { lead, trueLead: millis(trueLead) };
  }

  assume(bootId: string, lead: Lead, isVouched = false): void {
    const known = this.#find(bootId)?.integer("era");
    const last = new FieldReader({ table: "clock_era", key: "*" }, this.#lastEra.get()).integer("era");
    const era = known ?? last + 1;
    this.#assumed = { era, lead: Math.round(lead) };
    const values = { era, bootId, lead: Math.round(lead), isVouched: isVouched ? 1 : 0 };
    if (known === undefined)
      this.#behind.keep(`clock-era:${bootId}`, () => {
        this.#insertEra.run(values);
      });
    this.#eras.enter(era, isVouched);
  }

  learned(bootId: string, trueLead: Lead): void {
    const values = { bootId, trueLead: Math.round(trueLead) };
    this.#behind.keep(`clock-learned:${bootId}`, () => {
      this.#learn.run(values);
    });
    // Another process of this boot may have assumed it.
    const assumed = this.#assumed ?? this.#assumedBefore(bootId);
    if (assumed !== undefined) this.#eras.learned(assumed.era, millis(values.trueLead - assumed.lead));
  }

  goBy(now: () => EpochMillis): void {
    this.#clock.goBy(now);
  }

  /** What a disk that is known to refuse has not taken is held in memory only: to end the process over it would lose it. */
  probe(): void {
    if (this.#behind.trouble() === undefined) this.#database.transaction(() => undefined);
  }

  #mark(): FieldReader | undefined {
    const row = this.#selectMark.get();
    return row === undefined ? undefined : new FieldReader({ table: "clock_mark", key: 1 }, row);
  }

  #assumedBefore(bootId: string): { readonly era: number; readonly lead: number } | undefined {
    const fields = this.#find(bootId);
    return fields && { era: fields.integer("era"), lead: fields.integer("lead") };
  }

  #find(bootId: string): FieldReader | undefined {
    const row = this.#selectBoot.get({ bootId });
    return row === undefined ? undefined : new FieldReader({ table: "clock_era", key: bootId }, row);
  }
}
