import { describe, expect, it } from "vitest";
import { hours, minutes, seconds } from "#hal/core/units";
import { PASSWORD, SiteBench } from "#test/support/site-bench";

describe("the first login", () => {
  it("SEC-41 is by the label's password, which is of this unit alone and opens nothing before it is changed", async () => {
    const bench = await SiteBench.open();
    const other = await SiteBench.open({ seed: 2 });
    const { password, pin } = bench.label();
    expect(password).toMatch(/^[A-Za-z2-9]{4}(-[A-Za-z2-9]{4}){2}$/);
    expect(pin).toMatch(/^\d{8}$/);
    // The same serial number, and another chance.
    expect(other.label().password).not.toBe(password);
    const owner = bench.visitor();

    expect(await owner.logIn("owner", password)).toMatchObject({
      status: 200,
      json: { login: { account: "owner", role: "owner", mustChangePassword: true } },
    });
    expect(await owner.get("/api/state")).toMatchObject({ status: 403, json: { error: "passwordChangeNeeded" } });
    expect(await owner.changePassword(password, PASSWORD)).toMatchObject({
      status: 200,
      json: { login: { mustChangePassword: false } },
    });
    expect(await owner.get("/api/state")).toMatchObject({ status: 200 });

    expect(await bench.visitor().logIn("owner", password)).toMatchObject({ status: 403, json: { error: "wrong" } });
  });

  it.each([
    ["Ab1!xyz", ["length"]],
    ["correct-horse-1", ["capital"]],
    ["Correct-Horse-One", ["digit"]],
    ["CorrectHorse1", ["special"]],
  ])("refuses %s as a password", async (next, lacks) => {
    const bench = await SiteBench.open();
    const owner = bench.visitor();
    await owner.logIn("owner", bench.label().password);

    expect(await owner.changePassword(bench.label().password, next)).toMatchObject({
      status: 422,
      json: { error: "weakPassword", details: { lacks } },
    });
  });

  it("refuses the label's password as the new one", async () => {
    const bench = await SiteBench.open();
    const owner = bench.visitor();
    const { password } = bench.label();
    await owner.logIn("owner", password);

    expect(await owner.changePassword(password, password)).toMatchObject({
      status: 422,
      json: { details: { lacks: ["same"] } },
    });
  });
});

describe("guessing", () => {
  it("SEC-42 costs waiting after five failures, for the account and for the address", async () => {
    const bench = await SiteBench.open();
    await bench.visitorAs("owner");
    const guesser = bench.visitor();
    for (let i = 0; i < 5; i++) expect((await guesser.logIn("owner", `Guess-${String(i)}`)).status).toBe(403);

    const late = await bench.visitor().logIn("owner", PASSWORD);
    expect(late).toMatchObject({ status: 429, headers: { "retry-after": "30" } });
    expect((await guesser.logIn("somebody", "else")).status).toBe(429);

    await bench.clock.advance(seconds(31));
    expect((await bench.visitor().logIn("owner", PASSWORD)).status).toBe(200);
  });

  it("SEC-42 a thousand tries in ten minutes come to at most forty that are looked at", async () => {
    const bench = await SiteBench.open();
    const guesser = bench.visitor();
    let evaluated = 0;
    for (let i = 0; i < 1000; i++) {
      if ((await guesser.logIn("owner", "Guess-1-again")).status === 403) evaluated += 1;
      await bench.clock.advance(seconds(0.6));
    }
    expect(evaluated).toBeLessThanOrEqual(40);
    expect(evaluated).toBeGreaterThan(4);
  }, 30_000);

  it("SEC-42 is told to the back end, MaintenanceLoginFailed and MaintenanceLoginAccepted, without the name that was tried", async () => {
    const bench = await SiteBench.open();
    await bench.visitor().logIn("julia", "Wrong-Horse-1");
    await bench.visitor().logIn("owner", bench.label().password);
    expect(bench.securityEvents).toEqual([
      "MaintenanceLoginFailed: on the charger's page, from 127.0.0.1",
      "MaintenanceLoginAccepted: owner on the charger's page, from 127.0.0.1",
    ]);
  });

  it("is not told whether there is such an account", async () => {
    const bench = await SiteBench.open();
    const nobody = await bench.visitor().logIn("nobody", "Guess-1-again");
    const owner = await bench.visitor().logIn("owner", "Guess-1-again");

    expect([nobody.status, nobody.text]).toEqual([owner.status, owner.text]);
  });
});

describe("a login", () => {
  it("SEC-46 is a cookie that no script reads and no other page sends, new with each login", async () => {
    const bench = await SiteBench.open();
    const owner = bench.visitor();
    const answer = await owner.logIn("owner", bench.label().password);
    const [cookie] = answer.headers["set-cookie"] ?? [];

    expect(cookie).toMatch(/^borne=[A-Za-z0-9_-]{43}; Path=\/; HttpOnly; SameSite=Strict$/);
    const first = owner.cookie;
    await owner.logIn("owner", bench.label().password);
    expect(owner.cookie).not.toBe(first);
    const old = bench.visitor();
    old.cookie = first;
    expect((await old.get("/api/session")).json).toMatchObject({ login: null });
  });

  it("SEC-46 does not take over a token that somebody put into the browser", async () => {
    const bench = await SiteBench.open();
    const owner = bench.visitor();
    owner.cookie = `borne=${"x".repeat(43)}`;
    await owner.logIn("owner", bench.label().password);

    expect(owner.cookie).not.toContain("xxx");
  });

  it("SEC-46 ends after half an hour without a request, and after twelve hours in any case", async () => {
    const bench = await SiteBench.open();
    const owner = await bench.visitorAs("owner");
    await bench.clock.advance(minutes(29));
    expect((await owner.get("/api/state")).status).toBe(200);
    await bench.clock.advance(minutes(31));
    expect((await owner.get("/api/state")).status).toBe(401);

    const busy = await bench.visitorAs("owner");
    for (let passed = 0; passed < hours(12); passed += minutes(20)) {
      expect((await busy.get("/api/state")).status).toBe(200);
      await bench.clock.advance(minutes(20));
    }
    expect((await busy.get("/api/state")).status).toBe(401);
  });

  it("SEC-46 is over after logging out, also for who kept the cookie", async () => {
    const bench = await SiteBench.open();
    const owner = await bench.visitorAs("owner");
    expect((await owner.send("DELETE", "/api/session")).headers["set-cookie"]?.[0]).toContain("Max-Age=0");

    expect((await owner.get("/api/state")).status).toBe(401);
  });

  it("SEC-46 ends everywhere when the password is changed", async () => {
    const bench = await SiteBench.open();
    const here = await bench.visitorAs("owner");
    const there = bench.visitor();
    await there.logIn("owner", PASSWORD);

    await here.changePassword(PASSWORD, "Another-Horse-2");

    expect((await here.get("/api/state")).status).toBe(200);
    expect((await there.get("/api/state")).status).toBe(401);
  });

  it("is kept over a restart as a hash that lets nobody in", async () => {
    const bench = await SiteBench.open();
    const owner = await bench.visitorAs("owner");
    const token = owner.cookie?.split("=")[1] ?? "";

    expect(bench.store.site.sessions.find(token)).toBeUndefined();
    expect(JSON.stringify(bench.store.site.accounts.all())).not.toContain(PASSWORD);
  });
});

describe("a forgotten password", () => {
  const next = "Remembered-Horse-3";

  it("is set anew with the button and the PIN of the label, and all logins end", async () => {
    const bench = await SiteBench.open();
    const old = await bench.visitorAs("owner");
    bench.presses.emit(undefined);
    const forgetful = bench.visitor();

    const answer = await forgetful.send("POST", "/api/recovery", { pin: bench.label().pin, password: next });

    expect(answer.status).toBe(200);
    expect((await old.get("/api/state")).status).toBe(401);
    expect((await forgetful.logIn("owner", PASSWORD)).status).toBe(403);
    expect((await forgetful.logIn("owner", next)).status).toBe(200);
    const again = await bench.visitor().send("POST", "/api/recovery", { pin: bench.label().pin, password: next });
    expect(again).toMatchObject({ status: 403, json: { error: "buttonNeeded" } });
  });

  it("needs the button within two minutes", async () => {
    const bench = await SiteBench.open();
    await bench.visitorAs("owner");
    const body = { pin: bench.label().pin, password: next };
    expect((await bench.visitor().send("POST", "/api/recovery", body)).status).toBe(403);
    bench.presses.emit(undefined);
    await bench.clock.advance(minutes(2));

    expect((await bench.visitor().send("POST", "/api/recovery", body)).status).toBe(403);
  });

  it("SEC-42 lets nobody guess the PIN", async () => {
    const bench = await SiteBench.open();
    bench.presses.emit(undefined);
    const body = { pin: "00000000", password: next };
    for (let i = 0; i < 5; i++)
      expect((await bench.visitor().send("POST", "/api/recovery", body)).json).toMatchObject({ error: "wrong" });

    expect((await bench.visitor().send("POST", "/api/recovery", body)).status).toBe(429);
  });
});
