import { kilowatts, wholeAmperes } from "./format.js";
import type { Evse, Model } from "./protocol.js";

/** The charger's state as one would tell it to somebody who stands in front of it. */
export interface Narration {
  readonly headline: string;
  readonly detail: string;
  /** Decides the colour of the words. */
  readonly mood: "idle" | "waiting" | "charging" | "trouble" | "off";
}

export function narrate(model: Model, evse: Evse | undefined): Narration {
  const { agent } = model.world;
  if (agent === "stopped")
    return {
      headline: "Switched off",
      detail: `The charger’s program is not running.${stillFlows(model)}`,
      mood: "off",
    };
  if (!model.isAgentReachable || agent === "starting") {
    return { headline: "Starting", detail: "The charger’s program is waking up.", mood: "off" };
  }
  if (evse === undefined)
    return { headline: "No socket", detail: "The charger reports no charging point.", mood: "trouble" };
  if (isRefusing(evse)) return { headline: "Card refused", detail: "This card may not charge here.", mood: "trouble" };
  const narration = ofEvse(evse);
  return evse.status === "faulted" ? { ...narration, detail: `${narration.detail}${stillFlows(model)}` } : narration;
}

/** The board is a computer of its own: it may go on although nobody tells it to. */
function stillFlows({ world: { outlet } }: Model): string {
  return outlet.powerW > 10 ? ` The charging controller still lets the car draw ${kilowatts(outlet.powerW)} kW.` : "";
}

/** The sign that a charger with nothing but a light gives. */
function isRefusing({ light, status }: Evse): boolean {
  return light.colour === "red" && light.rhythm === "fast" && status !== "faulted";
}

function ofEvse(evse: Evse): Narration {
  const why = evse.notCharging?.text ?? "";
  switch (evse.status) {
    case "available":
      return { headline: "Ready", detail: "Plug in, or hold up a card.", mood: "idle" };
    case "reserved":
      return { headline: "Reserved", detail: why || "Somebody has booked this charger.", mood: "waiting" };
    case "preparing":
      return {
        headline: isConnected(evse) ? "Connected" : "Plug in now",
        detail: why || waitingFor(evse),
        mood: "waiting",
      };
    case "charging":
      return {
        headline: "Charging",
        detail: mayTake(evse),
        mood: "charging",
      };
    case "suspendedEV":
      return { headline: "Car is pausing", detail: why || "The car asks for no energy just now.", mood: "waiting" };
    case "suspendedEVSE":
      return { headline: "Paused by the charger", detail: why || "Charging goes on by itself.", mood: "waiting" };
    case "finishing":
      return { headline: "Finished", detail: why || "You can unplug.", mood: "idle" };
    case "unavailable":
      return { headline: "Out of service", detail: why || "The operator has closed this charger.", mood: "off" };
    case "faulted":
      return {
        headline: "Out of order",
        detail: why || "No charging until this is put right.",
        mood: "trouble",
      };
    default:
      return { headline: evse.status, detail: why, mood: "idle" };
  }
}

function mayTake({ offeredA, limit }: Evse): string {
  const reason = limit !== null && limit.amperes === offeredA ? `: ${limit.reason}` : "";
  return `The car may take up to ${wholeAmperes(offeredA)} A${reason}.`;
}

function isConnected(evse: Evse): boolean {
  return evse.pilot === "B" || evse.pilot === "C" || evse.pilot === "D";
}

function waitingFor(evse: Evse): string {
  return isConnected(evse) ? "Hold up your card to start." : "The charger waits for the cable.";
}
