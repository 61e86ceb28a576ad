import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { hasCode } from "#hal/core/errors";
import { isAtLeast, type Role, roles } from "#agent/domain/site/role";
import { buildApp } from "#agent/local/api/app";
import { Gate } from "#agent/local/api/gate";
import { type Route, route } from "#agent/local/api/route";
import { Logins } from "#agent/local/accounts/logins";
import { SeededRandom } from "#hal/core/random";
import { silentLog } from "#hal/core/log";
import { VirtualClock } from "#hal/core/virtual-clock";
import { openStationStore } from "#agent/store/station-store";
import { PASSWORD, SiteBench } from "#test/support/site-bench";
import type { SiteClient } from "#test/support/site-client";
import { filledPath, siteTable } from "#test/support/site-table";
import { storeEpoch } from "#test/support/station-store-samples";
import * as z from "zod";

const table = siteTable();
const named = (routes: readonly Route[]) => routes.map((each) => [`${each.method} ${each.path}`, each] as const);
const guarded = table.filter(({ access }) => access !== "public");
const changing = table.filter(({ method }) => method !== "GET");
const below = (access: Route["access"]): Role | undefined =>
  [...roles].reverse().find((role) => access !== "public" && !isAtLeast(role, access));

describe("the gate of the page", () => {
  /** One charger for all: nothing that is asked of it here is done. */
  let bench: SiteBench;
  let visitors: Readonly<Record<Role, SiteClient>>;
  /** An owner who has not changed the password yet. */
  let fresh: SiteClient;

  beforeAll(async () => {
    bench = await SiteBench.openForAll();
    visitors = {
      owner: await bench.visitorAs("owner"),
      viewer: await bench.visitorAs("viewer"),
      operator: await bench.visitorAs("operator"),
      installer: await bench.visitorAs("installer"),
    };
    fresh = bench.visitor();
    await visitors.owner.send("PUT", "/api/accounts/fresh", { role: "owner", password: PASSWORD });
    await fresh.logIn("fresh", PASSWORD);
  });

  afterAll(async () => {
    expect(bench.commands).toEqual([]);
    await bench.close();
  });

  describe("what everybody may do", () => {
    it("SEC-40 is this and no more", () => {
      expect(table.filter(({ access }) => access === "public").map(({ method, path }) => `${method} ${path}`)).toEqual([
        "GET /",
        "GET /assets/:name",
        "GET /api/session",
        "POST /api/session",
        "POST /api/recovery",
        "POST /api/logbook",
        "POST /api/guests/start",
        "POST /api/guests/stop",
        "GET /api/place",
      ]);
    });

    it("SEC-43 changes nothing by GET", () => {
      expect(table.filter(({ method, body }) => method === "GET" && body !== undefined)).toEqual([]);
    });
  });

  describe("every route that is not for everybody", () => {
    it.each(named(guarded))("SEC-40 %s turns away who has not logged in", async (_name, each) => {
      const answer = await bench.visitor().send(each.method, filledPath(each), {});

      expect(answer).toMatchObject({ status: 401, json: { error: "loginNeeded" } });
    });

    it.each(named(guarded.filter(({ access }) => below(access) !== undefined)))(
      "SEC-40 %s turns away who may do less",
      async (_name, each) => {
        const visitor = visitors[below(each.access) ?? "viewer"];

        const answer = await visitor.send(each.method, filledPath(each), {});

        expect(answer).toMatchObject({ status: 403, json: { error: "roleNeeded" } });
      },
    );

    it.each(named(guarded.filter(({ isBeforePasswordChange }) => isBeforePasswordChange !== true)))(
      "SEC-41 %s is closed before the first password is changed",
      async (_name, each) => {
        const answer = await fresh.send(each.method, filledPath(each), {});

        expect(answer).toMatchObject({ status: 403, json: { error: "passwordChangeNeeded" } });
      },
    );
  });

  describe("every route that changes something", () => {
    it.each(named(changing.filter(({ access }) => access !== "public")))(
      "SEC-43 %s does nothing by the cookie alone",
      async (_name, each) => {
        const { owner } = visitors;
        const { method } = each;

        for (const headers of [{}, { "x-borne-csrf": "x".repeat(43) }, { origin: bench.url() }]) {
          const answer = await owner.ask(filledPath(each), { method, headers, body: {} });
          expect(answer).toMatchObject({ status: 403, json: { error: "csrf" } });
        }
      },
    );

    it.each(named(changing))("SEC-43 %s does nothing for a page from elsewhere", async (_name, each) => {
      const { owner } = visitors;
      const token = { "x-borne-csrf": owner.csrfToken ?? "" };
      const foreign = [
        { ...token, origin: "http://evil.test" },
        { ...token, origin: "null" },
        { ...token, origin: bench.url().replace("http:", "https:") },
        { ...token, "sec-fetch-site": "cross-site" },
        { ...token, "sec-fetch-site": "same-site" },
      ];

      for (const headers of foreign) {
        const answer = await owner.ask(filledPath(each), { method: each.method, headers, body: {} });
        expect(answer).toMatchObject({ status: 403, json: { error: "origin" } });
      }
    });

    it.each(named(changing.filter(({ body }) => body !== undefined)))(
      "%s takes JSON of its own shape and size, and nothing else",
      async (_name, each) => {
        const { owner } = visitors;
        const ask = (body: string, type = "application/json") =>
          owner.ask(filledPath(each), {
            method: each.method,
            body,
            headers: { "content-type": type, "x-borne-csrf": owner.csrfToken ?? "" },
          });

        expect((await ask("a=1", "application/x-www-form-urlencoded")).status).toBe(415);
        expect((await ask("{}", "text/plain")).status).toBe(415);
        expect((await ask("{")).status).toBe(400);
        expect((await ask('{"surplus":1}')).status).toBe(400);
        expect((await ask('{"__proto__":{"isAdmin":true}}')).status).toBe(400);
        expect((await ask(`"${"x".repeat(each.bodyLimit ?? 16_384)}"`)).status).toBe(413);
      },
    );
  });

  describe("every route", () => {
    const hosts = ["evil.test", "evil.test:80", "127.0.0.1.evil.test", "wallbox.example.evil.test", "a@127.0.0.1", "."];

    it.each(named(table))("SEC-44 %s does not answer to somebody else's name", async (_name, each) => {
      for (const host of hosts) {
        const answer = await bench.visitor().ask(filledPath(each), { method: each.method, headers: { host } });
        expect([host, answer.status]).toEqual([host, 421]);
      }
    });

    it.each(named(table))("SEC-45 %s tells the browser to trust nothing from elsewhere", async (_name, each) => {
      const { headers } = await bench.visitor().ask(filledPath(each), { method: each.method });

      const policy = String(headers["content-security-policy"]);
      for (const part of ["default-src 'self'", "object-src 'none'", "base-uri 'none'", "frame-ancestors 'none'"])
        expect(policy).toContain(part);
      expect(policy).not.toContain("unsafe");
      expect(headers).toMatchObject({
        "x-content-type-options": "nosniff",
        "referrer-policy": "no-referrer",
        "cross-origin-resource-policy": "same-origin",
      });
      expect(headers).not.toHaveProperty("access-control-allow-origin");
      expect(headers).not.toHaveProperty("x-powered-by");
    });

    it.each(named(table))("%s has a word for a method that it does not know", async (_name, each) => {
      const unused = ["PUT", "TRACE", "OPTIONS", "HEAD", "PATCH"].filter(
        (method) => !table.some((other) => other.path === each.path && other.method === method),
      );

      for (const method of unused) expect((await bench.visitor().ask(filledPath(each), { method })).status).toBe(405);
    });
  });

  describe("names", () => {
    it.each(["127.0.0.1:8080", "[::1]:8080", "192.168.1.20", "localhost", "V-1.local", "wallbox.example:443"])(
      "SEC-44 %s is one of this charger's own",
      async (host) => {
        expect((await bench.visitor().get("/api/session", { host })).status).toBe(200);
      },
    );
  });

  describe("the WebSocket", () => {
    const refusals: readonly (readonly [string, Readonly<Record<string, string>>, number])[] = [
      ["SEC-40 without a login", { cookie: "" }, 401],
      ["SEC-44 under somebody else's name", { host: "evil.test" }, 421],
      ["SEC-44 for a page from elsewhere", { origin: "http://evil.test" }, 403],
    ];
    it.each(refusals)("is refused %s", async (_name, headers, status) => {
      const { owner } = visitors;

      expect(await bench.live({ cookie: owner.cookie ?? "", origin: bench.url(), ...headers }).opened()).toBe(status);
    });

    it("is refused at every other path", async () => {
      const { owner } = visitors;
      const client = bench.live({ cookie: owner.cookie ?? "" }, "/api/state");

      expect(await client.opened()).toBe(404);
    });
  });

  describe("the table", () => {
    const gate = () => {
      const clock = new VirtualClock(storeEpoch);
      const { site } = openStationStore({ path: ":memory:", clock, log: silentLog });
      const chance = new SeededRandom(1).stream("gate");
      return new Gate({
        logins: new Logins({ store: site.sessions, accounts: site.accounts, clock, chance }),
        scraper: { admits: () => false },
        hostNames: [],
      });
    };
    const fine = route({
      method: "GET",
      path: "/api/x",
      access: "viewer",
      summary: "x",
      reply: z.null(),
      handle: () => ({ kind: "ok", body: null }),
    });

    it.each([
      ["who may call it", { access: undefined }],
      ["a role that there is", { access: "admin" }],
      ["what it is for", { summary: "" }],
      ["a method that may have a body", { body: z.null() }],
    ])("SEC-40 serves nothing with a route that lacks %s", async (_name, change) => {
      const undecided: Route = Object.assign({}, fine, change);

      await expect(buildApp({ routes: [fine, undecided], gate: gate(), log: silentLog })).rejects.toSatisfy((error) =>
        hasCode(error, "site.routes"),
      );
    });
  });
});
