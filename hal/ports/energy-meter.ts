import type { MeterReading } from "#hal/core/charging";

export interface MeterIdentity {
  readonly vendor: string;
  readonly model: string;
  /** Undefined where the device does not tell. */
  readonly serialNumber?: string;
}

export interface EnergyMeter {
  /** True for a meter whose signed records are the bill (Eichrecht): charging must not go on without it. */
  readonly isSigned: boolean;
  /** Asks the device; rejects with AgentError `meter.*` when it does not answer or is another model. */
  identify(): Promise<MeterIdentity>;
  /** A fresh reading, never a remembered one; rejects with AgentError `meter.*` when the device does not answer or the values are impossible. */
  read(): Promise<MeterReading>;
}
