import { accepted, type Outcome, refused } from "#hal/core/outcome";

/** Typed contents of RAPI answers, in both directions. `parse…` refuses what the firmware never sends; `encode…` gives the tokens behind OK. */
export type RapiContent<Value> = Outcome<Value, "malformed">;

/** `$GS`. */
export interface RapiState {
  /** One of `evseStates`. */
  readonly state: number;
  /** Charging time of this or the last session in whole seconds. */
  readonly elapsedSeconds: number;
  /** What the vehicle does to the pilot, as one of `evseStates`; firmware before RAPI 4 does not tell. */
  readonly pilotState?: number;
  /** Bits of `evseFlags`; firmware before RAPI 4 does not tell. */
  readonly flags?: number;
}

export function parseRapiState(args: readonly string[]): RapiContent<RapiState> {
  const elapsedSeconds = decimal(args[1]);
  // The short answer of old firmware counts its state in decimal.
  const state = args.length === 2 ? decimal(args[0]) : hex(args[0]);
  if (state === undefined || elapsedSeconds === undefined) return malformed;
  if (args.length === 2) return accepted({ state, elapsedSeconds });
  const pilotState = hex(args[2]);
  const flags = hex(args[3]);
  return pilotState === undefined || flags === undefined
    ? malformed
    : accepted({ state, elapsedSeconds, pilotState, flags });
}

export function encodeRapiState(value: Required<RapiState>): readonly string[] {
  return [hexText(value.state, 2), String(value.elapsedSeconds), hexText(value.pilotState, 2), hexText(value.flags, 4)];
}

/** `$AT`: sent at every change of the state, also between a command and its answer. */
export interface RapiTransition {
  readonly state: number;
  readonly pilotState: number;
  /** What the pilot may offer, in whole amperes. */
  readonly amps: number;
  readonly flags: number;
}

export function parseRapiTransition(args: readonly string[]): RapiContent<RapiTransition> {
  const [state, pilotState, amps, flags] = [hex(args[0]), hex(args[1]), decimal(args[2]), hex(args[3])];
  if (state === undefined || pilotState === undefined || amps === undefined || flags === undefined) return malformed;
  return accepted({ state, pilotState, amps, flags });
}

export function encodeRapiTransition(value: RapiTransition): readonly string[] {
  return [hexText(value.state, 2), hexText(value.pilotState, 2), String(value.amps), hexText(value.flags, 4)];
}

/** `$AB`. */
export interface RapiBoot {
  /** One of `bootPostCodes`. */
  readonly postCode: number;
  readonly firmware: string;
}

export function parseRapiBoot(args: readonly string[]): RapiContent<RapiBoot> {
  const postCode = hex(args[0]);
  return postCode === undefined ? malformed : accepted({ postCode, firmware: args[1] ?? "" });
}

export function encodeRapiBoot(value: RapiBoot): readonly string[] {
  return [hexText(value.postCode, 2), value.firmware];
}

/** `$GE`: what is stored in the board. */
export interface RapiSettings {
  readonly amps: number;
  /** Bits of `configuredFlags`. */
  readonly flags: number;
}

export function parseRapiSettings(args: readonly string[]): RapiContent<RapiSettings> {
  const [amps, flags] = [decimal(args[0]), hex(args[1])];
  return amps === undefined || flags === undefined ? malformed : accepted({ amps, flags });
}

export function encodeRapiSettings(value: RapiSettings): readonly string[] {
  return [String(value.amps), hexText(value.flags, 4)];
}

/** `$GC`, in whole amperes. Old firmware gives the first two only. */
export interface RapiCapacity {
  readonly minimum: number;
  /** What the hardware can carry. */
  readonly hardwareMaximum: number;
  /** What the pilot offers now. */
  readonly pilot?: number;
  /** What the installer has stored, or the cable allows. */
  readonly configuredMaximum?: number;
}

export function parseRapiCapacity(args: readonly string[]): RapiContent<RapiCapacity> {
  const [minimum, hardwareMaximum, pilot, configuredMaximum] = args.map(decimal);
  if (minimum === undefined || hardwareMaximum === undefined) return malformed;
  if (args.length === 2) return accepted({ minimum, hardwareMaximum });
  return pilot === undefined || configuredMaximum === undefined
    ? malformed
    : accepted({ minimum, hardwareMaximum, pilot, configuredMaximum });
}

export function encodeRapiCapacity(value: Required<RapiCapacity>): readonly string[] {
  return [value.minimum, value.hardwareMaximum, value.pilot, value.configuredMaximum].map(String);
}

/** `$GV`. */
export interface RapiVersion {
  readonly firmware: string;
  /** The firmware's authors ask not to rely on it. */
  readonly protocol: string;
}

export function parseRapiVersion(args: readonly string[]): RapiContent<RapiVersion> {
  const [firmware, protocol = ""] = args;
  return firmware === undefined ? malformed : accepted({ firmware, protocol });
}

export function encodeRapiVersion(value: RapiVersion): readonly string[] {
  return [value.firmware, value.protocol];
}

/** `$GG`. */
export interface RapiElectricity {
  /** -1 from a board without an ammeter. */
  readonly milliamps: number;
  readonly millivolts: number;
}

export function parseRapiElectricity(args: readonly string[]): RapiContent<RapiElectricity> {
  const [milliamps, millivolts] = args.map(decimal);
  return milliamps === undefined || millivolts === undefined ? malformed : accepted({ milliamps, millivolts });
}

export function encodeRapiElectricity(value: RapiElectricity): readonly string[] {
  return [String(value.milliamps), String(value.millivolts)];
}

/** `$GU`. */
export interface RapiEnergy {
  /** Of this session, in watt-seconds. */
  readonly sessionWattSeconds: number;
  /** Since the counter was set, in watt-hours. */
  readonly totalWattHours: number;
}

export function parseRapiEnergy(args: readonly string[]): RapiContent<RapiEnergy> {
  const [sessionWattSeconds, totalWattHours] = args.map(decimal);
  if (sessionWattSeconds === undefined || totalWattHours === undefined) return malformed;
  return accepted({ sessionWattSeconds, totalWattHours });
}

export function encodeRapiEnergy(value: RapiEnergy): readonly string[] {
  return [String(value.sessionWattSeconds), String(value.totalWattHours)];
}

/** `$GF`: how often each protection tripped, up to 255. */
export interface RapiFaultCounts {
  readonly groundFault: number;
  readonly noGround: number;
  readonly stuckRelay: number;
}

export function parseRapiFaultCounts(args: readonly string[]): RapiContent<RapiFaultCounts> {
  const [groundFault, noGround, stuckRelay] = args.map(hex);
  if (groundFault === undefined || noGround === undefined || stuckRelay === undefined) return malformed;
  return accepted({ groundFault, noGround, stuckRelay });
}

export function encodeRapiFaultCounts(value: RapiFaultCounts): readonly string[] {
  return [value.groundFault, value.noGround, value.stuckRelay].map((count) => hexText(count, 1));
}

/** `$GP`, in degrees Celsius: clock chip, board, infrared sensor. Undefined where no sensor is fitted. */
export type RapiTemperatures = readonly [number | undefined, number | undefined, number | undefined];

const NO_SENSOR = -2560;

export function parseRapiTemperatures(args: readonly string[]): RapiContent<RapiTemperatures> {
  const [clock, board, infrared] = args.map(decimal);
  if (clock === undefined || board === undefined || infrared === undefined) return malformed;
  return accepted([celsius(clock), celsius(board), celsius(infrared)]);
}

export function encodeRapiTemperatures(value: RapiTemperatures): readonly string[] {
  return value.map((degrees) => String(degrees === undefined ? NO_SENSOR : Math.round(degrees * 10)));
}

/** `$SY` and `$GY`. */
export interface RapiHeartbeat {
  /** 0 when the supervision is off. */
  readonly intervalSeconds: number;
  readonly fallbackAmps: number;
  /** One of `heartbeatStates`. */
  readonly state: number;
}

export function parseRapiHeartbeat(args: readonly string[]): RapiContent<RapiHeartbeat> {
  const [intervalSeconds, fallbackAmps, state] = args.map(decimal);
  if (intervalSeconds === undefined || fallbackAmps === undefined || state === undefined) return malformed;
  return accepted({ intervalSeconds, fallbackAmps, state });
}

export function encodeRapiHeartbeat(value: RapiHeartbeat): readonly string[] {
  return [value.intervalSeconds, value.fallbackAmps, value.state].map(String);
}

/** The one number that `$SC` (amperes set), `$G0` (vehicle present), `$G4` (locked) and `$SB` give. */
export function parseRapiNumber(args: readonly string[]): RapiContent<number> {
  const value = decimal(args[0]);
  return value === undefined ? malformed : accepted(value);
}

const malformed = refused("malformed" as const);

function decimal(token: string | undefined): number | undefined {
  return token !== undefined && /^-?\d{1,10}$/.test(token) ? Number(token) : undefined;
}

function hex(token: string | undefined): number | undefined {
  return token !== undefined && /^[0-9A-Fa-f]{1,8}$/.test(token) ? Number.parseInt(token, 16) : undefined;
}

function hexText(value: number, digits: number): string {
  return value.toString(16).padStart(digits, "0");
}

function celsius(tenths: number): number | undefined {
  return tenths === NO_SENSOR ? undefined : tenths / 10;
}
