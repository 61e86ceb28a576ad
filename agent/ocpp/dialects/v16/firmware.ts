import { type EpochMillis, epochMillis, seconds } from "#hal/core/units";
import type { UpdateAnswer, UpdateRequest } from "#agent/domain/firmware/firmware-desk";
import { type Request, type Response, route } from "#agent/ocpp/dialects/v16/route-16";
import { readOcppTime } from "#agent/ocpp/validation/ocpp-time";

const statuses = {
  accepted: "Accepted",
  acceptedCanceled: "AcceptedCanceled",
  rejected: "Rejected",
  invalidCertificate: "InvalidCertificate",
} as const satisfies Record<Exclude<UpdateAnswer, "notSupported">, Response<"SignedUpdateFirmware">["status"]>;

const unsupported = (description: string) => ({ refusal: "notSupported", description }) as const;

/** OCPP 1.6 section 6.55 and security white paper L01. */
export const firmwareRoutes = [
  /** The answer has no word for a refusal: what comes during an installation is noted in the log and comes to nothing. */
  route("UpdateFirmware", (request, { firmware }) => {
    const answer = firmware.update({
      ...asked(request),
      location: request.location,
      retrieveAt: at(request.retrieveDate),
    });
    return answer === "notSupported" ? unsupported("only signed firmware is taken here") : { payload: {} };
  }),
  route("SignedUpdateFirmware", (request, { firmware }) => {
    const { location, retrieveDateTime, installDateTime, signingCertificate, signature } = request.firmware;
    const answer = firmware.update({
      ...asked(request),
      location,
      retrieveAt: at(retrieveDateTime),
      ...(installDateTime === undefined ? {} : { installAt: at(installDateTime) }),
      signed: { requestId: request.requestId, certificate: signingCertificate, signature },
    });
    if (answer === "notSupported") return unsupported("this charger takes no firmware over the network");
    return { payload: { status: statuses[answer] } };
  }),
];

type Asked = Pick<Request<"UpdateFirmware">, "retries" | "retryInterval">;

function asked({ retries, retryInterval }: Asked): Pick<UpdateRequest, "retries" | "retryInterval"> {
  return {
    ...(retries === undefined ? {} : { retries }),
    ...(retryInterval === undefined ? {} : { retryInterval: seconds(retryInterval) }),
  };
}

/** The schema has seen to it that it is a time. */
function at(text: string): EpochMillis {
  return readOcppTime(text) ?? epochMillis(0);
}
