import { epochMillis, seconds } from "#hal/core/units";
import type { Request } from "#agent/ocpp/dialects/v16/route-16";
import type { BootAnswer, Dialect, StationIdentity } from "#agent/ocpp/dialects/dialect";
import { readInteger, readObject, readTime, readWord } from "#agent/ocpp/dialects/read-payload";

const statuses = { Accepted: "accepted", Pending: "pending", Rejected: "rejected" } as const;

/** OCPP 1.6 section 6.3: the lengths are those of the CiString types there. */
const fields = [
  ["chargePointSerialNumber", "serialNumber", 25],
  ["chargeBoxSerialNumber", "chargeBoxSerialNumber", 25],
  ["firmwareVersion", "firmwareVersion", 50],
  ["meterType", "meterType", 25],
  ["meterSerialNumber", "meterSerialNumber", 25],
] as const;

function encode(station: StationIdentity) {
  const optional = fields.flatMap(([field, property, length]) => {
    const text = station[property]?.slice(0, length);
    return text === undefined || text === "" ? [] : [[field, text] as const];
  });
  const payload: Request<"BootNotification"> = {
    chargePointVendor: station.vendor.slice(0, 20),
    chargePointModel: station.model.slice(0, 20),
    ...Object.fromEntries(optional),
  };
  return { action: "BootNotification", payload };
}

function decode(payload: unknown): BootAnswer {
  const answer = readObject(payload);
  const time = readTime(answer, "currentTime");
  return {
    status: readWord<BootAnswer["status"]>(answer, "status", statuses),
    interval: seconds(Math.max(0, readInteger(answer, "interval"))),
    ...(time === undefined ? {} : { time: epochMillis(time) }),
  };
}

export const boot16: Dialect["boot"] = { encode, decode };
