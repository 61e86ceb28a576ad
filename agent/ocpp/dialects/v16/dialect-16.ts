import type { Dialect, Route } from "#agent/ocpp/dialects/dialect";
import { boot16 } from "#agent/ocpp/dialects/v16/boot-notification";
import { certificateRoutes } from "#agent/ocpp/dialects/v16/certificates";
import { chargingProfileRoutes } from "#agent/ocpp/dialects/v16/charging-profiles";
import { configurationRoutes } from "#agent/ocpp/dialects/v16/configuration";
import { firmwareRoutes } from "#agent/ocpp/dialects/v16/firmware";
import { dataTransferRoute } from "#agent/ocpp/dialects/v16/data-transfer";
import { extendedTriggerMessageRoute } from "#agent/ocpp/dialects/v16/extended-trigger-message";
import { diagnosticsRoutes } from "#agent/ocpp/dialects/v16/diagnostics";
import { authorize16, heartbeat16 } from "#agent/ocpp/dialects/v16/heartbeat-authorize";
import { localListRoutes } from "#agent/ocpp/dialects/v16/local-list";
import { notice16 } from "#agent/ocpp/dialects/v16/notices";
import { dataTransfer16, signCertificate16 } from "#agent/ocpp/dialects/v16/questions";
import { remoteTransactionRoutes } from "#agent/ocpp/dialects/v16/remote-transactions";
import { reservationRoutes } from "#agent/ocpp/dialects/v16/reservations";
import { stationCommandRoutes } from "#agent/ocpp/dialects/v16/station-commands";
import { encodeStatus16 } from "#agent/ocpp/dialects/v16/status-notification";
import { fact16 } from "#agent/ocpp/dialects/v16/transactions";
import { triggerMessageRoute } from "#agent/ocpp/dialects/v16/trigger-message";
import { schemaFiles } from "#agent/ocpp/validation/schema-set";
import { errorCodeSpelling } from "#agent/ocpp/validation/error-code";
import type { V16Messages } from "#agent/ocpp/generated/v16";

const routes: ReadonlyMap<string, Route> = new Map<string, Route>([
  ...remoteTransactionRoutes,
  ...configurationRoutes,
  ...stationCommandRoutes,
  ...chargingProfileRoutes,
  ...localListRoutes,
  ...reservationRoutes,
  ...firmwareRoutes,
  ...certificateRoutes,
  ...diagnosticsRoutes,
  triggerMessageRoute,
  dataTransferRoute,
  extendedTriggerMessageRoute,
]);

/** Requests of the norm and of the security white paper for features that this station does not have. */
const switchedOff: ReadonlySet<string> = new Set<keyof V16Messages>();

/** OCPP 1.6; which subprotocol that is, `choose-dialect` knows. */
export const dialect16: Omit<Dialect, "subprotocol"> = {
  schemaFile: schemaFiles.v16,
  boot: boot16,
  heartbeat: heartbeat16,
  authorize: authorize16,
  status: encodeStatus16,
  signCertificate: signCertificate16,
  dataTransfer: dataTransfer16,
  notice: notice16,
  fact: fact16,
  routes,
  switchedOff,
  errorCodes: errorCodeSpelling.v16,
};
