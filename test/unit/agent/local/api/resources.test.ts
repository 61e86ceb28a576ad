import { describe, expect, it } from "vitest";
import { seconds } from "#hal/core/units";
import { openApiPath } from "#agent/local/api/openapi";
import { siteTable } from "#test/support/site-table";
import { SiteBench } from "#test/support/site-bench";
import { freeOutlet, siteStateSample } from "#test/support/site-state";

describe("the OpenAPI document", () => {
  it("names every route of the table with its access, and no other", async () => {
    const bench = await SiteBench.open();
    const viewer = await bench.visitorAs("viewer");

    const { json } = await viewer.get("/api/openapi.json");

    expect(json).toMatchObject({ openapi: "3.1.0" });
    const { paths } = json as { paths: Record<string, Record<string, { "x-access": string; responses: object }>> };
    const described = Object.entries(paths).flatMap(([path, operations]) =>
      Object.entries(operations).map(([method, { "x-access": access }]) => `${method} ${path} ${access}`),
    );
    const served = siteTable().map(
      ({ method, path, access }) => `${method.toLowerCase()} ${openApiPath(path)} ${access}`,
    );
    expect(described.sort()).toEqual(served.sort());
  });

  it("describes what is to be sent and what comes back", async () => {
    const bench = await SiteBench.open();
    const viewer = await bench.visitorAs("viewer");
    const { json } = await viewer.get("/api/openapi.json");

    expect(json).toMatchObject({
      paths: {
        "/api/evses/{evse}/current": {
          post: {
            parameters: [
              { name: "evse", in: "path" },
              { name: "x-borne-csrf", in: "header" },
            ],
            requestBody: {
              content: { "application/json": { schema: { required: ["amperes"], additionalProperties: false } } },
            },
          },
        },
        "/api/state": {
          get: { responses: { "200": { content: { "application/json": { schema: { type: "object" } } } } } },
        },
      },
    });
  });
});

describe("the state", () => {
  it("is one tree, to be had whole or by branches", async () => {
    const bench = await SiteBench.open();
    const viewer = await bench.visitorAs("viewer");

    expect((await viewer.get("/api/state")).json).toEqual(siteStateSample);
    expect((await viewer.get("/api/state/evses/1/meter")).json).toEqual(siteStateSample.evses["1"]?.meter);
    expect((await viewer.get("/api/state/csms/queued")).json).toBe(0);
    expect((await viewer.get("/api/state/evses/2")).status).toBe(404);
    expect((await viewer.get("/api/state/constructor")).status).toBe(404);
  });

  it("is told whole to who begins to listen, and then what changes", async () => {
    const bench = await SiteBench.open();
    const viewer = await bench.visitorAs("viewer");
    const live = bench.live({ cookie: viewer.cookie ?? "", origin: bench.url() });

    expect(await live.next()).toMatchObject({ type: "state", state: siteStateSample, at: "2026-01-15T12:00:00.000Z" });
    bench.state = { ...siteStateSample, evses: { "1": freeOutlet }, csms: { ...siteStateSample.csms, queued: 2 } };
    bench.changes.emit(undefined);

    const { type, changes } = (await live.next()) as { type: string; changes: Record<string, unknown> };
    expect(type).toBe("changes");
    expect(changes).toMatchObject({ "evses/1/status": "available", "evses/1/session": null });
    expect(changes["csms"]).toMatchObject({ queued: 2 });
    expect(changes).not.toHaveProperty("evses/1/meter");
    expect(changes).not.toHaveProperty("station");
  });

  it("is told again every few seconds when nothing changes, with the time alone", async () => {
    const bench = await SiteBench.open();
    const viewer = await bench.visitorAs("viewer");
    const live = bench.live({ cookie: viewer.cookie ?? "" });
    await live.next();

    await bench.clock.advance(seconds(6));

    expect(await live.next()).toMatchObject({ type: "changes", changes: {} });
  });

  it("SEC-46 is told to nobody any more whose login is over", async () => {
    const bench = await SiteBench.open();
    const viewer = await bench.visitorAs("viewer");
    const live = bench.live({ cookie: viewer.cookie ?? "" });
    await live.next();

    await viewer.send("DELETE", "/api/session");
    await bench.clock.advance(seconds(11));

    await live.closed();
  });

  it("has the name that people gave the charger", async () => {
    const bench = await SiteBench.open();
    const installer = await bench.visitorAs("installer");
    await installer.send("PATCH", "/api/configuration", { items: [{ name: "site.name", value: "Carport" }] });

    expect((await installer.get("/api/state/station/name")).json).toBe("Carport");
  });
});

describe("an outlet", () => {
  it("is started, stopped, paused, resumed and limited", async () => {
    const bench = await SiteBench.open();
    const operator = await bench.visitorAs("operator");
    const post = (word: string, body: object) => operator.send("POST", `/api/evses/1/${word}`, body);

    expect((await post("start", { token: "04A1" })).status).toBe(200);
    expect((await post("stop", {})).status).toBe(200);
    expect((await post("pause", {})).status).toBe(200);
    expect((await post("resume", {})).status).toBe(200);
    expect((await post("current", { amperes: 10, minutes: 60 })).status).toBe(200);
    expect((await post("current", { amperes: null })).status).toBe(200);

    expect(bench.commands).toEqual([
      { type: "localStart", evse: 1, token: "04A1" },
      { type: "localStop", evse: 1 },
      { type: "pause", evse: 1, duration: 86_400_000 },
      { type: "resume", evse: 1 },
      { type: "limitCurrent", evse: 1, limit: 10, duration: 3_600_000 },
      { type: "limitCurrent", evse: 1, duration: 86_400_000 },
    ]);
  });

  it("lets go of its plug for an operator, and says where it cannot", async () => {
    const bench = await SiteBench.open();
    const operator = await bench.visitorAs("operator");
    const unlock = (evse: number) => operator.send("POST", `/api/evses/${String(evse)}/unlock`, {});

    expect((await unlock(1)).status).toBe(200);
    bench.unlocking = "failed";
    expect(await unlock(1)).toMatchObject({ status: 409, json: { error: "lockFailed" } });
    bench.unlocking = "notSupported";
    expect(await unlock(1)).toMatchObject({ status: 409, json: { error: "noLock" } });
    expect((await unlock(2)).status).toBe(404);
    expect((await (await bench.visitorAs("viewer")).send("POST", "/api/evses/1/unlock", {})).status).toBe(403);
    expect(bench.unlocked).toEqual([1, 1, 1]);
  });

  it("is started under the tag of the site where none is named, if there is one", async () => {
    const bench = await SiteBench.open();
    const installer = await bench.visitorAs("installer");
    expect(await installer.send("POST", "/api/evses/1/start", {})).toMatchObject({
      status: 422,
      json: { error: "tokenNeeded" },
    });

    await installer.send("PATCH", "/api/configuration", { items: [{ name: "site.startToken", value: "HOUSE" }] });
    await installer.send("POST", "/api/evses/1/start", {});

    expect(bench.commands).toEqual([{ type: "localStart", evse: 1, token: "HOUSE" }]);
  });

  it.each([
    ["rejected", 409],
    ["unknownEvse", 404],
  ] as const)("that says %s is answered with %d", async (outcome, status) => {
    const bench = await SiteBench.open();
    bench.outcome = outcome;
    const operator = await bench.visitorAs("operator");

    expect((await operator.send("POST", "/api/evses/1/stop", {})).status).toBe(status);
  });

  it.each([5, 81, "16"])("is not limited to %s A", async (value) => {
    const bench = await SiteBench.open();
    const operator = await bench.visitorAs("operator");

    expect((await operator.send("POST", "/api/evses/1/current", { amperes: value })).status).not.toBe(200);
    expect(bench.commands).toEqual([]);
  });
});

describe("accounts", () => {
  it("are made, changed and removed by an owner, with a password to be changed", async () => {
    const bench = await SiteBench.open();
    const owner = await bench.visitorAs("owner");
    await owner.send("PUT", "/api/accounts/anna", { role: "operator", password: "Hello-Anna-1" });

    expect((await owner.get("/api/accounts")).json).toEqual({
      accounts: [
        { name: "anna", role: "operator", mustChangePassword: true },
        { name: "owner", role: "owner", mustChangePassword: false },
      ],
    });
    const anna = bench.visitor();
    await anna.logIn("Anna ", "Hello-Anna-1");
    await anna.changePassword("Hello-Anna-1", "Bonjour-Anna-2");
    expect((await anna.get("/api/state")).status).toBe(200);

    expect((await owner.send("DELETE", "/api/accounts/anna")).status).toBe(200);
    expect((await anna.get("/api/state")).status).toBe(401);
    expect((await owner.send("DELETE", "/api/accounts/anna")).status).toBe(404);
  });

  it("SEC-41 have no weak password, also when an owner gives it", async () => {
    const bench = await SiteBench.open();
    const owner = await bench.visitorAs("owner");

    const answer = await owner.send("PUT", "/api/accounts/anna", { role: "viewer", password: "password" });
    expect(answer).toMatchObject({ status: 422, json: { error: "weakPassword" } });
  });

  it("always have an owner", async () => {
    const bench = await SiteBench.open();
    const owner = await bench.visitorAs("owner");

    expect((await owner.send("DELETE", "/api/accounts/owner")).status).toBe(409);
    const less = await owner.send("PUT", "/api/accounts/owner", { role: "viewer", password: "Hello-Anna-1" });
    expect(less.status).toBe(409);
  });
});
