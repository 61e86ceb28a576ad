/** The element with this id; the page's own HTML must have it. */
export function byId(id: string): HTMLElement {
  const element = document.getElementById(id);
  if (element === null) throw new Error(`the page has no #${id}`);
  return element;
}

/** Like `byId`, for an element of a certain kind. */
export function typedById<Kind extends Element>(id: string, kind: new () => Kind): Kind {
  const element = document.getElementById(id);
  if (!(element instanceof kind)) throw new Error(`#${id} is missing or something else`);
  return element;
}

interface Parts {
  readonly class?: string;
  readonly text?: string;
  readonly attributes?: Readonly<Record<string, string>>;
  readonly children?: readonly Node[];
}

/** A new element. Text is always set as text, so that nothing from outside becomes HTML. */
export function make<Tag extends keyof HTMLElementTagNameMap>(tag: Tag, parts: Parts = {}): HTMLElementTagNameMap[Tag] {
  const element = document.createElement(tag);
  if (parts.class !== undefined) element.className = parts.class;
  if (parts.text !== undefined) element.textContent = parts.text;
  for (const [name, value] of Object.entries(parts.attributes ?? {})) element.setAttribute(name, value);
  if (parts.children !== undefined) element.append(...parts.children);
  return element;
}

/** Sets the text only when it differs, so that live regions speak and selections break only on change. */
export function setText(element: Element, text: string): void {
  if (element.textContent !== text) element.textContent = text;
}
