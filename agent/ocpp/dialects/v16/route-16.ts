import type { V16Messages } from "#agent/ocpp/generated/v16";
import type { Route, RouteContext, RouteRefusal } from "#agent/ocpp/dialects/dialect";

type Action = keyof V16Messages;
export type Request<Name extends Action> = V16Messages[Name]["request"];
export type Response<Name extends Action> = V16Messages[Name]["response"];

interface Answer<Name extends Action> {
  readonly payload: Response<Name>;
  readonly afterwards?: () => void;
}

/** A row of the route table: the router has checked the payload against the schema that its type was made from. */
export function route<Name extends Action>(
  action: Name,
  serve: (request: Request<Name>, context: RouteContext) => Answer<Name> | RouteRefusal,
): readonly [Name, Route] {
  return [action, (payload, context) => serve(payload as Request<Name>, context)];
}

/** A row whose answer is nothing but a payload. */
export function answer<Name extends Action>(
  action: Name,
  decide: (request: Request<Name>, context: RouteContext) => Response<Name>,
): readonly [Name, Route] {
  return route(action, (request, context) => ({ payload: decide(request, context) }));
}

/** The same for an answer that has to be waited for. */
export function later<Name extends Action>(
  action: Name,
  decide: (request: Request<Name>, context: RouteContext) => Promise<Response<Name>>,
): readonly [Name, Route] {
  return [action, async (payload, context) => ({ payload: await decide(payload as Request<Name>, context) })];
}
