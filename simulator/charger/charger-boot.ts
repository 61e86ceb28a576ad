/** What of a boot file the simulation goes by; docs/simulated-charger.md says what each field means. */
export interface ChargerBoot {
  readonly evses: readonly ChargerEvse[];
  readonly simulation: {
    readonly meterStartWh: number;
    readonly energyWhPerSecond: number | null;
    readonly evRequestDelayMs: number;
    readonly speed: number;
    readonly defaultChargingLimit: ChargingLimit;
    readonly resetDelaySeconds: number;
    readonly vehicleSurvivesPowerCycle: boolean;
    readonly delayOcppStart: boolean;
  };
}

export interface ChargerEvse {
  readonly id: number;
  readonly connectors: readonly { readonly id: number; readonly type: string; readonly lockable: boolean }[];
}

/** What wiring and fuse allow. */
export interface ChargingLimit {
  readonly amps: number;
  readonly watts: number;
  readonly phases: 1 | 3;
  readonly voltage: number;
}
