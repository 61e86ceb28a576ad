import { kilowatts, meterKilowattHours } from "./format.js";
import type { Answer, Message } from "./protocol.js";

type Fields = Readonly<Record<string, unknown>>;

/** What a message says, in a line. The answer's part is empty while there is none. */
export function summarize(message: Message): { readonly request: string; readonly answer: string } {
  const request = Object.hasOwn(requests, message.action)
    ? requests[message.action]?.(fieldsOf(message.payload))
    : undefined;
  return {
    request: request ?? fallback(fieldsOf(message.payload)),
    answer: answerText(message.action, message.answer),
  };
}

const requests: Readonly<Record<string, (fields: Fields) => string>> = {
  Authorize: (f) => `card ${word(f["idTag"])}`,
  BootNotification: (f) => `${word(f["chargePointVendor"])} ${word(f["chargePointModel"])}`,
  ChangeAvailability: (f) => `connector ${word(f["connectorId"])} → ${word(f["type"])}`,
  ChangeConfiguration: (f) => `${word(f["key"])} = ${word(f["value"])}`,
  Heartbeat: () => "still here",
  MeterValues: (f) => meterText(f),
  RemoteStartTransaction: (f) => `card ${word(f["idTag"])}`,
  RemoteStopTransaction: (f) => `transaction ${word(f["transactionId"])}`,
  Reset: (f) => word(f["type"]),
  StartTransaction: (f) =>
    `connector ${word(f["connectorId"])}, card ${word(f["idTag"])}, at ${energy(f["meterStart"])}`,
  StatusNotification: (f) => statusText(f),
  StopTransaction: (f) =>
    `transaction ${word(f["transactionId"])}, at ${energy(f["meterStop"])}, ${word(f["reason"] ?? "Local")}`,
  TriggerMessage: (f) => word(f["requestedMessage"]),
  UnlockConnector: (f) => `connector ${word(f["connectorId"])}`,
};

function statusText(fields: Fields): string {
  const place = fields["connectorId"] === 0 ? "station" : `connector ${word(fields["connectorId"])}`;
  const error = fields["errorCode"] === "NoError" ? "" : `, ${word(fields["errorCode"])}`;
  return `${place}: ${word(fields["status"])}${error}`;
}

/** The energy register of the last sample, and the power when it is there. */
function meterText(fields: Fields): string {
  const samples = listOf(fieldsOf(listOf(fields["meterValue"]).at(-1))["sampledValue"]).map(fieldsOf);
  const valueOf = (measurand: string) =>
    samples.find(
      (sample) =>
        (sample["measurand"] ?? "Energy.Active.Import.Register") === measurand && sample["phase"] === undefined,
    );
  const parts = ["Energy.Active.Import.Register", "Power.Active.Import"].flatMap((measurand) => {
    const sample = valueOf(measurand);
    return sample === undefined ? [] : [quantity(word(sample["value"]), word(sample["unit"] ?? "Wh"))];
  });
  return parts.length > 0 ? parts.join(", ") : `${String(samples.length)} values`;
}

function answerText(action: string, answer: Answer | undefined): string {
  if (answer === undefined) return "";
  if (answer.kind === "error") return answer.code;
  if (answer.kind === "none") return "no answer";
  const fields = fieldsOf(answer.payload);
  const token = fieldsOf(fields["idTagInfo"])["status"];
  const number = action === "StartTransaction" ? `transaction ${word(fields["transactionId"])}` : undefined;
  const words = [number, token, fields["status"]].filter((part) => part !== undefined).map(word);
  return words.length > 0 ? words.join(", ") : "ok";
}

function fallback(fields: Fields): string {
  const simple = Object.entries(fields).filter(([, value]) => typeof value !== "object");
  return simple
    .slice(0, 3)
    .map(([name, value]) => `${name} ${word(value)}`)
    .join(", ");
}

function energy(value: unknown): string {
  return typeof value === "number" ? `${meterKilowattHours(value)} kWh` : word(value);
}

/** In the units that people think in, where the text is a number of theirs. */
function quantity(value: string, unit: string): string {
  const number = value.trim() === "" ? Number.NaN : Number(value);
  if (unit === "Wh" && Number.isFinite(number)) return `${meterKilowattHours(number)} kWh`;
  if (unit === "W" && Number.isFinite(number)) return `${kilowatts(number)} kW`;
  return `${value} ${unit}`;
}

function word(value: unknown): string {
  if (typeof value === "string") return value;
  return typeof value === "number" || typeof value === "boolean" ? String(value) : "–";
}

function fieldsOf(value: unknown): Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value))
    : {};
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
