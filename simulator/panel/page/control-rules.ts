import type { Model } from "./protocol.js";

/** Why a control makes no sense now, in words for its tooltip; undefined when it does. */
export function objection(model: Model | undefined, name: string): string | undefined {
  if (model === undefined) return "The panel is not connected to the simulator.";
  return Object.hasOwn(objections, name) ? objections[name]?.(model) : undefined;
}

const objections: Readonly<Record<string, (model: Model) => string | undefined>> = {
  plugIn: ({ world }) => (world.vehicle.isPlugged ? "The car is plugged in already." : undefined),
  unplug: ({ world }) => (world.vehicle.isPlugged ? undefined : "The car is not plugged in."),
  pauseVehicle: ({ world: { vehicle } }) => {
    if (!vehicle.isPlugged) return "Only a car that is plugged in can pause.";
    return vehicle.isPaused ? "The car is pausing already." : undefined;
  },
  resumeVehicle: ({ world }) => (world.vehicle.isPaused ? undefined : "The car is not pausing."),
  tapCard: ({ world }) => (world.agent === "running" ? undefined : "Nobody reads the card while the program is off."),
  pressButton: ({ world }) =>
    world.agent === "running" ? undefined : "Nobody notices the button while the program is off.",
  raiseFault: ({ world }) => (world.raisedFault === null ? undefined : "Clear the present fault first."),
  clearFault: ({ world }) => (world.raisedFault === null ? "Nothing is broken." : undefined),
  cutNetwork: ({ world }) => (world.network === "cut" ? "The network is cut already." : undefined),
  mendNetwork: ({ world }) => (world.network === "up" ? "The network is whole." : undefined),
  killAgent: ({ world }) => (world.agent === "stopped" ? "The program is off already." : undefined),
  startAgent: ({ world }) => (world.agent === "stopped" ? undefined : "The program is running."),
};
