/** What a CALLERROR says, in our words; how a version spells it is a table. */
export type OcppErrorCode =
  | "notImplemented"
  | "notSupported"
  | "internal"
  | "protocol"
  | "security"
  /** The payload does not have the form of the message. */
  | "format"
  /** A value that is not allowed: enumeration, range, length, pattern. */
  | "property"
  /** A missing field, or too few or too many elements. */
  | "occurrence"
  | "type"
  | "generic"
  | "unknownMessageType"
  | "unreadableFrame";

export type ErrorCodeSpelling = Readonly<Record<OcppErrorCode, string>>;

const common = {
  notImplemented: "NotImplemented",
  notSupported: "NotSupported",
  internal: "InternalError",
  protocol: "ProtocolError",
  security: "SecurityError",
  property: "PropertyConstraintViolation",
  type: "TypeConstraintViolation",
  generic: "GenericError",
} as const;

/** The words on the wire, by family of versions. */
export const errorCodeSpelling = {
  /** Two spellings were wrong when 1.6-J was printed and are frozen (1.6-J errata 5.1, 5.2); the last two codes do not exist there. */
  v16: {
    ...common,
    format: "FormationViolation",
    occurrence: "OccurenceConstraintViolation",
    unknownMessageType: "ProtocolError",
    unreadableFrame: "FormationViolation",
  },
  v2x: {
    ...common,
    format: "FormatViolation",
    occurrence: "OccurrenceConstraintViolation",
    unknownMessageType: "MessageTypeNotSupported",
    unreadableFrame: "RpcFrameworkError",
  },
} as const satisfies Readonly<Record<string, ErrorCodeSpelling>>;

const meanings: ReadonlyMap<string, OcppErrorCode> = new Map<string, OcppErrorCode>([
  ...Object.entries(common).map(([code, word]) => [word, code as keyof typeof common] as const),
  ["FormationViolation", "format"],
  ["FormatViolation", "format"],
  ["OccurenceConstraintViolation", "occurrence"],
  ["OccurrenceConstraintViolation", "occurrence"],
  ["MessageTypeNotSupported", "unknownMessageType"],
  ["RpcFrameworkError", "unreadableFrame"],
]);

/** Understands every spelling of every version, because peers mix them; a word of nobody is a generic error. */
export function readErrorCode(word: string): OcppErrorCode {
  return meanings.get(word) ?? "generic";
}
