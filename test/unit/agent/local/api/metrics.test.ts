import { describe, expect, it } from "vitest";
import { minutes } from "#hal/core/units";
import { SiteBench } from "#test/support/site-bench";
import type { SiteClient } from "#test/support/site-client";
import { filledPath, siteTable } from "#test/support/site-table";

const energy = { name: "borne_energy", type: "gauge", help: "Energy.", samples: [{ value: 42 }] } as const;

async function bench() {
  const site = await SiteBench.open();
  site.metrics = [energy];
  const owner = await site.visitorAs("owner");
  return { site, owner };
}

async function tokenOf(owner: SiteClient): Promise<string> {
  const { status, json } = await owner.send("POST", "/api/metrics/token", {});
  expect(status).toBe(200);
  const [, token = ""] = /"token":"([^"]+)"/.exec(JSON.stringify(json)) ?? [];
  expect(token).toHaveLength(43);
  return token;
}

const bearer = (token: string) => ({ authorization: `Bearer ${token}` });

describe("the metrics of the page", () => {
  it("are told to whoever may look, in the format of Prometheus", async () => {
    const { site } = await bench();
    const viewer = await site.visitorAs("viewer");
    const answer = await viewer.get("/api/metrics");
    expect(answer.status).toBe(200);
    expect(answer.headers["content-type"]).toBe("text/plain; version=0.0.4; charset=utf-8");
    expect(answer.text).toBe("# HELP borne_energy Energy.\n# TYPE borne_energy gauge\nborne_energy 42\n");
  });

  it("SEC-40 are told to a collector with its token, and to nobody without", async () => {
    const { site, owner } = await bench();
    const token = await tokenOf(owner);
    const collector = site.visitor();
    expect((await collector.get("/api/metrics", bearer(token))).text).toContain("borne_energy 42");
    for (const headers of [
      {},
      bearer(""),
      bearer(`${token.slice(0, -1)}!`),
      bearer("A".repeat(43)),
      { authorization: token },
    ])
      expect(await collector.get("/api/metrics", headers)).toMatchObject({ status: 401 });
  });

  it("SEC-40 the token opens nothing else", async () => {
    const { site, owner } = await bench();
    const token = await tokenOf(owner);
    const others = siteTable().filter(({ access, path }) => access !== "public" && path !== "/api/metrics");
    for (const each of others) {
      const headers = bearer(token);
      const answer = await site.visitor().ask(filledPath(each), {
        method: each.method,
        headers,
        ...(each.method === "GET" ? {} : { body: {} }),
      });
      expect(answer.status, `${each.method} ${each.path}`).toBe(401);
    }
  });

  it("SEC-40 a token ends with the next one, when the owner takes it back, and with the configuration", async () => {
    const { site, owner } = await bench();
    const statusWith = async (token: string) => (await site.visitor().get("/api/metrics", bearer(token))).status;
    const first = await tokenOf(owner);
    const second = await tokenOf(owner);
    expect([await statusWith(first), await statusWith(second)]).toEqual([401, 200]);

    expect((await owner.send("DELETE", "/api/metrics/token")).status).toBe(200);
    expect(await statusWith(second)).toBe(401);

    const third = await tokenOf(owner);
    site.state = { ...site.state, evses: {} };
    await owner.send("POST", "/api/system/reset-configuration", { confirm: "configuration" });
    expect(await statusWith(third)).toBe(401);
  });

  it("the token is written nowhere in full, and its changes are events", async () => {
    const { site, owner } = await bench();
    const token = await tokenOf(owner);
    await site.clock.advance(minutes(1));
    const events = (await owner.get("/api/events")).text;
    expect(events).toContain("scraper-token");
    const everything = [site.secrets.read("scraper-token") ?? "", events, JSON.stringify(site.log.events)];
    expect(everything.filter((text) => text.includes(token))).toEqual([]);
  });
});
