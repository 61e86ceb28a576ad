import type { RPCClient } from "ocpp-rpc";
import { deepFrameIn } from "#agent/ocpp/deep-frame";
import { CALLERROR } from "#agent/ocpp/rpc-frame";

/** Where texts reach the client, which its types hide; the package's version is pinned, and a contract test notices when it changes. */
interface TextReader {
  _onMessage(message: Buffer): void;
}

/**
 * Keeps texts from the client that are nested absurdly deep: parsing them costs memory and time, and whatever walks the value by recursion afterwards
 * exhausts the stack. `refuse` answers such a call; a call of ours that got such a result has failed.
 */
export function guardDepth(client: RPCClient, refuse: (id: string) => void): void {
  const reader = client as unknown as TextReader;
  const read = reader._onMessage.bind(client);
  reader._onMessage = (message) => {
    const deep = deepFrameIn(message.toString("utf8"));
    if (deep === undefined) read(message);
    else if (deep.type === "call") refuse(deep.id);
    else if (deep.type === "result") read(Buffer.from(failureOf(deep.id)));
  };
}

function failureOf(id: string): string {
  return JSON.stringify([CALLERROR, id, "GenericError", "the result is nested too deeply", {}]);
}
