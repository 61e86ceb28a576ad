import { AgentError } from "#hal/core/errors";

/** What stands in the place of a secret. */
const hidden = "***";

/** Objects deeper than this are not logged; also the end of circles. */
const deepest = 8;

/** Names of fields that hold secrets, in lower case and without separators. */
const secretNames: ReadonlySet<string> = new Set([
  "password",
  "passphrase",
  "secret",
  "authorization",
  "authorizationkey",
  "basicauthpassword",
  "apikey",
  "privatekey",
  "secretkey",
  "keypassword",
  "cookie",
  "setcookie",
]);

/** Names of fields that hold what identifies a person. */
const tokenNames: ReadonlySet<string> = new Set([
  "token",
  "idtag",
  "parentidtag",
  "idtoken",
  "groupidtoken",
  "parent",
  "uid",
  "emaid",
  "card",
]);

/**
 * A copy of what is to be logged, without secrets and with tokens masked, at any depth. The name of a field decides, so a new field that
 * holds a secret has to be called one. Whatever cannot be written as JSON becomes something that can.
 */
export function redact(fields: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return copyObject(fields, 0);
}

/** Enough to tell two cards apart in a log and too little to make one: the last 4 characters of a long token, 2 of a short one. */
export function maskToken(token: string): string {
  const shown = token.length >= 12 ? 4 : token.length >= 6 ? 2 : 0;
  return `${hidden}${token.slice(token.length - shown)}`;
}

function copyValue(value: unknown, depth: number): unknown {
  if (typeof value === "string") return withoutUserInfo(value);
  if (typeof value === "bigint") return String(value);
  if (typeof value === "number" && !Number.isFinite(value)) return String(value);
  if (typeof value === "function" || typeof value === "symbol") return undefined;
  if (typeof value !== "object" || value === null) return value;
  return depth >= deepest ? "…" : copyStructure(value, depth + 1);
}

function copyStructure(value: object, depth: number): unknown {
  if (value instanceof Error) return copyError(value, depth);
  if (ArrayBuffer.isView(value)) return `${String(value.byteLength)} bytes`;
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? "no date" : value.toISOString();
  if (value instanceof URL) return withoutUserInfo(value.href);
  if (value instanceof Map) return copyObject(asObject(value), depth);
  if (Array.isArray(value) || value instanceof Set) return [...value].map((item) => copyValue(item, depth));
  return copyObject(value, depth);
}

function asObject(map: ReadonlyMap<unknown, unknown>): object {
  return Object.fromEntries([...map].map(([key, value]) => [String(key), value]));
}

function copyObject(source: object, depth: number): Record<string, unknown> {
  const isSecretSetting = namesSecretSetting(source);
  const copy: [string, unknown][] = Object.entries(source).map(([name, value]: [string, unknown]) => {
    const plain = plainName(name);
    const isSecret = secretNames.has(plain) || (isSecretSetting && plain.endsWith("value"));
    if (isSecret) return [name, value === undefined ? undefined : hidden];
    return [name, tokenNames.has(plain) && typeof value === "string" ? maskToken(value) : copyValue(value, depth)];
  });
  return Object.fromEntries(copy);
}

/** `{ key: "AuthorizationKey", value: … }` of 1.6 and `{ variable: { name: "BasicAuthPassword" }, attributeValue: … }` of 2.x. */
function namesSecretSetting(source: object): boolean {
  return ["key", "name", "variable"].some((field) => {
    const named: unknown = Reflect.get(source, field);
    if (typeof named === "string") return secretNames.has(plainName(named));
    return field === "variable" && typeof named === "object" && named !== null && namesSecretSetting(named);
  });
}

function copyError(error: Error, depth: number): Record<string, unknown> {
  return {
    name: error.name,
    message: withoutUserInfo(error.message),
    ...(error instanceof AgentError ? { code: error.code, details: copyValue(error.details, depth) } : {}),
    stack: error.stack === undefined ? undefined : withoutUserInfo(error.stack),
    ...(error.cause === undefined ? {} : { cause: copyValue(error.cause, depth) }),
  };
}

function plainName(name: string): string {
  return name.toLowerCase().replace(/[-_ ]/g, "");
}

/** Addresses may carry a user name and a password. */
function withoutUserInfo(text: string): string {
  return text.includes("@") ? text.replace(/:\/\/[^\s/@]*@/g, `://${hidden}@`) : text;
}
