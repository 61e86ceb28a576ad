import { byId, setText, typedById } from "./dom.js";
import { wholeAmperes } from "./format.js";
import type { Evse, Model } from "./protocol.js";

const colours: readonly string[] = ["off", "green", "blue", "yellow", "red", "white", "violet"];
const rhythms: Readonly<Record<string, string>> = {
  steady: "steady",
  slow: "blinking slowly",
  fast: "blinking fast",
  breathing: "breathing",
};

/** The drawing: attributes on its root, the rest is the style sheet's. */
export function renderScene(model: Model, evse: Evse | undefined): void {
  const drawing = typedById("scene", SVGSVGElement);
  const { vehicle, outlet, agent, network } = model.world;
  const live = agent === "running" && model.isAgentReachable ? evse : undefined;
  const { colour, rhythm } = lightOf(live);
  const flows = outlet.powerW > 10;
  setAttributes(drawing, { colour, rhythm, plugged: yes(vehicle.isPlugged), flows: yes(flows), network });
  const light = colour === "off" ? "The light is off." : `The light is ${colour}, ${rhythms[rhythm] ?? rhythm}.`;
  const cable = vehicle.isPlugged ? "The cable is in the car." : "The cable hangs on the wall.";
  setText(byId("scene-title"), `${light} ${cable}`);
  setText(byId("light-words"), colour === "off" ? "Light off" : `Light ${colour}, ${rhythms[rhythm] ?? rhythm}`);
  setText(byId("outlet-words"), outletWords(outlet));
  renderBattery(vehicle.isPlugged ? vehicle.batteryPercent : null);
}

/** What the contactor and the pilot really do, which the charger's program may not know. */
function outletWords({ isLive, offeredA }: Model["world"]["outlet"]): string {
  const contactor = isLive ? "Contactor closed" : "Contactor open";
  return offeredA === null ? contactor : `${contactor}, ${wholeAmperes(offeredA)} A offered`;
}

/** A dead charger shows no light; words that this page does not know count as none. */
function lightOf(evse: Evse | undefined): { readonly colour: string; readonly rhythm: string } {
  const { colour = "off", rhythm = "steady" } = evse?.light ?? {};
  return {
    colour: colours.includes(colour) ? colour : "off",
    rhythm: Object.hasOwn(rhythms, rhythm) ? rhythm : "steady",
  };
}

/** Plays the gesture of a card held to the reader. */
export function playCard(kind: string): void {
  const drawing = byId("card");
  drawing.setAttribute("data-kind", kind);
  drawing.classList.remove("tapping");
  // Reading the size makes the browser start the gesture anew.
  drawing.getBoundingClientRect();
  drawing.classList.add("tapping");
}

function renderBattery(percent: number | null): void {
  const battery = byId("battery");
  battery.toggleAttribute("data-hidden", percent === null);
  if (percent === null) return;
  byId("battery-level").setAttribute("width", String((Math.min(100, Math.max(0, percent)) / 100) * 64));
  setText(byId("battery-text"), `${String(Math.round(percent))} %`);
}

function setAttributes(element: Element, data: Readonly<Record<string, string>>): void {
  for (const [name, value] of Object.entries(data)) {
    if (element.getAttribute(`data-${name}`) !== value) element.setAttribute(`data-${name}`, value);
  }
}

function yes(value: boolean): string {
  return value ? "yes" : "no";
}
