import type { BoardSettings, EvseSettings, MeterSettings, ReaderSettings } from "#hal/board/board-settings";
import { JoinedFaults } from "#hal/board/joined-faults";
import { evseId } from "#hal/core/charging";
import type { Clock } from "#hal/core/clock";
import type { Component } from "#hal/core/component";
import { AgentError } from "#hal/core/errors";
import type { Log } from "#hal/core/log";
import { amperes } from "#hal/core/units";
import { LineTokenReader } from "#hal/drivers/line-token-reader/line-token-reader";
import { ModbusMeter } from "#hal/drivers/modbus-meter/modbus-meter";
import { meterModel, meterModelIds } from "#hal/drivers/modbus-meter/models";
import { OpenEvseBoard } from "#hal/drivers/openevse-rapi/openevse-board";
import type { RapiTiming } from "#hal/drivers/openevse-rapi/rapi-timing";
import type { ByteLinkFactory } from "#hal/links/byte-link";
import { ModbusBus } from "#hal/modbus/modbus-bus";
import type { Board, EvseHardware } from "#hal/ports/board";
import type { StatusLight } from "#hal/ports/status-light";

export interface BoardContext {
  /** The clock of the world: timestamps of readings, cards held to a reader. Scaled or virtual in a simulation. */
  readonly clock: Clock;
  /** The clock of the lines: time-outs and polls keep real time, because the devices do. */
  readonly lineClock: Clock;
  readonly log: Log;
  /** Makes the links; the one place where a real port or a simulated one is chosen. */
  readonly openLink: ByteLinkFactory;
  /** How charging controllers are talked to, where it is not as usual. */
  readonly controllerTiming?: Partial<RapiTiming>;
}

/**
 * The machine that the settings describe, with nothing opened yet: links open when the components start. Rejects what cannot be built with
 * AgentError `config.board`, whose details have the `path` of the setting. Whether the devices answer is found out by those who ask them.
 */
export function buildBoard(settings: BoardSettings, context: BoardContext): Board {
  checkPaths(settings);
  const buses = buildBuses(settings, context);
  const outlets = settings.evses.map((evse, place) => buildOutlet(evse, `evses[${place}]`, buses, context));
  const readers = settings.readers.map((reader, place) => buildReader(reader, `readers[${place}]`, context));
  const components: readonly Component[] = [
    ...buses.values(),
    ...outlets.flatMap((outlet) => [outlet.controller, outlet.meter]),
    ...readers,
  ];
  return {
    model: settings.model,
    evses: outlets.map((outlet) => outlet.hardware),
    readers,
    faults: new JoinedFaults(readers.map((reader) => reader.faults)),
    components,
  };
}

interface Outlet {
  readonly hardware: EvseHardware;
  readonly controller: OpenEvseBoard;
  readonly meter: ModbusMeter;
}

type Buses = ReadonlyMap<string, ModbusBus>;

function buildBuses(settings: BoardSettings, context: BoardContext): Buses {
  const { lineClock, log, openLink } = context;
  const named = Object.entries(settings.buses).map(([name, { path, ...line }]) => {
    return [name, new ModbusBus({ name, link: openLink(path, line), clock: lineClock, log })] as const;
  });
  return new Map(named);
}

function buildOutlet(settings: EvseSettings, path: string, buses: Buses, context: BoardContext): Outlet {
  const controller = buildController(settings, path, context);
  const meter = buildMeter(settings.meter, `${path}.meter`, buses, context);
  const { pilot, permit, faults, button } = controller;
  const hardware: EvseHardware = {
    id: evseId(settings.id),
    pilot,
    permit,
    faults,
    meter,
    light: chooseLight(settings, path, controller),
    button,
    installedLimit: amperes(settings.maxCurrent),
    phases: settings.phases,
  };
  return { hardware, controller, meter };
}

function buildController(settings: EvseSettings, path: string, context: BoardContext): OpenEvseBoard {
  const { driver, path: device, heartbeat, interlock = "", ...line } = settings.controller;
  requireWord(`${path}.controller.driver`, driver, ["openevse-rapi"]);
  if (heartbeat === false && interlock.trim() === "")
    throw mistake(`${path}.controller.interlock`, "without a heartbeat something else must open the contactor");
  return new OpenEvseBoard({
    link: context.openLink(device, line),
    clock: context.lineClock,
    log: context.log.child({ evse: settings.id }),
    settings: { heartbeat, interlock },
    installedLimit: amperes(settings.maxCurrent),
    timing: context.controllerTiming ?? {},
  });
}

function buildMeter(settings: MeterSettings, path: string, buses: Buses, context: BoardContext): ModbusMeter {
  requireWord(`${path}.driver`, settings.driver, ["modbus"]);
  const bus = buses.get(settings.bus);
  if (bus === undefined) throw mistake(`${path}.bus`, "no bus of this name", { value: settings.bus });
  const model = meterModel(settings.model);
  if (model === undefined)
    throw mistake(`${path}.model`, "no such meter", { value: settings.model, known: meterModelIds });
  return new ModbusMeter({ bus, unit: settings.unit, model, clock: context.clock, log: context.log });
}

function chooseLight(settings: EvseSettings, path: string, controller: OpenEvseBoard): StatusLight {
  requireWord(`${path}.light.driver`, settings.light.driver, ["controller", "none"]);
  return settings.light.driver === "controller" ? controller.light : { show: () => undefined };
}

function buildReader(settings: ReaderSettings, path: string, context: BoardContext): LineTokenReader {
  requireWord(`${path}.driver`, settings.driver, ["line"]);
  const { clock, lineClock, log, openLink } = context;
  const { baudRate, dataBits, parity, stopBits } = settings;
  const link = openLink(settings.path, { baudRate, dataBits, parity, stopBits });
  return new LineTokenReader({ link, clock, lineClock, log, settings });
}

/** Two drivers on one line would take each other's answers. */
function checkPaths(settings: BoardSettings): void {
  const seen = new Map<string, string>();
  const uses: readonly (readonly [string, string])[] = [
    ...Object.entries(settings.buses).map(([name, bus]) => [`buses.${name}.path`, bus.path] as const),
    ...settings.evses.map((evse, place) => [`evses[${place}].controller.path`, evse.controller.path] as const),
    ...settings.readers.map((reader, place) => [`readers[${place}].path`, reader.path] as const),
  ];
  for (const [setting, path] of uses) {
    const other = seen.get(path);
    if (other !== undefined) throw mistake(setting, "this line has another use already", { value: path, other });
    seen.set(path, setting);
  }
}

/** Settings that came round the schema are still settings of a person. */
function requireWord(path: string, value: string, known: readonly string[]): void {
  if (!known.includes(value)) throw mistake(path, "no such driver", { value, known });
}

function mistake(path: string, why: string, details: Readonly<Record<string, unknown>> = {}): AgentError {
  return new AgentError("config.board", `${path}: ${why}`, { path, ...details });
}
