import { request as plainRequest } from "node:http";
import { request as secureRequest } from "node:https";

export interface SiteAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
  /** Undefined when it is no JSON. */
  readonly json: unknown;
}

export interface SiteQuestion {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON unless it is a string. */
  readonly body?: unknown;
}

/** A browser for tests without a screen: keeps its cookie and the token of its login, and sends what a page would send. */
export class SiteClient {
  readonly #base: string;
  cookie: string | undefined;
  csrfToken: string | undefined;

  constructor(base: string) {
    this.#base = base;
  }

  get(path: string, headers: Readonly<Record<string, string>> = {}): Promise<SiteAnswer> {
    return this.ask(path, { headers });
  }

  /** As the page does: with its origin, its cookie and its token. */
  send(method: string, path: string, body?: unknown): Promise<SiteAnswer> {
    return this.ask(path, { method, body, headers: { origin: this.#base, ...this.#token() } });
  }

  async logIn(account: string, password: string): Promise<SiteAnswer> {
    const answer = await this.send("POST", "/api/session", { account, password });
    this.#remember(answer);
    return answer;
  }

  async changePassword(current: string, next: string): Promise<SiteAnswer> {
    const answer = await this.send("PUT", "/api/session/password", { current, next });
    this.#remember(answer);
    return answer;
  }

  /** What is given and nothing else, but for the cookie. */
  ask(path: string, { method = "GET", headers = {}, body }: SiteQuestion = {}): Promise<SiteAnswer> {
    const text = body === undefined ? undefined : typeof body === "string" ? body : JSON.stringify(body);
    const request = this.#base.startsWith("https:") ? secureRequest : plainRequest;
    const all = {
      ...(this.cookie === undefined ? {} : { cookie: this.cookie }),
      ...(text === undefined
        ? {}
        : { "content-type": "application/json", "content-length": String(Buffer.byteLength(text)) }),
      ...headers,
    };
    return new Promise((resolve, reject) => {
      const asked = request(
        `${this.#base}${path}`,
        { method, headers: all, agent: false, rejectUnauthorized: false },
        (response) => {
          const parts: Buffer[] = [];
          response.on("data", (part: Buffer) => parts.push(part));
          response.on("end", () => {
            const answer = Buffer.concat(parts).toString("utf8");
            resolve({
              status: response.statusCode ?? 0,
              headers: response.headers,
              text: answer,
              json: parsed(answer),
            });
          });
        },
      );
      asked.on("error", reject);
      asked.end(text);
    });
  }

  #token(): Readonly<Record<string, string>> {
    return this.csrfToken === undefined ? {} : { "x-borne-csrf": this.csrfToken };
  }

  #remember({ headers, json }: SiteAnswer): void {
    const [cookie] = headers["set-cookie"] ?? [];
    if (cookie !== undefined) this.cookie = cookie.split(";", 1)[0];
    const token = /"csrfToken":"([^"]+)"/.exec(JSON.stringify(json))?.[1];
    if (token !== undefined) this.csrfToken = token;
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
