/** The OCA's white paper on plug and charge with OCPP 1.6. */
export const PNC_VENDOR = "org.openchargealliance.iso15118pnc";

/** The payload of a DataTransfer with one of its messages. */
export function pncMessage(messageId: string, message: object): object {
  return { vendorId: PNC_VENDOR, messageId, data: JSON.stringify(message) };
}
