import type { DataReply } from "#agent/ports/csms-client";
import { answer, type Response } from "#agent/ocpp/dialects/v16/route-16";

const statuses = {
  accepted: "Accepted",
  rejected: "Rejected",
  unknownMessageId: "UnknownMessageId",
  unknownVendorId: "UnknownVendorId",
} as const satisfies Record<DataReply["status"], Response<"DataTransfer">["status"]>;

/** OCPP 1.6 section 5.7. */
export const dataTransferRoute = answer("DataTransfer", ({ vendorId, messageId, data }, { dataDesk }) => {
  const reply = dataDesk.receive({
    vendorId,
    ...(messageId === undefined ? {} : { messageId }),
    ...(data === undefined ? {} : { data }),
  });
  return { status: statuses[reply.status], ...(reply.data === undefined ? {} : { data: reply.data }) };
});
