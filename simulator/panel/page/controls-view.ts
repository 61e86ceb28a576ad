import { objection } from "./control-rules.js";
import { byId, make, setText, typedById } from "./dom.js";
import type { Model } from "./protocol.js";

type Send = (name: string, argument: string | undefined) => void;

/** The buttons. A senseless one stays focusable and says why it does nothing. */
export class ControlsView {
  readonly #send: Send;
  readonly #faults = typedById("fault-kind", HTMLSelectElement);
  readonly #refuse: (why: string) => void;
  #model: Model | undefined;

  constructor(send: Send, refuse: (why: string) => void) {
    this.#send = send;
    this.#refuse = refuse;
    byId("controls").addEventListener("click", (event) => {
      const button = event.target instanceof Element ? event.target.closest("button") : null;
      if (button !== null) this.#press(button);
    });
    this.render(undefined);
  }

  render(model: Model | undefined): void {
    this.#model = model;
    if (model !== undefined) {
      this.#renderFaults(model);
      this.#renderLines(model);
      this.#renderPairs(model);
    }
    for (const button of byId("controls").querySelectorAll("button")) {
      const why = objection(model, button.dataset["command"] ?? "");
      button.setAttribute("aria-disabled", String(why !== undefined));
      if (button.title !== (why ?? "")) button.title = why ?? "";
    }
  }

  #press(button: HTMLButtonElement): void {
    const name = button.dataset["command"] ?? "";
    const why = objection(this.#model, name);
    if (why !== undefined) this.#refuse(why);
    else this.#send(name, name === "raiseFault" ? this.#faults.value : button.dataset["argument"]);
  }

  /** Of two opposite buttons the one that would do something is shown stronger. */
  #renderPairs(model: Model): void {
    const { vehicle, network, agent } = model.world;
    byId("plug-button").classList.toggle("primary", !vehicle.isPlugged);
    byId("network-state").setAttribute("data-mood", network === "up" ? "good" : "bad");
    setText(byId("network-state"), network === "up" ? "whole" : "cut");
    byId("agent-state").setAttribute("data-mood", agent === "running" ? "good" : "bad");
    setText(byId("agent-state"), agent);
  }

  #renderFaults(model: Model): void {
    const { faults, raisedFault } = model.world;
    const key = JSON.stringify(faults);
    if (this.#faults.dataset["key"] !== key) {
      this.#faults.dataset["key"] = key;
      this.#faults.replaceChildren(
        ...faults.map(({ kind, label }) => make("option", { text: label, attributes: { value: kind } })),
      );
    }
    const raised = faults.find(({ kind }) => kind === raisedFault)?.label ?? raisedFault;
    byId("fault-state").setAttribute("data-mood", raised === null ? "good" : "bad");
    setText(byId("fault-state"), raised ?? "nothing broken");
    const hint = keptWords(model.world.outlet.keptFault);
    byId("fault-hint").hidden = hint === undefined;
    setText(byId("fault-hint"), hint ?? "");
  }

  #renderLines(model: Model): void {
    const host = byId("lines");
    const key = JSON.stringify(model.world.lines);
    if (host.dataset["key"] === key) return;
    const focused =
      document.activeElement instanceof HTMLElement ? document.activeElement.dataset["argument"] : undefined;
    host.dataset["key"] = key;
    host.replaceChildren(
      ...model.world.lines.map(({ name, label, isCut }) =>
        make("button", {
          class: "line",
          attributes: {
            type: "button",
            role: "switch",
            "aria-checked": String(!isCut),
            "data-command": isCut ? "mendLine" : "cutLine",
            "data-argument": name,
          },
          children: [
            make("span", { text: label }),
            make("span", { class: "line-state", text: isCut ? "pulled" : "connected" }),
          ],
        }),
      ),
    );
    const again = [...host.querySelectorAll("button")].find((button) => button.dataset["argument"] === focused);
    if (focused !== undefined) again?.focus();
  }
}

/** Why the charger is still out of order although nothing is broken any more. */
function keptWords(kept: Model["world"]["outlet"]["keptFault"]): string | undefined {
  switch (kept) {
    case "unplug":
      return "It is put right. The charging controller keeps the fault until the car is unplugged.";
    case "retry":
      return "It is put right. The charging controller tries again within 5 minutes, or when the car is unplugged.";
    case "restart":
      return "It is put right. The charging controller keeps the fault until it is restarted.";
    default:
      return undefined;
  }
}
