import { epochMillis, seconds } from "#hal/core/units";
import type { LogRequest, TakenUpload } from "#agent/diagnostics/diagnostics-desk";
import { type Request, route } from "#agent/ocpp/dialects/v16/route-16";

/** OCPP 1.6 section 5.9 and the security white paper N01: the answer first, how far it is after it. */
export const diagnosticsRoutes = [
  route("GetDiagnostics", (request, { diagnostics }) => {
    const { location, startTime, stopTime } = request;
    const taken = diagnostics.getDiagnostics({ location, ...askedOf(request, startTime, stopTime) });
    return taken === undefined ? { payload: {} } : { payload: { fileName: taken.fileName }, ...begins(taken) };
  }),
  route("GetLog", (request, { diagnostics }) => {
    const { log, logType, requestId } = request;
    const taken = diagnostics.getLog(logType === "SecurityLog" ? "security" : "diagnostics", {
      location: log.remoteLocation,
      requestId,
      ...askedOf(request, log.oldestTimestamp, log.latestTimestamp),
    });
    if (taken === undefined) return { payload: { status: "Rejected" } };
    const status = taken.isReplacing ? ("AcceptedCanceled" as const) : ("Accepted" as const);
    return { payload: { status, filename: taken.fileName }, ...begins(taken) };
  }),
];

type Retries = Pick<Request<"GetDiagnostics">, "retries" | "retryInterval">;

function askedOf(
  { retries, retryInterval }: Retries,
  from: string | undefined,
  to: string | undefined,
): Omit<LogRequest, "location"> {
  return {
    attempts: {
      ...(retries === undefined ? {} : { retries }),
      ...(retryInterval === undefined ? {} : { interval: seconds(retryInterval) }),
    },
    window: {
      ...(from === undefined ? {} : { from: epochMillis(Date.parse(from)) }),
      ...(to === undefined ? {} : { to: epochMillis(Date.parse(to)) }),
    },
  };
}

function begins(taken: TakenUpload): { readonly afterwards: () => void } {
  return {
    afterwards: () => {
      taken.begin();
    },
  };
}
