import { timingSafeEqual } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";
import { isIP } from "node:net";
import { isAtLeast } from "#agent/domain/site/role";
import type { Login, Logins } from "#agent/local/accounts/logins";
import type { ScraperToken } from "#agent/local/accounts/scraper-token";
import type { Route } from "#agent/local/api/route";

/** The header in which a page that changes something proves that it can read what this charger sent it. */
export const CSRF_HEADER = "x-borne-csrf";

export interface GateOptions {
  readonly logins: Logins;
  readonly scraper: Pick<ScraperToken, "admits">;
  /** Names beside addresses, `localhost` and `<serial number>.local`, in lower case. */
  readonly hostNames: readonly string[];
}

/** What is known of a request before anything of it is believed. */
export interface Knock {
  readonly method: string;
  readonly headers: IncomingHttpHeaders;
  readonly isSecure: boolean;
}

export type Admission =
  | { readonly kind: "admitted"; readonly login: Login | undefined }
  | { readonly kind: "refused"; readonly status: 401 | 403 | 421; readonly error: string };

const refused = (status: 401 | 403 | 421, error: string): Admission => ({ kind: "refused", status, error });

/** Decides who gets in, the same way for HTTP and for the WebSocket. */
export class Gate {
  readonly #logins: Logins;
  readonly #scraper: GateOptions["scraper"];
  readonly #hostNames: ReadonlySet<string>;

  constructor({ logins, scraper, hostNames }: GateOptions) {
    this.#logins = logins;
    this.#scraper = scraper;
    this.#hostNames = new Set(["localhost", ...hostNames]);
  }

  /** `route` is undefined where there is none: then only the name and the origin are looked at. */
  examine({ method, headers, isSecure }: Knock, route: Route | undefined): Admission {
    if (!this.isOwnHost(headers.host)) return refused(421, "host");
    const isSafe = method === "GET" && route?.isWebSocket !== true;
    if (!isSafe && !isOwnOrigin(headers, isSecure)) return refused(403, "origin");
    const login = this.#loginOf(headers, isSecure);
    if (route === undefined || route.access === "public" || this.#isCollector(headers, route))
      return { kind: "admitted", login };
    if (login === undefined) return refused(401, "loginNeeded");
    if (login.account.mustChange && route.isBeforePasswordChange !== true) return refused(403, "passwordChangeNeeded");
    if (!isAtLeast(login.account.role, route.access)) return refused(403, "roleNeeded");
    if (method !== "GET" && !hasCsrfToken(headers, login)) return refused(403, "csrf");
    return { kind: "admitted", login };
  }

  /** Against DNS rebinding: a page from elsewhere that had its own name resolve to this charger would send that name. */
  isOwnHost(host: string | undefined): boolean {
    if (host === undefined || !URL.canParse(`http://${host}`)) return false;
    const { hostname, pathname, username, search, hash } = new URL(`http://${host}`);
    if (pathname !== "/" || `${username}${search}${hash}` !== "") return false;
    return isIP(hostname.replace(/^\[|\]$/g, "")) !== 0 || this.#hostNames.has(hostname.toLowerCase());
  }

  #isCollector({ authorization }: IncomingHttpHeaders, { isForScrapers }: Route): boolean {
    return isForScrapers === true && this.#scraper.admits(authorization);
  }

  #loginOf(headers: IncomingHttpHeaders, isSecure: boolean): Login | undefined {
    const token = cookieOf(headers.cookie, cookieName(isSecure));
    return token === undefined ? undefined : this.#logins.find(token);
  }
}

/** Two names, because a browser lets nobody overwrite over HTTP what it was given over HTTPS. */
export function cookieName(isSecure: boolean): string {
  return isSecure ? "__Host-borne" : "borne";
}

/** The header that gives the browser its cookie; without a token it takes it away. */
export function sessionCookie(token: string | undefined, isSecure: boolean): string {
  const common = `${cookieName(isSecure)}=${token ?? ""}; Path=/; HttpOnly; SameSite=Strict${isSecure ? "; Secure" : ""}`;
  return token === undefined ? `${common}; Max-Age=0` : common;
}

function cookieOf(header: string | undefined, name: string): string | undefined {
  const found = (header ?? "").split(";").find((part) => part.trim().startsWith(`${name}=`));
  const value = found?.trim().slice(name.length + 1);
  return value !== undefined && /^[A-Za-z0-9_-]{43}$/.test(value) ? value : undefined;
}

/** Programs that are no browsers send no origin; what they change still needs the token of their login. */
function isOwnOrigin({ origin, host, "sec-fetch-site": site }: IncomingHttpHeaders, isSecure: boolean): boolean {
  if (site !== undefined && site !== "same-origin") return false;
  return origin === undefined || origin === `${isSecure ? "https" : "http"}://${host ?? ""}`;
}

function hasCsrfToken(headers: IncomingHttpHeaders, { csrfToken }: Login): boolean {
  const given = headers[CSRF_HEADER];
  if (typeof given !== "string" || given.length !== csrfToken.length) return false;
  return timingSafeEqual(Buffer.from(given), Buffer.from(csrfToken));
}
