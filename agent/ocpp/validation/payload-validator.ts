import { AgentError } from "#hal/core/errors";
import { accepted, type Outcome, refused } from "#hal/core/outcome";
import { withoutNulls, withoutPropertyBans } from "#agent/ocpp/validation/leniency";
import { isNestedDeeperThan, NESTING_LIMIT } from "#agent/ocpp/validation/nesting";
import { type PayloadProblem, problem, problemOf } from "#agent/ocpp/validation/payload-problem";
import { withSafeIntegers } from "#agent/ocpp/validation/safe-integers";
import { type CompiledSchema, SchemaCompiler } from "#agent/ocpp/validation/schema-compiler";
import type { JsonSchema, MessageKind, SchemaSet } from "#agent/ocpp/validation/schema-set";

/** The payload types of a version by action, as the generator makes them. */
export type MessageTable<Messages> = { readonly [Action in keyof Messages]: Readonly<Record<MessageKind, object>> };

type Origin = "received" | "own";

/**
 * Says whether payloads are what their schema says. Schemas are compiled when first needed, so that only the messages in use cost anything.
 *
 * How strict depends on whose it is. Our own payloads must be perfect. Requests of the CSMS may lack the zone in a time (it is then UTC) and be null
 * where an empty object is meant, no more; their integers must be exact here. Results of the CSMS may also have properties we do not know and nulls for absent ones: servers do that,
 * and a station that refused such an answer to its BootNotification would never charge anybody.
 */
export class PayloadValidator<Messages extends MessageTable<Messages>> {
  readonly #schemas: SchemaSet;
  readonly #compilers = { received: new SchemaCompiler("optional"), own: new SchemaCompiler("required") };
  readonly #compiled = new Map<string, CompiledSchema>();

  constructor(schemas: SchemaSet) {
    this.#schemas = schemas;
  }

  /** Whether the version has such an action at all. */
  knows(action: string): action is keyof Messages & string {
    return this.#schemas.has(action);
  }

  /** Judges what the CSMS sent. The value given back is the one to use: empty for null, without the nulls of a result. */
  check<Action extends keyof Messages & string, Kind extends MessageKind>(
    action: Action,
    kind: Kind,
    payload: unknown,
  ): Outcome<Messages[Action][Kind], PayloadProblem> {
    const received = payload ?? {};
    if (isNestedDeeperThan(NESTING_LIMIT, received)) return refused(problem("format", "", "nested too deeply"));
    const value = kind === "response" ? withoutNulls(received) : received;
    const found = this.#judge("received", action, kind, value);
    // The one place where a payload becomes typed: types and schema come from the same file.
    return found === undefined ? accepted(value as Messages[Action][Kind]) : refused(found);
  }

  /** Throws AgentError `ocpp.own-payload` when a payload that we are about to send is not what the norm wants: our bug, never the peer's. */
  assertOwn<Action extends keyof Messages & string, Kind extends MessageKind>(
    action: Action,
    kind: Kind,
    payload: Messages[Action][Kind],
  ): void {
    const found = this.#judge("own", action, kind, payload);
    if (found === undefined) return;
    throw new AgentError("ocpp.own-payload", `own ${kind} ${action} is not valid: ${found.message}`, {
      action,
      kind,
      path: found.path,
    });
  }

  #judge(origin: Origin, action: string, kind: MessageKind, value: unknown): PayloadProblem | undefined {
    const check = this.#checkFor(origin, action, kind);
    if (check === undefined) return problem("notImplemented", "", "no such message in this version");
    const finding = check(value);
    return finding === undefined ? undefined : problemOf(finding);
  }

  #checkFor(origin: Origin, action: string, kind: MessageKind): CompiledSchema | undefined {
    const key = `${origin} ${action} ${kind}`;
    const known = this.#compiled.get(key);
    if (known !== undefined) return known;
    const schema = this.#schemas.get(action)?.[kind];
    if (schema === undefined) return undefined;
    const compiled = this.#compilers[origin].compile(origin === "own" ? schema : received(schema, kind));
    this.#compiled.set(key, compiled);
    return compiled;
  }
}

function received(schema: JsonSchema, kind: MessageKind): JsonSchema {
  return kind === "response" ? withoutPropertyBans(schema) : withSafeIntegers(schema);
}
