/** The OCA's application note for pricing in California, on OCPP 1.6. */
export const COST_VENDOR = "org.openchargealliance.costmsg";

/** Prices while charging; `flatFee` once for the whole transaction. */
interface ChargingPrice {
  readonly kWhPrice?: number;
  readonly hourPrice?: number;
  readonly flatFee?: number;
}

interface Prices {
  readonly chargingPrice?: ChargingPrice;
  readonly idlePrice?: { readonly graceMinutes?: number; readonly hourPrice?: number };
}

interface Texts {
  readonly priceText: string;
  readonly priceTextExtra?: readonly { readonly format: string; readonly language: string; readonly content: string }[];
}

/** What a back end tells a station of prices; times in RFC 3339, `meterValue` in Wh. */
export interface CostMessages {
  readonly SetUserPrice: Texts & { readonly idToken: string };
  readonly RunningCost: Prices & {
    readonly transactionId: number;
    readonly timestamp: string;
    readonly meterValue: number;
    readonly cost: number;
    readonly state: "Charging" | "Idle";
    readonly nextPeriod?: Prices & { readonly atTime: string };
    readonly triggerMeterValue?: {
      readonly atTime?: string;
      readonly atEnergykWh?: number;
      readonly atPowerkW?: number;
      readonly atCPStatus?: readonly string[];
    };
  };
  readonly FinalCost: Partial<Texts> & {
    readonly transactionId: number;
    readonly cost: number;
    readonly qrCodeText?: string;
  };
}

/** The payload of a DataTransfer with such a message. */
export function costMessage<Name extends keyof CostMessages>(messageId: Name, message: CostMessages[Name]): object {
  return { vendorId: COST_VENDOR, messageId, data: JSON.stringify(message) };
}
