import { byId, make, setText, typedById } from "./dom.js";
import { clockTime } from "./format.js";
import { summarize } from "./message-summary.js";
import type { Message } from "./protocol.js";

const MOST_KEPT = 500;
const MOST_SHOWN = 150;

/** The OCPP messages as they pass, newest first. */
export class MessagesView {
  readonly #list = byId("messages");
  readonly #search = typedById("message-search", HTMLInputElement);
  readonly #direction = typedById("message-direction", HTMLSelectElement);
  readonly #pause = typedById("message-pause", HTMLButtonElement);
  readonly #messages = new Map<number, Message>();
  readonly #rows = new Map<number, { readonly row: HTMLElement; readonly message: Message }>();
  readonly #open = new Set<number>();
  #isPaused = false;
  #unseen = new Set<number>();

  constructor() {
    this.#search.addEventListener("input", () => {
      this.#render();
    });
    this.#direction.addEventListener("change", () => {
      this.#render();
    });
    this.#pause.addEventListener("click", () => {
      this.#isPaused = !this.#isPaused;
      this.#unseen = new Set();
      this.#render();
    });
    this.#render();
  }

  /** Takes new messages and new answers to old ones. */
  add(messages: readonly Message[]): void {
    for (const message of messages) {
      if (this.#isPaused && !this.#messages.has(message.sequence)) this.#unseen.add(message.sequence);
      this.#messages.set(message.sequence, message);
    }
    for (const sequence of [...this.#messages.keys()].sort((one, other) => one - other)) {
      if (this.#messages.size <= MOST_KEPT) break;
      this.#messages.delete(sequence);
      this.#rows.delete(sequence);
      this.#open.delete(sequence);
    }
    this.#render();
  }

  /** Forgets everything: the simulator was started anew and counts from 1 again. */
  clear(): void {
    this.#messages.clear();
    this.#rows.clear();
    this.#render();
  }

  #render(): void {
    const label = this.#isPaused
      ? `Resume${this.#unseen.size > 0 ? ` (${String(this.#unseen.size)} new)` : ""}`
      : "Pause";
    setText(this.#pause, label);
    this.#pause.setAttribute("aria-pressed", String(this.#isPaused));
    const shown = [...this.#messages.values()]
      .filter((message) => !this.#unseen.has(message.sequence) && this.#matches(message))
      .sort((one, other) => other.sequence - one.sequence)
      .slice(0, MOST_SHOWN);
    byId("messages-empty").hidden = shown.length > 0;
    const rows = shown.map((message) => this.#rowOf(message));
    const isSame =
      rows.length === this.#list.children.length && rows.every((row, place) => row === this.#list.children[place]);
    if (!isSame) this.#place(rows);
  }

  /** Puts the rows into the list without touching those that are in place, so that focus stays where it is. */
  #place(rows: readonly HTMLElement[]): void {
    const wanted = new Set<Element>(rows);
    for (const row of [...this.#list.children]) if (!wanted.has(row)) row.remove();
    rows.forEach((row, place) => {
      const present = this.#list.children[place] ?? null;
      if (present !== row) this.#list.insertBefore(row, present);
    });
  }

  #matches(message: Message): boolean {
    const direction = this.#direction.value;
    if (direction !== "all" && direction !== message.direction) return false;
    const text = this.#search.value.trim().toLowerCase();
    if (text === "") return true;
    const { request, answer } = summarize(message);
    return `${message.action} ${request} ${answer} ${JSON.stringify(message.payload)}`.toLowerCase().includes(text);
  }

  #rowOf(message: Message): HTMLElement {
    const known = this.#rows.get(message.sequence);
    if (known?.message === message) return known.row;
    const row = known?.row ?? make("li", { class: "message" });
    const hadFocus = row.contains(document.activeElement);
    this.#fill(row, message);
    if (hadFocus) row.querySelector("button")?.focus();
    this.#rows.set(message.sequence, { row, message });
    return row;
  }

  #fill(row: HTMLElement, message: Message): void {
    const isOpen = this.#open.has(message.sequence);
    const button = make("button", {
      class: "message-line",
      attributes: { type: "button", "aria-expanded": String(isOpen) },
      children: lineParts(message),
    });
    const details = jsonOf(message);
    details.hidden = !isOpen;
    button.addEventListener("click", () => {
      details.hidden = !details.hidden;
      button.setAttribute("aria-expanded", String(!details.hidden));
      if (details.hidden) this.#open.delete(message.sequence);
      else this.#open.add(message.sequence);
    });
    row.setAttribute("data-direction", message.direction);
    row.replaceChildren(button, details);
  }
}

function lineParts(message: Message): readonly Node[] {
  const { request, answer } = summarize(message);
  const isReceived = message.direction === "received";
  const arrow = make("span", {
    class: "arrow",
    text: isReceived ? "→" : "←",
    attributes: { role: "img", "aria-label": isReceived ? "from the charger" : "to the charger" },
  });
  const state = message.answer?.kind ?? "waiting";
  return [
    make("time", { text: clockTime(message.at) }),
    arrow,
    make("span", { class: "action", text: message.action }),
    make("span", { class: "summary", text: request }),
    make("span", { class: "answer", text: answer || "…", attributes: { "data-state": state } }),
  ];
}

function jsonOf(message: Message): HTMLElement {
  const { answer } = message;
  const parts = [block("Request", message.payload)];
  if (answer?.kind === "result") parts.push(block("Answer", answer.payload));
  if (answer?.kind === "error") parts.push(block("Error", { code: answer.code, description: answer.description }));
  if (answer?.kind === "none") parts.push(make("p", { text: `No answer: ${answer.why}.` }));
  return make("div", { class: "message-json", children: [make("p", { text: `Message ${message.id}` }), ...parts] });
}

function block(title: string, value: unknown): HTMLElement {
  return make("div", {
    children: [make("h3", { text: title }), make("pre", { text: JSON.stringify(value, null, 2) })],
  });
}
