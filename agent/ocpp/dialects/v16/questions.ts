import type { Dialect } from "#agent/ocpp/dialects/dialect";
import { readObject, readText, readWord } from "#agent/ocpp/dialects/read-payload";
import type { Request } from "#agent/ocpp/dialects/v16/route-16";
import type { DataReply } from "#agent/ports/csms-client";

const signStatuses = { Accepted: "accepted", Rejected: "rejected" } as const;

/** Security white paper A02. */
export const signCertificate16: Dialect["signCertificate"] = {
  encode: (csr) => ({ action: "SignCertificate", payload: { csr } satisfies Request<"SignCertificate"> }),
  decode: (payload) => readWord<"accepted" | "rejected">(readObject(payload), "status", signStatuses),
};

const dataStatuses = {
  Accepted: "accepted",
  Rejected: "rejected",
  UnknownMessageId: "unknownMessageId",
  UnknownVendorId: "unknownVendorId",
} as const;

/** OCPP 1.6 section 4.3: the data is text of any form, by the agreement of the vendor id. */
export const dataTransfer16: Dialect["dataTransfer"] = {
  encode: (message) => ({ action: "DataTransfer", payload: { ...message } satisfies Request<"DataTransfer"> }),
  decode: (payload) => {
    const fields = readObject(payload);
    const data = readText(fields, "data");
    return {
      status: readWord<DataReply["status"]>(fields, "status", dataStatuses),
      ...(data === undefined ? {} : { data }),
    };
  },
};
