/** What a call came to. A refusal has a word for programs, and what goes with it. */
export type Reply<Body> =
  | { readonly ok: true; readonly body: Body }
  | {
      readonly ok: false;
      /** 0 when the charger could not be reached. */
      readonly status: number;
      readonly error: string;
      readonly details: Readonly<Record<string, unknown>>;
      readonly retryAfter: number;
    };

export type ChangingMethod = "POST" | "PUT" | "PATCH" | "DELETE";

/** Asks the charger that served this page, and nobody else. */
export class Api {
  /** Of the login; every change sends it along. */
  csrfToken = "";
  /** Called when the charger knows no login any more. */
  onLoggedOut: () => void = () => undefined;

  get<Body>(path: string): Promise<Reply<Body>> {
    return this.#ask<Body>(path, {});
  }

  send<Body = object>(method: ChangingMethod, path: string, body?: object): Promise<Reply<Body>> {
    const headers = {
      "x-borne-csrf": this.csrfToken,
      ...(body === undefined ? {} : { "content-type": "application/json" }),
    };
    return this.#ask<Body>(path, { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) });
  }

  async #ask<Body>(path: string, init: RequestInit): Promise<Reply<Body>> {
    try {
      const response = await fetch(path, { ...init, credentials: "same-origin", cache: "no-store" });
      const content: unknown = await response.json();
      // The server checks what it sends against the very schemas that these types describe.
      if (response.ok) return { ok: true, body: content as Body };
      if (response.status === 401) this.onLoggedOut();
      const retryAfter = Number(response.headers.get("retry-after") ?? 0);
      return { ok: false, status: response.status, ...refusalIn(content), retryAfter };
    } catch {
      return { ok: false, status: 0, error: "unreachable", details: {}, retryAfter: 0 };
    }
  }
}

function refusalIn(content: unknown): { readonly error: string; readonly details: Readonly<Record<string, unknown>> } {
  if (!isRecord(content)) return { error: "failed", details: {} };
  const { error, details } = content;
  return { error: typeof error === "string" ? error : "failed", details: isRecord(details) ? details : {} };
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
