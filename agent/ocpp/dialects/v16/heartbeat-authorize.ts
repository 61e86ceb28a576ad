import { AgentError } from "#hal/core/errors";
import { epochMillis } from "#hal/core/units";
import type { Request } from "#agent/ocpp/dialects/v16/route-16";
import type { Dialect } from "#agent/ocpp/dialects/dialect";
import { readObject, readTime } from "#agent/ocpp/dialects/read-payload";
import { decodeIdTagInfo } from "#agent/ocpp/dialects/v16/id-tag-info";

export const heartbeat16: Dialect["heartbeat"] = {
  encode: () => ({ action: "Heartbeat", payload: {} satisfies Request<"Heartbeat"> }),
  decode: (payload) => {
    const time = readTime(readObject(payload), "currentTime");
    return time === undefined ? undefined : epochMillis(time);
  },
};

export const authorize16: Dialect["authorize"] = {
  encode: (token) => ({ action: "Authorize", payload: { idTag: token } satisfies Request<"Authorize"> }),
  decode: (payload) => {
    const info = decodeIdTagInfo(readObject(payload).get("idTagInfo"));
    if (info !== undefined) return info;
    throw new AgentError("csms.answer-unreadable", "an answer says nothing of the token");
  },
};
