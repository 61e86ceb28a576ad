import { join } from "node:path";

/** A boot file as a harness writes one: only what it must say, at a speed that saves time. */
export function chargerBoot(url: string, directory: string, more: BootChanges = {}): object {
  const { csms, simulation, ...rest } = more;
  return {
    ocppVersion: "1.6",
    stateDir: join(directory, "state"),
    // Patience is simulated time as well: on a busy machine a second of ours must not be too long for the charger.
    csms: { url, identity: "cp001", messageTimeoutSeconds: 600, ...csms },
    configurationKeys: { MeterValueSampleInterval: "10", ConnectionTimeOut: "600", ...rest.configurationKeys },
    simulation: { speed: 20, resetDelaySeconds: 0, meterStartWh: 1000, ...simulation },
    ...(rest.evses === undefined ? {} : { evses: rest.evses }),
    ...(rest.station === undefined ? {} : { station: rest.station }),
    ...(rest.vendorSettings === undefined ? {} : { vendorSettings: rest.vendorSettings }),
  };
}

export interface BootChanges {
  readonly csms?: object;
  readonly simulation?: object;
  readonly configurationKeys?: Readonly<Record<string, string>>;
  readonly evses?: readonly object[];
  readonly station?: object;
  readonly vendorSettings?: object;
}

export function twoEvses(): readonly object[] {
  return [1, 2].map((id) => ({ id, connectors: [{ id: 1, type: "sType2", lockable: false }] }));
}
