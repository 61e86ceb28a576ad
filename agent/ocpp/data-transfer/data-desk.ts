import { hasCode } from "#hal/core/errors";
import type { Log } from "#hal/core/log";
import type { DataMessage, DataReply } from "#agent/ports/csms-client";

/** Serves one message of a vendor. A text that cannot be read is thrown as AgentError `data.unreadable`. */
export type DataHandler = (data: string) => DataReply;

/** Everything that a vendor has defined, as far as this station understands it. */
export interface VendorMessages {
  readonly vendorId: string;
  readonly messages: Readonly<Record<string, DataHandler>>;
}

/** What people may read of a word that somebody else has chosen. */
const LOGGED_LENGTH = 64;

/** Messages outside the standard, by the words of their vendors (OCPP 1.6 section 4.3). A vendor is one more entry of the list. */
export class DataDesk {
  readonly #log: Log;
  readonly #vendors: ReadonlyMap<string, ReadonlyMap<string, DataHandler>>;

  constructor(vendors: readonly VendorMessages[], log: Log) {
    this.#log = log;
    this.#vendors = new Map(vendors.map(({ vendorId, messages }) => [vendorId.toLowerCase(), byName(messages)]));
  }

  /** Vendors and messages are of type CiString: they compare without regard to case. */
  receive({ vendorId, messageId = "", data = "" }: DataMessage): DataReply {
    const messages = this.#vendors.get(vendorId.toLowerCase());
    if (messages === undefined) return { status: "unknownVendorId" };
    const handler = messages.get(messageId.toLowerCase());
    if (handler === undefined) return { status: "unknownMessageId" };
    return this.#serve(handler, data, { vendorId, messageId: messageId.slice(0, LOGGED_LENGTH) });
  }

  #serve(handler: DataHandler, data: string, message: Readonly<Record<string, string>>): DataReply {
    try {
      const reply = handler(data);
      this.#log.info({ ...message, status: reply.status }, "data.received");
      return reply;
    } catch (error) {
      if (!hasCode(error, "data.unreadable")) throw error;
      this.#log.warn({ ...message, ...error.details }, "data.unreadable");
      return { status: "rejected" };
    }
  }
}

function byName(messages: Readonly<Record<string, DataHandler>>): ReadonlyMap<string, DataHandler> {
  return new Map(Object.entries(messages).map(([name, handler]) => [name.toLowerCase(), handler]));
}
