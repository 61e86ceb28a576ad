import { type EpochMillis, isoTime, wattHours, watts } from "#hal/core/units";
import type { CostKeeper } from "#agent/control/cost-keeper";
import { idToken } from "#agent/domain/authorization/id-token";
import type { FinalCost, ToldCost, UserPrice } from "#agent/domain/cost/cost-messages";
import type { TimeOffsets } from "#agent/domain/cost/local-time";
import type { MeterTriggers } from "#agent/domain/cost/meter-triggers";
import type { Prices } from "#agent/domain/cost/price";
import { readChargingPrice, readIdlePrice, readTexts } from "#agent/domain/cost/price-fields";
import { JsonFields } from "#agent/domain/data/json-fields";
import { type ConnectorStatus, connectorStatuses } from "#agent/domain/evse/connector-status";
import { statuses16 } from "#agent/ocpp/dialects/v16/status-notification";
import type { DataMessage, DataReply } from "#agent/ports/csms-client";
import type { VendorMessages } from "#agent/ocpp/data-transfer/data-desk";

/** The OCA's application note for pricing in California, on OCPP 1.6. */
const VENDOR = "org.openchargealliance.costmsg";

type CostDesk = Pick<CostKeeper, "setUserPrice" | "setCost" | "setFinalCost">;

/** The messages of the note that a back end sends. `offsets`: for times that name no zone. */
export function costMessages(desk: CostDesk, offsets: () => TimeOffsets): VendorMessages {
  return {
    vendorId: VENDOR,
    messages: {
      SetUserPrice: (data) => {
        desk.setUserPrice(userPrice(JsonFields.parse(data)));
        return accepted;
      },
      RunningCost: (data) => {
        const fields = JsonFields.parse(data);
        return verdict(desk.setCost(fields.integer("transactionId"), toldCost(fields, offsets())));
      },
      FinalCost: (data) => {
        const fields = JsonFields.parse(data);
        return verdict(desk.setFinalCost(fields.integer("transactionId"), finalCost(fields)));
      },
    },
  };
}

/** The one message of the note that a station sends. */
export function connectorUnplugged(csmsNumber: number, at: EpochMillis): DataMessage {
  const data = JSON.stringify({ transactionId: csmsNumber, timestamp: isoTime(at) });
  return { vendorId: VENDOR, messageId: "ConnectorUnplugged", data };
}

const accepted: DataReply = { status: "accepted" };

function verdict(isKnown: boolean): DataReply {
  return isKnown ? accepted : { status: "rejected" };
}

function userPrice(fields: JsonFields): UserPrice {
  const token = idToken(fields.text("idToken"));
  return { token, texts: readTexts(fields) ?? { text: fields.text("priceText"), extra: [] } };
}

const isIdleByWord: ReadonlyMap<string, boolean> = new Map([
  ["Charging", false],
  ["Idle", true],
]);

function toldCost(fields: JsonFields, offsets: TimeOffsets): ToldCost {
  const next = fields.optionalObject("nextPeriod");
  const triggers = fields.optionalObject("triggerMeterValue");
  return {
    cost: fields.number("cost"),
    at: fields.time("timestamp", offsets),
    energy: wattHours(fields.number("meterValue")),
    isIdle: fields.oneOf("state", isIdleByWord),
    prices: prices(fields),
    ...(next === undefined ? {} : { next: { at: next.time("atTime", offsets), prices: prices(next) } }),
    triggers: triggers === undefined ? { statuses: [] } : meterTriggers(triggers, offsets),
  };
}

function prices(fields: JsonFields): Prices {
  const charging = fields.optionalObject("chargingPrice");
  const idle = fields.optionalObject("idlePrice");
  return {
    charging: charging === undefined ? {} : readChargingPrice(charging),
    ...(idle === undefined ? {} : { idle: readIdlePrice(idle) }),
  };
}

const statusByWord: ReadonlyMap<string, ConnectorStatus> = new Map(
  connectorStatuses.map((status) => [statuses16[status], status]),
);

function meterTriggers(fields: JsonFields, offsets: TimeOffsets): MeterTriggers {
  const time = fields.optionalTime("atTime", offsets);
  const energy = fields.optionalNumber("atEnergykWh");
  const power = fields.optionalNumber("atPowerkW");
  return {
    statuses: fields.optionalWords("atCPStatus", statusByWord),
    ...(time === undefined ? {} : { time }),
    ...(energy === undefined ? {} : { energy: wattHours(energy * 1000) }),
    ...(power === undefined ? {} : { power: { limit: watts(power * 1000) } }),
  };
}

function finalCost(fields: JsonFields): FinalCost {
  const texts = readTexts(fields);
  const qrCode = fields.optionalText("qrCodeText");
  return {
    cost: fields.number("cost"),
    ...(texts === undefined ? {} : { texts }),
    ...(qrCode === undefined ? {} : { qrCode }),
  };
}
