import { byId, make, setText } from "./dom.js";
import { amperes, clockTime, duration, kilowattHours, kilowatts, meterKilowattHours, wholeAmperes } from "./format.js";
import type { LastSession } from "./last-session.js";
import { narrate } from "./narration.js";
import type { Evse, Fault, Model } from "./protocol.js";

/** The words and figures beside the drawing. */
export function renderState(model: Model, evse: Evse | undefined, last: LastSession | undefined): void {
  const { headline, detail, mood } = narrate(model, evse);
  byId("state").setAttribute("data-mood", mood);
  setText(byId("headline"), headline);
  setText(byId("detail"), detail);
  const live = model.isAgentReachable ? evse : undefined;
  renderMeter(live);
  renderSession(model, live, last);
  renderWhy(live);
  renderFaults(model.isAgentReachable ? allFaults(model, evse) : []);
}

function renderMeter(evse: Evse | undefined): void {
  const meter = evse?.meter ?? undefined;
  const currents = Object.entries(meter?.currentA ?? {}).flatMap(([phase, value]) =>
    value === null ? [] : [{ phase, value }],
  );
  setText(byId("power"), typeof meter?.powerW === "number" ? kilowatts(meter.powerW) : "–");
  setText(byId("current"), currents.length === 0 ? "–" : amperes(Math.max(...currents.map(({ value }) => value))));
  setText(byId("phases"), currents.map(({ phase, value }) => `${phase} ${amperes(value)}`).join(" · "));
  setText(byId("meter-note"), meter === undefined ? "" : `meter ${meterKilowattHours(meter.importWh)} kWh`);
}

/** The session that runs, or else the last one as the back end has it. */
function renderSession(model: Model, evse: Evse | undefined, last: LastSession | undefined): void {
  const session = evse?.session ?? undefined;
  const shown =
    session === undefined ? last : { energyWh: session.energyWh, duration: model.now - Date.parse(session.startedAt) };
  const isOver = session === undefined && last !== undefined;
  setText(byId("session-title"), isOver ? "Last session" : "This session");
  byId("session").toggleAttribute("data-over", isOver);
  setText(byId("energy"), shown === undefined ? "–" : kilowattHours(shown.energyWh));
  setText(byId("duration"), shown === undefined ? "–" : duration(shown.duration));
  if (session !== undefined) {
    setText(byId("session-note"), `card ${session.idTag}`);
    setText(byId("session-number"), transactionWords(session.csmsNumber));
  } else {
    setText(byId("session-note"), last === undefined ? "" : transactionWords(last.number));
    setText(byId("session-number"), last === undefined ? "" : last.ending);
  }
}

function transactionWords(csmsNumber: number | null): string {
  return csmsNumber === null ? "no number from the back end yet" : `transaction ${String(csmsNumber)}`;
}

/** The limits in force, the deciding one first. */
function renderWhy(evse: Evse | undefined): void {
  const limits = evse?.limits ?? [];
  const deciding = evse?.limit ?? undefined;
  byId("limits").hidden = limits.length === 0;
  const key = JSON.stringify([limits, deciding]);
  const list = byId("limit-list");
  if (list.dataset["key"] === key) return;
  list.dataset["key"] = key;
  const sorted = [...limits].sort((one, other) => one.amperes - other.amperes);
  list.replaceChildren(
    ...sorted.map((limit) => {
      const until = limit.expiresAt === null ? "" : ` until ${clockTime(limit.expiresAt)}`;
      const isDeciding = deciding?.owner === limit.owner && deciding.amperes === limit.amperes;
      return make("li", {
        class: isDeciding ? "deciding" : "",
        children: [
          make("b", { text: `${wholeAmperes(limit.amperes)} A` }),
          make("span", { text: `${limit.owner}: ${limit.reason}${until}` }),
        ],
      });
    }),
  );
}

function renderFaults(faults: readonly Fault[]): void {
  const list = byId("fault-list");
  const key = JSON.stringify(faults);
  list.hidden = faults.length === 0;
  if (list.dataset["key"] === key) return;
  list.dataset["key"] = key;
  list.replaceChildren(
    ...faults.map((fault) =>
      make("li", {
        children: [
          make("strong", { text: fault.text }),
          make("small", { text: `${fault.code} · ${fault.severity} · since ${clockTime(fault.since)}` }),
        ],
      }),
    ),
  );
}

/** A fault that station and socket both report is told once. */
function allFaults(model: Model, evse: Evse | undefined): readonly Fault[] {
  const faults = [...(evse?.faults ?? []), ...(model.status?.faults ?? [])];
  return faults.filter((fault, place) => faults.findIndex((other) => other.code === fault.code) === place);
}
