import type { Migration } from "#agent/store/migration";
import { first } from "#agent/store/migrations/001-first";
import { chargingProfiles } from "#agent/store/migrations/002-charging-profiles";
import { lists } from "#agent/store/migrations/003-lists";
import { notices } from "#agent/store/migrations/004-notices";
import { site } from "#agent/store/migrations/005-site";
import { securityLog } from "#agent/store/migrations/006-security-log";
import { firmwareUpdate } from "#agent/store/migrations/007-firmware-update";
import { transactionCosts } from "#agent/store/migrations/008-transaction-costs";
import { plugged } from "#agent/store/migrations/009-plugged";
import { localAccess } from "#agent/store/migrations/010-local-access";
import { events } from "#agent/store/migrations/011-events";
import { sessionLabels } from "#agent/store/migrations/012-session-labels";
import { logbook } from "#agent/store/migrations/013-logbook";
import { sessionCurves } from "#agent/store/migrations/014-session-curves";
import { clockEras } from "#agent/store/migrations/015-clock-eras";
import { runningCurves } from "#agent/store/migrations/016-running-curves";
import { shortValues } from "#agent/store/migrations/017-short-values";
import { sessionClocks } from "#agent/store/migrations/018-session-clocks";
import { toldEras } from "#agent/store/migrations/019-told-eras";

/** All steps of the schema, in order. */
export const migrations: readonly Migration[] = [
  first,
  chargingProfiles,
  lists,
  notices,
  site,
  securityLog,
  firmwareUpdate,
  transactionCosts,
  plugged,
  localAccess,
  events,
  sessionLabels,
  logbook,
  sessionCurves,
  clockEras,
  runningCurves,
  shortValues,
  sessionClocks,
  toldEras,
];
