import type { EvseId } from "#hal/core/charging";
import type { Component } from "#hal/core/component";
import type { Amperes } from "#hal/core/units";
import type { ConnectorLock } from "#hal/ports/connector-lock";
import type { Button } from "#hal/ports/button";
import type { ControlPilot } from "#hal/ports/control-pilot";
import type { EnergyMeter } from "#hal/ports/energy-meter";
import type { HardwareFaults } from "#hal/ports/hardware-faults";
import type { PowerPermit } from "#hal/ports/power-permit";
import type { StatusLight } from "#hal/ports/status-light";
import type { TokenReader } from "#hal/ports/token-reader";

/** One outlet with all that belongs to it. */
export interface EvseHardware {
  readonly id: EvseId;
  readonly pilot: ControlPilot;
  readonly permit: PowerPermit;
  readonly faults: HardwareFaults;
  readonly meter: EnergyMeter;
  readonly light: StatusLight;
  /** Absent where the cable is fixed, or the board cannot drive a lock. */
  readonly lock?: ConnectorLock;
  /** Where the controller has one. */
  readonly button?: Button;
  /** What the installer's wiring and fuse allow, in amperes per phase. */
  readonly installedLimit: Amperes;
  readonly phases: 1 | 3;
}

/** Everything the agent may ask of the machine. */
export interface Board {
  readonly model: string;
  readonly evses: readonly EvseHardware[];
  readonly readers: readonly TokenReader[];
  /** Faults that belong to no single outlet, such as a reader's. */
  readonly faults: HardwareFaults;
  /** Links, buses and drivers in the order in which they start. */
  readonly components: readonly Component[];
}
