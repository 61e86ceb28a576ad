import { AgentError } from "#hal/core/errors";
import type { PanelControls } from "#simulator/panel/panel-controls";
import type { PanelWorld } from "#simulator/panel/panel-model";
import type { OutletSnapshot } from "#simulator/devices/virtual-outlet";
import { cards, type Rehearsal } from "#simulator/rehearsal";
import type { LineName } from "#simulator/virtual-station";
import { type WorldFault, worldFaults } from "#simulator/world/world-fault";

const faultLabels: Readonly<Record<WorldFault, string>> = {
  "residual-current": "Residual current",
  "no-ground": "Protective earth missing",
  "contactor-welded": "Contactor welded",
  "contactor-open": "Contactor does not close",
  diode: "Vehicle's diode missing",
  "pilot-shorted": "Pilot shorted to earth",
  "over-temperature": "Overheating",
  "over-current": "Vehicle draws too much",
  "self-test": "Residual current test fails",
};

const lineLabels: Readonly<Record<LineName, string>> = {
  controller: "Charging controller",
  meter: "Energy meter",
  reader: "Card reader",
};
const lineNames = Object.keys(lineLabels) as readonly LineName[];

/** The panel's buttons, on a rehearsal. */
export function controlsOf(rehearsal: Rehearsal): PanelControls {
  const { station, network, agent } = rehearsal;
  return {
    plugIn: async () => {
      if (!station.plugIn({ stateOfCharge: 0.3 }))
        throw new AgentError("world.plugged", "A vehicle is plugged in already");
    },
    unplug: async () => {
      if (!station.unplug()) throw new AgentError("world.unplugged", "No vehicle is plugged in");
    },
    tapCard: async (kind) => {
      station.tapCard(cards[kind]);
    },
    pressButton: async () => {
      station.pressButton();
    },
    pauseVehicle: async () => {
      station.pauseVehicle();
    },
    resumeVehicle: async () => {
      station.resumeVehicle();
    },
    raiseFault: async (kind) => {
      const fault = worldFaults.find((each) => each === kind);
      if (fault === undefined) throw new AgentError("world.unknown-fault", "There is no such fault", { kind });
      station.raiseFault(fault);
    },
    clearFault: async () => {
      station.clearFaults();
      // What only a restart ends, a service engineer ends by the main switch.
      if (station.snapshot().evses[0]?.board.faultEnd === "restart") station.restartBoard();
    },
    cutNetwork: async () => {
      network.cut();
    },
    mendNetwork: async () => {
      network.mend();
    },
    killAgent: () => rehearsal.killAgent(),
    startAgent: async () => {
      if (agent.isRunning()) throw new AgentError("agent.running", "The agent is running already");
      await rehearsal.startAgent();
    },
    cutLine: (name) => rehearsal.cutLine(lineOf(name)),
    mendLine: (name) => rehearsal.mendLine(lineOf(name)),
  };
}

/** What the panel shows of the world. */
export function worldOf(rehearsal: Rehearsal, speed: number, isAgentReachable: () => boolean): PanelWorld {
  const { station, network, agent } = rehearsal;
  const outlet = station.snapshot().evses[0];
  const vehicle = outlet?.vehicle ?? null;
  const running = isAgentReachable() ? "running" : "starting";
  return {
    vehicle: {
      isPlugged: vehicle !== null,
      isPaused: vehicle?.paused ?? false,
      batteryPercent: vehicle === null ? null : Math.round(vehicle.stateOfCharge * 1000) / 10,
    },
    outlet: outletView(outlet),
    network: network.state() === "up" ? "up" : "cut",
    agent: agent.isRunning() ? running : "stopped",
    raisedFault: outlet?.faults[0] ?? null,
    faults: worldFaults.map((kind) => ({ kind, label: faultLabels[kind] })),
    lines: lineNames.map((name) => ({ name, label: lineLabels[name], isCut: rehearsal.isCut(name) })),
    speed,
  };
}

function outletView(outlet: OutletSnapshot | undefined): PanelWorld["outlet"] {
  if (outlet === undefined) return { isLive: false, offeredA: null, powerW: 0, keptFault: null };
  const { contactorClosed, offered, power, board, faults } = outlet;
  return {
    isLive: contactorClosed,
    offeredA: offered === null ? null : Math.round(offered * 10) / 10,
    powerW: Math.round(power / 100) * 100,
    keptFault: faults.length === 0 ? board.faultEnd : null,
  };
}

function lineOf(name: string): LineName {
  const line = lineNames.find((each) => each === name);
  if (line === undefined) throw new AgentError("world.unknown-line", "There is no such device", { name });
  return line;
}
