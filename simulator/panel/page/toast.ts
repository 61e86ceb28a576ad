import { byId, make } from "./dom.js";

const SHOWN_MS = 6000;

/** Says a sentence at the bottom of the page for a while; screen readers hear it. */
export function toast(text: string): void {
  const line = make("div", { class: "toast", text });
  byId("toasts").append(line);
  setTimeout(() => {
    line.remove();
  }, SHOWN_MS);
}
