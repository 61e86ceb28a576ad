import { byId, setText } from "./dom.js";
import { ago, clockTime } from "./format.js";
import type { BackEnd, Model, Status } from "./protocol.js";

/** The box that answers "is it connected, since when, and when did the back end last say something". */
export function renderBackEnd(model: Model): void {
  const csms = model.isAgentReachable ? model.status?.csms : undefined;
  const { words, mood } = connectionWords(model);
  byId("back-end").setAttribute("data-mood", mood);
  setText(byId("connection"), words);
  setText(byId("connection-since"), csms === undefined ? "" : `since ${clockTime(csms.since)}`);
  setText(byId("last-message"), lastMessage(csms, model.now));
  setText(byId("queue"), csms === undefined ? "–" : count(csms.queuedFacts, "message"));
  setText(byId("dead-letters"), csms === undefined ? "–" : String(csms.deadLetters));
  setText(byId("unbilled"), csms === undefined ? "–" : String(model.status?.unbilled ?? 0));
  const trouble = csms?.trouble ?? "";
  byId("trouble").hidden = trouble === "";
  setText(byId("trouble"), `Last attempt: ${trouble}`);
}

/** The line at the top: who this is and how its parts are. */
export function renderHeader(model: Model): void {
  const { status, world } = model;
  const { words, mood } = connectionWords(model);
  setText(byId("station-name"), status === null ? "Charger" : nameOf(status));
  setText(
    byId("station-kind"),
    status === null ? "" : `${status.station.vendor} ${status.station.model} · ${status.station.identity}`,
  );
  chip("chip-back-end", `Back end: ${words.toLowerCase()}`, mood);
  const program = programWords(model);
  chip("chip-agent", program.words, program.mood);
  chip("chip-speed", world.speed === 1 ? "Real time" : `Time × ${String(world.speed)}`, "plain");
  setText(byId("now"), clockTime(model.now));
}

function nameOf({ station }: Status): string {
  return station.name === "" ? station.identity : station.name;
}

function chip(id: string, text: string, mood: string): void {
  const element = byId(id);
  setText(element, text);
  element.setAttribute("data-mood", mood);
}

interface Words {
  readonly words: string;
  readonly mood: string;
}

function programWords({ world, isAgentReachable }: Model): Words {
  if (world.agent === "stopped") return { words: "Program off", mood: "bad" };
  if (world.agent === "starting" || !isAgentReachable) return { words: "Program starting", mood: "waiting" };
  return { words: "Program running", mood: "good" };
}

function connectionWords({ world, status, isAgentReachable }: Model): Words {
  const csms = isAgentReachable ? status?.csms : undefined;
  // Who does not run is not connected, and who does not say so yet may be.
  if (csms === undefined) return world.agent === "stopped" ? { words: "Offline", mood: "bad" } : unknown;
  if (csms.connection === "connecting") return { words: "Connecting", mood: "waiting" };
  if (csms.connection !== "connected") return { words: "Offline", mood: "bad" };
  if (csms.registration === "accepted") return { words: "Connected", mood: "good" };
  if (csms.registration === "rejected") return { words: "Rejected", mood: "bad" };
  return { words: "Not registered yet", mood: "waiting" };
}

const unknown: Words = { words: "Unknown", mood: "waiting" };

function lastMessage(csms: BackEnd | undefined, now: number): string {
  if (csms === undefined) return "–";
  return csms.lastMessageAt === null ? "never" : ago(now - Date.parse(csms.lastMessageAt));
}

function count(amount: number, noun: string): string {
  if (amount === 0) return "empty";
  return `${String(amount)} ${noun}${amount === 1 ? "" : "s"} waiting`;
}
