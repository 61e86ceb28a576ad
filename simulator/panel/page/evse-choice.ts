import { byId, make } from "./dom.js";
import type { Evse, Model } from "./protocol.js";

/** Which socket is shown, for chargers with more than one. */
export class EvseChoice {
  readonly #host = byId("evse-choice");
  readonly #changed: () => void;
  #chosen: number | undefined;

  constructor(changed: () => void) {
    this.#changed = changed;
  }

  of(model: Model): Evse | undefined {
    const evses = model.status?.evses ?? [];
    return evses.find((evse) => evse.id === this.#chosen) ?? evses[0];
  }

  render(model: Model): void {
    const evses = model.status?.evses ?? [];
    this.#host.hidden = evses.length < 2;
    const shown = this.of(model)?.id;
    const key = JSON.stringify([evses.map((evse) => evse.id), shown]);
    if (this.#host.dataset["key"] === key) return;
    this.#host.dataset["key"] = key;
    this.#host.replaceChildren(
      ...evses.map((evse) => {
        const attributes = { type: "button", "aria-pressed": String(evse.id === shown) };
        const button = make("button", { text: `Socket ${String(evse.id)}`, attributes });
        button.addEventListener("click", () => {
          this.#chosen = evse.id;
          this.#changed();
        });
        return button;
      }),
    );
  }
}
