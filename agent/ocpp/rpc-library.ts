import { createRequire, Module } from "node:module";
import type { NOREPLY, RPCClient, TimeoutError } from "ocpp-rpc";

/** What is used of the package. */
export interface RpcLibrary {
  readonly RPCClient: typeof RPCClient;
  readonly NOREPLY: typeof NOREPLY;
  readonly TimeoutError: typeof TimeoutError;
}

/**
 * The package's client without its validators. Through its main file it would build schemas of three OCPP versions that are never asked here, because
 * payloads are judged by agent/ocpp/validation: seven times the time (140 ms on a fast machine) and 18 MB that a charger would hold for ever. While the
 * client loads, the module cache says that there are none; whoever else loads the package afterwards gets all of it, but for a client that
 * refuses strict mode.
 */
export function loadRpcLibrary(load: NodeJS.Require = createRequire(import.meta.url)): RpcLibrary {
  const validators = load.resolve("ocpp-rpc/lib/standard-validators.js");
  const isSpared = load.cache[validators] === undefined;
  if (isSpared) load.cache[validators] = moduleOf(validators, []);
  try {
    return {
      RPCClient: load("ocpp-rpc/lib/client.js") as RpcLibrary["RPCClient"],
      ...(load("ocpp-rpc/lib/symbols.js") as Pick<RpcLibrary, "NOREPLY">),
      ...(load("ocpp-rpc/lib/errors.js") as Pick<RpcLibrary, "TimeoutError">),
    };
  } finally {
    if (isSpared) Reflect.deleteProperty(load.cache, validators);
  }
}

function moduleOf(path: string, exports: unknown): Module {
  const made = new Module(path);
  made.filename = path;
  made.exports = exports;
  made.loaded = true;
  return made;
}
