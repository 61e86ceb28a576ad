import type { Clock } from "#hal/core/clock";
import type { Failpoint } from "#hal/core/failpoint";
import type { Log } from "#hal/core/log";
import type { SessionHistory } from "#agent/ports/session-history";
import type { SiteStore } from "#agent/ports/site-store";
import type { StationStore } from "#agent/ports/station-store";
import { type Database, openDatabase } from "#agent/store/database";
import { migrate } from "#agent/store/migrate";
import type { Migration } from "#agent/store/migration";
import { migrations as shippedMigrations } from "#agent/store/migrations";
import { sqliteAccessStore } from "#agent/store/sqlite-access-store";
import { SqliteAvailabilityStore } from "#agent/store/sqlite-availability-store";
import { SqliteCostStore } from "#agent/store/sqlite-cost-store";
import { SqliteFactLog } from "#agent/store/sqlite-fact-log";
import { SqliteFirmwareStore } from "#agent/store/sqlite-firmware-store";
import { sqliteLifeCycleStore } from "#agent/store/sqlite-life-cycle-store";
import { SqliteLogbookStore } from "#agent/store/sqlite-logbook-store";
import { SqliteNoticeLog } from "#agent/store/sqlite-notice-log";
import { SqliteProfileStore } from "#agent/store/sqlite-profile-store";
import { SqliteLocalList } from "#agent/store/sqlite-local-list";
import { SqliteReservationStore } from "#agent/store/sqlite-reservation-store";
import { SqliteRunLog } from "#agent/store/sqlite-run-log";
import { SqliteSecurityLog } from "#agent/store/sqlite-security-log";
import { SqliteSessionHistory } from "#agent/store/sqlite-session-history";
import { SqliteSessionStore } from "#agent/store/sqlite-session-store";
import { sqliteSiteStore } from "#agent/store/sqlite-site-store";
import { SqliteTokenCache } from "#agent/store/sqlite-token-cache";
import { SqliteVariableStore } from "#agent/store/sqlite-variable-store";
import { wipingOf } from "#agent/store/wiping";

export interface StationStoreOptions {
  /** The database file, or `:memory:`. */
  readonly path: string;
  readonly clock: Clock;
  readonly log: Log;
  /** Passed on the way to what must survive; lets a harness end the program there. */
  readonly failpoint?: Failpoint;
  /** Other schema steps than those shipped, for tests of roll-backs. */
  readonly migrations?: readonly Migration[];
}

/**
 * Opens the one database of the station and brings its schema to this program's.
 * @throws AgentError `store.no-directory`, `store.pragma`, `store.migration`, `store.failed`
 */
export function openStationStore({
  path,
  clock,
  log,
  failpoint,
  migrations = shippedMigrations,
}: StationStoreOptions): StationStore {
  const database = openDatabase({ path, log, ...(failpoint === undefined ? {} : { failpoint }) });
  try {
    migrate(database, { migrations, clock, log });
    failpoint?.("store.opened");
    return storesOver(database, clock, log);
  } catch (error) {
    database.close();
    throw error;
  }
}

function storesOver(database: Database, clock: Clock, log: Log): StationStore {
  let site: SiteStore | undefined;
  let history: SessionHistory | undefined;
  const tokens = new SqliteTokenCache({ database });
  const notices = new SqliteNoticeLog(database);
  const facts = new SqliteFactLog({ database, tokens, clock, log });
  return {
    sessions: new SqliteSessionStore(database, facts),
    facts,
    variables: new SqliteVariableStore(database),
    tokens,
    localList: new SqliteLocalList(database),
    reservations: new SqliteReservationStore(database),
    notices,
    firmware: new SqliteFirmwareStore(database, notices),
    securityLog: new SqliteSecurityLog(database),
    runs: new SqliteRunLog(database),
    availability: new SqliteAvailabilityStore(database),
    profiles: new SqliteProfileStore(database),
    costs: new SqliteCostStore(database),
    logbook: new SqliteLogbookStore(database),
    access: sqliteAccessStore(database),
    lifeCycle: sqliteLifeCycleStore(database),
    wiping: wipingOf(database),
    /** Its statements are prepared when somebody asks: most starts see no visitor. */
    get site() {
      site ??= sqliteSiteStore(database);
      return site;
    },
    get history() {
      history ??= new SqliteSessionHistory(database);
      return history;
    },
    close: () => {
      database.close();
    },
  };
}
