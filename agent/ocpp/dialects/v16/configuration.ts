import { definitions, type VariableName, variableNames, variableOfKey16 } from "#agent/domain/variables/catalogue";
import type { RouteContext } from "#agent/ocpp/dialects/dialect";
import { answer, type Request, type Response, route } from "#agent/ocpp/dialects/v16/route-16";

/** OCPP 1.6 sections 5.8 and 5.3. */
export const configurationRoutes = [answer("GetConfiguration", read), route("ChangeConfiguration", change)];

type Entry = NonNullable<Response<"GetConfiguration">["configurationKey"]>[number];

/** No keys, or an empty list of them, means all. More than GetConfigurationMaxKeys does no harm here and is answered. */
function read({ key: keys = [] }: Request<"GetConfiguration">, context: RouteContext): Response<"GetConfiguration"> {
  if (keys.length === 0) return { configurationKey: variableNames.flatMap((name) => entry(name, context)) };
  const known = new Set(keys.flatMap((key) => variableOfKey16(key) ?? []));
  const unknownKey = keys.filter((key) => variableOfKey16(key) === undefined);
  return {
    ...(known.size === 0 ? {} : { configurationKey: [...known].flatMap((name) => entry(name, context)) }),
    ...(unknownKey.length === 0 ? {} : { unknownKey }),
  };
}

/** The value of a write-only key is never told. */
function entry(name: VariableName, { variables }: RouteContext): readonly Entry[] {
  const { key16, mutability } = definitions[name];
  if (key16 === undefined) return [];
  const value = mutability === "WriteOnly" ? {} : { value: variables.text(name) };
  return [{ key: key16, readonly: mutability === "ReadOnly", ...value }];
}

type Status = Response<"ChangeConfiguration">["status"];

interface Changed {
  readonly payload: { readonly status: Status };
  readonly afterwards?: () => void;
}

function change({ key, value }: Request<"ChangeConfiguration">, context: RouteContext): Changed {
  const name = variableOfKey16(key);
  if (name === undefined) return { payload: { status: "NotSupported" } };
  if (name === "authorizationKey") return changeAccess(context.security.access.changeKey(value), context);
  if (name === "securityProfile")
    return changeAccess(/^\d$/.test(value.trim()) && context.security.access.changeProfile(Number(value)), context);
  const outcome = context.variables.set(name, value);
  if (!outcome.ok) return { payload: { status: "Rejected" } };
  return { payload: { status: outcome.value.rebootRequired ? "RebootRequired" : "Accepted" } };
}

/** Security white paper A01 and A05: the station connects anew once the answer has left. */
function changeAccess(isTaken: boolean, { security }: RouteContext): Changed {
  if (!isTaken) return { payload: { status: "Rejected" } };
  return { payload: { status: "Accepted" }, afterwards: security.reconnect };
}
