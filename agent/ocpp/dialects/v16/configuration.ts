import { definitions, type VariableName, variableNames, variableOfKey16 } from "#agent/domain/variables/catalogue";
import type { RouteContext } from "#agent/ocpp/dialects/dialect";
import { answer, type Request, type Response } from "#agent/ocpp/dialects/v16/route-16";

/** OCPP 1.6 sections 5.8 and 5.3. */
export const configurationRoutes = [answer("GetConfiguration", read), answer("ChangeConfiguration", change)];

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
  return [{ key: key16, readonly: !variables.isWritable(name), ...value }];
}

function change(
  { key, value }: Request<"ChangeConfiguration">,
  { variables }: RouteContext,
): Response<"ChangeConfiguration"> {
  const name = variableOfKey16(key);
  if (name === undefined) return { status: "NotSupported" };
  const outcome = variables.set(name, value);
  if (!outcome.ok) return { status: "Rejected" };
  return { status: outcome.value.rebootRequired ? "RebootRequired" : "Accepted" };
}
