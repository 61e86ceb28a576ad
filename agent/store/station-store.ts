import type { Clock } from "#hal/core/clock";
import type { Failpoint } from "#hal/core/failpoint";
import type { Log } from "#hal/core/log";
import { Signal } from "#hal/core/signal";
import { type EpochMillis, epochMillis, type Millis } from "#hal/core/units";
import type { SecurityEntry } from "#agent/domain/security/security-event";
import type { SessionHistory } from "#agent/ports/session-history";
import type { SiteStore } from "#agent/ports/site-store";
import type { StationStore } from "#agent/ports/station-store";
import type { StoreHealth } from "#agent/ports/store-health";
import type { Database } from "#agent/store/database";
import { DurableDatabase } from "#agent/store/durable-database";
import type { Rebuilt } from "#agent/store/journal/rebuild";
import type { Migration } from "#agent/store/migration";
import { migrations as shippedMigrations } from "#agent/store/migrations";
import { sqliteAccessStore } from "#agent/store/sqlite-access-store";
import type { Alarm } from "#agent/store/queued-fact";
import { RunningCurves } from "#agent/store/running-curves";
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
import { SqliteTimeStore } from "#agent/store/sqlite-time-store";
import { SqliteTokenCache } from "#agent/store/sqlite-token-cache";
import { SqliteVariableStore } from "#agent/store/sqlite-variable-store";
import { StampEras } from "#agent/store/stamp-eras";
import { StoreClock } from "#agent/store/store-clock";
import { wipingOf } from "#agent/store/wiping";
import { WriteBehind } from "#agent/store/write-behind";

export interface StationStoreOptions {
  /** The database file, or `:memory:`. */
  readonly path: string;
  readonly clock: Clock;
  readonly log: Log;
  /** Passed on the way to what must survive; lets a harness end the program there. */
  readonly failpoint?: Failpoint;
  /** Real time; the other clock unless given. */
  readonly lineClock?: Clock;
  /** Finds out how the disk is without making anybody wait; see `WriteBehind`. */
  readonly probe?: () => Promise<void>;
  /**
   * Flushes a file in another thread, for a disk that is slow: makes durable what was written to it until the call, and rejects as the disk does.
   * Called for the database's log and its journal, at the same time, and for a database in memory with its path. Until it resolves a power cut may
   * take what was committed since the last that did, from some commit on; nobody has been told yet that it is kept. Without it each flush is waited for.
   */
  readonly flushFile?: (path: string) => Promise<void>;
  /** Other schema steps than those shipped, for tests of roll-backs. */
  readonly migrations?: readonly Migration[];
  /** How old a reading on disk may get; a minute unless told. */
  readonly longestWait?: Millis;
  /** How many waiting facts are too many. */
  readonly thinAbove?: number;
  /** One that is open and outlives this store: the disk of a process that dies in a test. */
  readonly database?: Database;
  /** For tests of a disk that fails: what it throws is what the disk would say. */
  readonly beforeWrite?: () => void;
}

/**
 * Opens the one database of the station, mends it when it is damaged, and brings its schema to this program's.
 * @throws AgentError `store.no-directory`, `store.pragma`, `store.migration`, `store.failed`
 */
export function openStationStore(options: StationStoreOptions): StationStore {
  const clock = new StoreClock(options.clock);
  const rebuilds = new Signal<RebuiltInUse>();
  const durable = new DurableDatabase({
    ...options,
    migrations: options.migrations ?? shippedMigrations,
    onRebuilt: (rebuilt, lastCommit) => {
      rebuilds.emit({ rebuilt, lastCommit });
    },
  });
  try {
    options.failpoint?.("store.opened");
    let rebuiltAt: EpochMillis | undefined;
    const { store, behind, facts, alarm } = storesOver(durable, { ...options, clock }, () => rebuiltAt);
    const tell = (rebuilt: Rebuilt, notBefore = 0) => {
      rebuiltAt = epochMillis(Math.max(notBefore, clock.now()));
      alarm(rebuiltEntry(rebuilt, rebuiltAt));
    };
    rebuilds.listen(({ rebuilt, lastCommit }) => {
      behind.rebuilt(lastCommit);
      facts.reload();
      tell(rebuilt);
    });
    // Nobody has looked yet whether the host's clock has been set.
    if (durable.rebuiltAtOpen !== undefined) tell(durable.rebuiltAtOpen, store.time.latest());
    return store;
  } catch (error) {
    durable.close();
    throw error;
  }
}

interface RebuiltInUse {
  readonly rebuilt: Rebuilt;
  /** That it contains. */
  readonly lastCommit: number;
}

function rebuiltEntry({ from, commits }: Rebuilt, at: EpochMillis): SecurityEntry {
  const info = `records damaged; made anew from ${from}, ${String(commits)} commits from the journal`;
  return { event: "StoreRebuilt", at, info };
}

/** Into the security log and to the back end; nothing where it waits to be told the same already. Inside a commit. */
function alarmOver(notices: SqliteNoticeLog, securityLog: SqliteSecurityLog): Alarm {
  return (entry, era) => {
    if (notices.isWaiting(entry.event)) return;
    securityLog.write(entry, era);
    notices.write({ type: "security.event", isCritical: true, ...entry }, era);
  };
}

function healthOf(
  durable: DurableDatabase,
  behind: WriteBehind,
  rebuiltAt: () => EpochMillis | undefined,
): StoreHealth {
  return {
    state: () => ({
      trouble: behind.trouble(),
      isWaiting: behind.isWaiting,
      isInTwoPlaces: durable.isInTwoPlaces,
      rebuiltAt: rebuiltAt(),
    }),
    changes: behind.changes,
    written: behind.written,
    flush: () => {
      behind.flush();
    },
    mark: () => behind.mark,
    isOnDisk: (mark) => behind.isOnDisk(mark),
  };
}

function writeBehindOver(durable: DurableDatabase, options: StationStoreOptions): WriteBehind {
  const { clock, log, lineClock = clock, longestWait, probe } = options;
  const late = durable.lateFlush();
  return new WriteBehind({
    database: durable.database,
    clock,
    log,
    lineClock,
    ...(late === undefined ? {} : { late }),
    ...(longestWait === undefined ? {} : { longestWait }),
    ...(probe === undefined ? {} : { probe }),
  });
}

interface StoreGround extends StationStoreOptions {
  readonly clock: StoreClock;
}

function storesOver(durable: DurableDatabase, options: StoreGround, rebuiltAt: () => EpochMillis | undefined) {
  let site: SiteStore | undefined;
  let history: SessionHistory | undefined;
  const { clock, log, thinAbove } = options;
  const { database } = durable;
  const behind = writeBehindOver(durable, options);
  const tokens = new SqliteTokenCache({ database, behind });
  const eras = new StampEras(database);
  const notices = new SqliteNoticeLog(database, behind, eras);
  const limits = thinAbove === undefined ? {} : { thinAbove };
  const securityLog = new SqliteSecurityLog(database, behind, eras);
  const alarm = alarmOver(notices, securityLog);
  const facts = new SqliteFactLog({ database, behind, tokens, alarm, clock, log, eras, ...limits });
  const runningCurves = new RunningCurves();
  const sessions = new SqliteSessionStore({ database, behind, facts, eras, clock, log, runningCurves });
  const store: StationStore = {
    sessions,
    facts,
    time: new SqliteTimeStore({ database, behind, eras, sessions, clock }),
    variables: new SqliteVariableStore(database, behind),
    tokens,
    localList: new SqliteLocalList(database),
    reservations: new SqliteReservationStore(database),
    notices,
    firmware: new SqliteFirmwareStore(database, behind, notices),
    securityLog,
    runs: new SqliteRunLog(database, behind),
    availability: new SqliteAvailabilityStore(database, behind),
    profiles: new SqliteProfileStore(database),
    costs: new SqliteCostStore(database, behind, eras),
    logbook: new SqliteLogbookStore(database, behind, eras),
    access: sqliteAccessStore(database, behind),
    lifeCycle: sqliteLifeCycleStore(database, eras),
    wiping: wipingOf(database, behind, () => {
      durable.forget();
    }),
    /** Its statements are prepared when somebody asks: most starts see no visitor. */
    get site() {
      site ??= sqliteSiteStore(database, behind, eras);
      return site;
    },
    get history() {
      history ??= new SqliteSessionHistory(database, { behind, eras, runningCurves });
      return history;
    },
    health: healthOf(durable, behind, rebuiltAt),
    close: () => {
      behind.close();
      durable.close();
    },
  };
  const alarmNow = (entry: SecurityEntry) => {
    const era = eras.now();
    behind.keep(`alarm:${entry.event}`, () => {
      alarm(entry, era);
    });
  };
  return { store, behind, facts, alarm: alarmNow };
}
