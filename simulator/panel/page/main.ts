import { renderBackEnd, renderHeader } from "./back-end-view.js";
import { Chart } from "./chart.js";
import { ControlsView } from "./controls-view.js";
import { byId } from "./dom.js";
import { EvseChoice } from "./evse-choice.js";
import { SessionRecord } from "./last-session.js";
import { MessagesView } from "./messages-view.js";
import { PanelLink } from "./panel-link.js";
import type { CurvePoint, Model, Push } from "./protocol.js";
import { playCard, renderScene } from "./scene.js";
import { renderState } from "./state-view.js";
import { toast } from "./toast.js";

/** Holds the page's parts and hands them what comes in. */
class Page {
  readonly #messages = new MessagesView();
  readonly #chart = new Chart();
  readonly #points: CurvePoint[] = [];
  readonly #sessions = new SessionRecord();
  readonly #choice = new EvseChoice(() => {
    this.#redrawChart();
    this.#render();
  });
  readonly #controls = new ControlsView(
    (name, argument) => {
      this.#command(name, argument);
    },
    (why) => {
      toast(why);
    },
  );
  #model: Model | undefined;
  readonly #link: PanelLink;

  constructor() {
    this.#link = new PanelLink({
      push: (message) => {
        this.#take(message);
      },
      connected: (isConnected) => {
        this.#connected(isConnected);
      },
    });
    this.#chart.load().catch((error: unknown) => {
      toast(`The chart does not work: ${String(error)}`);
    });
  }

  #command(name: string, argument: string | undefined): void {
    if (name === "tapCard") playCard(argument ?? "");
    if (this.#link.send(name, argument) === undefined) toast("The panel is not connected to the simulator.");
  }

  #connected(isConnected: boolean): void {
    byId("disconnected").hidden = isConnected;
    if (isConnected) {
      this.#messages.clear();
      this.#sessions.clear();
      this.#points.splice(0);
      this.#chart.clear();
      return;
    }
    this.#model = undefined;
    this.#controls.render(undefined);
  }

  #take(message: Push): void {
    switch (message.type) {
      case "model":
        this.#model = message.model;
        this.#render();
        return;
      case "curve":
        this.#addPoints(message.points);
        return;
      case "messages":
        this.#messages.add(message.messages);
        this.#sessions.add(message.messages);
        return;
      case "outcome":
        if (!message.ok) toast(message.text);
    }
  }

  #addPoints(points: readonly CurvePoint[]): void {
    this.#points.push(...points);
    this.#points.splice(0, this.#points.length - 2400);
    const shown = this.#model === undefined ? undefined : this.#choice.of(this.#model)?.id;
    this.#chart.add(points.filter((point) => shown === undefined || point.evse === shown));
  }

  #redrawChart(): void {
    const shown = this.#model === undefined ? undefined : this.#choice.of(this.#model)?.id;
    this.#chart.clear();
    this.#chart.add(this.#points.filter((point) => point.evse === shown));
  }

  #render(): void {
    const model = this.#model;
    if (model === undefined) return;
    const evse = this.#choice.of(model);
    this.#choice.render(model);
    renderHeader(model);
    renderScene(model, evse);
    renderState(model, evse, evse === undefined ? undefined : this.#sessions.of(evse.id));
    renderBackEnd(model);
    this.#controls.render(model);
    this.#chart.render(model.now, model.world.speed);
  }
}

new Page();
