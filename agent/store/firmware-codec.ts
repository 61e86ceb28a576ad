import { epochMillis, millis } from "#hal/core/units";
import type {
  FirmwareOrder,
  OrderSignature,
  RunningUpdate,
  UpdateEnd,
  UpdateState,
} from "#agent/domain/firmware/firmware-update";
import { corruptRow, FieldReader, parseBody, type RowPlace } from "#agent/store/field-reader";

/** The number of the layout in which updates are written now; the decoder keeps reading older ones. */
export const firmwareFormat = 1;

export function encodeUpdate(state: UpdateState): string {
  return JSON.stringify(state);
}

/** @throws AgentError `store.corrupt-row` */
export function decodeUpdate(place: RowPlace, format: number, body: string): UpdateState {
  if (format !== firmwareFormat) throw corruptRow(place, "format");
  const fields = new FieldReader(place, parseBody(place, body));
  const kind = fields.oneOf("kind", kinds);
  if (kind === "none") return { kind };
  return kind === "ended" ? decodeEnd(fields) : decodeRunning(kind, fields);
}

function decodeEnd(fields: FieldReader): UpdateState {
  const why = fields.optionalText("why");
  return {
    kind: "ended",
    status: fields.oneOf("status", ends),
    at: epochMillis(fields.number("at")),
    ...(fields.has("requestId") ? { requestId: fields.integer("requestId") } : {}),
    ...(why === undefined ? {} : { why }),
  };
}

function decodeRunning(kind: RunningUpdate["kind"], fields: FieldReader): RunningUpdate {
  const order = decodeOrder(fields.object("order"));
  switch (kind) {
    case "downloading":
      return { kind, order, attempt: fields.integer("attempt") };
    case "resting":
      return {
        kind,
        order,
        attempt: fields.integer("attempt"),
        until: epochMillis(fields.number("until")),
        isPaused: fields.flag("isPaused"),
      };
    case "clearing":
      return { kind, order, isTold: fields.flag("isTold") };
    case "installing":
    case "restarting":
      return { kind, order, tries: fields.integer("tries") };
    default:
      return { kind, order };
  }
}

function decodeOrder(fields: FieldReader): FirmwareOrder {
  const installAt = fields.optionalNumber("installAt");
  return {
    location: fields.text("location"),
    retrieveAt: epochMillis(fields.number("retrieveAt")),
    ...(installAt === undefined ? {} : { installAt: epochMillis(installAt) }),
    retries: fields.integer("retries"),
    retryInterval: millis(fields.number("retryInterval")),
    ...(fields.has("signed") ? { signed: decodeSignature(fields.object("signed")) } : {}),
  };
}

function decodeSignature(fields: FieldReader): OrderSignature {
  return {
    requestId: fields.integer("requestId"),
    certificate: fields.text("certificate"),
    signature: fields.text("signature"),
  };
}

const kinds = {
  none: true,
  ended: true,
  scheduled: true,
  downloading: true,
  resting: true,
  verifying: true,
  installScheduled: true,
  clearing: true,
  installing: true,
  restarting: true,
  proving: true,
  reverting: true,
} as const satisfies Readonly<Record<UpdateState["kind"], true>>;

const ends = {
  installed: true,
  downloadFailed: true,
  invalidSignature: true,
  installVerificationFailed: true,
  installationFailed: true,
} as const satisfies Readonly<Record<UpdateEnd, true>>;
