import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { seconds } from "#hal/core/units";
import { type PageOptions, PanelDesk, type PanelFixture } from "#test/browser/panel-fixture";

const desk = new PanelDesk();

beforeAll(() => desk.start());

afterEach(async () => {
  expect(await desk.closeAll()).toEqual([]);
});

afterAll(() => desk.stop());

const openPanel = (options?: PageOptions): Promise<PanelFixture> => desk.open(options);

describe("what the panel shows", () => {
  it("tells the state of the charger in words and draws its light", async () => {
    const fixture = await openPanel();
    const { page, sources } = fixture;
    await page.getByText("Ready", { exact: true }).waitFor();
    expect(await page.locator("#scene").getAttribute("data-colour")).toBe("green");

    sources.charge(1500);
    await fixture.pass();
    await page.getByText("Charging", { exact: true }).waitFor();
    expect(await page.locator("#scene").getAttribute("data-rhythm")).toBe("breathing");
    expect(await page.locator("#scene").getAttribute("data-flows")).toBe("yes");
    expect(await page.locator("#state [aria-live]").count()).toBe(1);
  });

  it("says why it is not charging", async () => {
    const fixture = await openPanel();
    fixture.sources.changeEvse({
      status: "suspendedEVSE",
      notCharging: { code: "limit", text: "The house needs its power itself until 18:30." },
    });
    await fixture.pass();
    expect(await fixture.text("headline")).toBe("Paused by the charger");
    expect(await fixture.text("detail")).toBe("The house needs its power itself until 18:30.");
  });

  it("counts energy and time of the session up", async () => {
    const fixture = await openPanel();
    const seen: number[] = [];
    for (const energyWh of [0, 1500, 3200]) {
      fixture.sources.charge(energyWh);
      await fixture.pass(seconds(65));
      seen.push(Number(await fixture.text("energy")));
    }
    expect(seen).toEqual([0, 1.5, 3.2]);
    expect(await fixture.text("power")).toBe("11.0");
    expect(await fixture.text("current")).toBe("16.1");
    expect(await fixture.text("duration")).toBe("3:15 min");
    expect(await fixture.page.locator("#chart canvas").count()).toBe(1);
    expect(await fixture.text("chart-note")).toContain("11.0 kW");
  });

  it("tells how the back end is and how much waits for it", async () => {
    const fixture = await openPanel();
    fixture.sources.changeCsms({ connection: "offline", queuedFacts: 3, trouble: "Connection refused" });
    await fixture.pass(seconds(40));
    expect(await fixture.text("connection")).toBe("Offline");
    expect(await fixture.text("queue")).toBe("3 messages waiting");
    expect(await fixture.text("trouble")).toBe("Last attempt: Connection refused");
    expect(await fixture.text("last-message")).toBe("40 s ago");
  });

  it("lists faults", async () => {
    const fixture = await openPanel();
    const fault = {
      code: "board.ground",
      severity: "emergency",
      since: "2026-03-01T12:00:00.000Z",
      text: "No protective earth",
    };
    fixture.sources.changeEvse({ status: "faulted", faults: [fault] });
    await fixture.pass();
    expect(await fixture.text("headline")).toBe("Out of order");
    expect(await fixture.text("fault-list")).toContain("board.ground");
  });

  it("says what ends a fault that the charging controller keeps although its cause is gone", async () => {
    const fixture = await openPanel();
    const outlet = { isLive: false, offeredA: null, powerW: 0 } as const;
    fixture.sources.changeWorld({ outlet: { ...outlet, keptFault: "unplug" } });
    await fixture.pass();
    expect(await fixture.text("fault-hint")).toContain("until the car is unplugged");
    fixture.sources.changeWorld({ outlet: { ...outlet, keptFault: null } });
    await fixture.pass();
    expect(await fixture.page.locator("#fault-hint").isHidden()).toBe(true);
  });

  it("keeps the figures of the last session when the car has gone", async () => {
    const fixture = await openPanel();
    const { sources } = fixture;
    const begun = { connectorId: 1, idTag: "A", meterStart: 5000, timestamp: "2026-03-01T12:00:00.000Z" };
    const ended = { transactionId: 7, meterStop: 8559, timestamp: "2026-03-01T12:10:06.000Z", reason: "Local" };
    sources.message("received", "StartTransaction", begun, { transactionId: 7, idTagInfo: { status: "Accepted" } });
    sources.message("received", "StopTransaction", ended, {});
    await fixture.pass();
    expect(await fixture.text("session-title")).toBe("Last session");
    expect(await fixture.text("energy")).toBe("3.56");
    expect(await fixture.text("duration")).toBe("10:06 min");
  });

  it("says so when the charger’s program is off, and turns its light off", async () => {
    const fixture = await openPanel();
    await fixture.page.getByRole("button", { name: "Kill program" }).click();
    await fixture.page.getByText("Switched off").waitFor();
    expect(await fixture.page.locator("#scene").getAttribute("data-colour")).toBe("off");
    await fixture.page.getByRole("button", { name: "Start program" }).click();
    await fixture.page.getByText("Ready", { exact: true }).waitFor();
  });
});

describe("what the panel's buttons do", () => {
  it.each([
    ["Plug in", "plugIn"],
    ["Valid card", "tapCard valid"],
    ["Blocked card", "tapCard blocked"],
    ["Raise fault", "raiseFault ground"],
    ["Cut network", "cutNetwork"],
    ["Kill program", "killAgent"],
  ])("%s sends %s", async (name, command) => {
    const { page, sources } = await openPanel();
    await page.getByRole("button", { name }).click();
    await expect.poll(() => sources.commands).toEqual([command]);
  });

  it("pulls a device's plug and puts it back", async () => {
    const { page, sources } = await openPanel();
    const meter = page.getByRole("switch", { name: "Energy meter" });
    await meter.click();
    await page.getByRole("switch", { name: "Energy meter", checked: false }).click();
    await page.getByRole("switch", { name: "Energy meter", checked: true }).waitFor();
    expect(sources.commands).toEqual(["cutLine meter", "mendLine meter"]);
  });

  it("works by keyboard alone", async () => {
    const { page, sources } = await openPanel();
    await page.getByRole("button", { name: "Plug in" }).focus();
    await page.keyboard.press("Enter");
    await page.getByRole("button", { name: "Unplug", disabled: false }).waitFor();
    await page.keyboard.press("Tab");
    await page.keyboard.press("Space");
    await expect.poll(() => sources.commands).toEqual(["plugIn", "unplug"]);
  });

  it("says why a senseless button does nothing and sends nothing", async () => {
    const { page, sources } = await openPanel();
    const unplug = page.getByRole("button", { name: "Unplug" });
    expect(await unplug.getAttribute("aria-disabled")).toBe("true");
    expect(await unplug.getAttribute("title")).toBe("The car is not plugged in.");
    await unplug.click({ force: true });
    await page.locator(".toast", { hasText: "The car is not plugged in." }).waitFor();
    expect(sources.commands).toEqual([]);
  });

  it("shows an error in plain words", async () => {
    const { page } = await openPanel();
    await page.getByRole("button", { name: "Unknown card" }).click();
    expect(await page.locator(".toast").innerText()).toBe("The card slipped from your hand");
  });
});

describe("the panel's messages", () => {
  it("pass in both directions with a summary, and open to their JSON", async () => {
    const fixture = await openPanel();
    const { page, sources } = fixture;
    sources.message("received", "Authorize", { idTag: "VALID-CARD" }, { idTagInfo: { status: "Accepted" } });
    sources.message("sent", "Reset", { type: "Soft" });
    await fixture.pass();
    const line = page.getByRole("button", { name: /Authorize/ });
    expect(await line.innerText()).toMatch(/card VALID-CARD[\s\S]*Accepted/);
    expect(await page.locator(".message").first().innerText()).toContain("Reset");
    await line.click();
    await page.getByText('"idTag": "VALID-CARD"').waitFor();
    expect(await line.getAttribute("aria-expanded")).toBe("true");
  });

  it("can be filtered and held", async () => {
    const fixture = await openPanel();
    const { page, sources } = fixture;
    sources.message("received", "Heartbeat", {}, {});
    sources.message("sent", "Reset", { type: "Soft" }, { status: "Accepted" });
    await fixture.pass();
    await page.getByRole("searchbox").fill("soft");
    expect(await page.locator(".message").count()).toBe(1);
    await page.getByRole("searchbox").fill("");
    await page.getByLabel("Direction").selectOption("received");
    expect(await page.locator(".message .action").allInnerTexts()).toEqual(["Heartbeat"]);
    await page.getByLabel("Direction").selectOption("all");

    await page.getByRole("button", { name: "Pause", exact: true }).click();
    sources.message("received", "Heartbeat", {}, {});
    await fixture.pass();
    expect(await page.locator(".message").count()).toBe(2);
    await page.getByRole("button", { name: "Resume (1 new)" }).click();
    expect(await page.locator(".message").count()).toBe(3);
  });

  it("never become HTML, and neither does anything else from outside", async () => {
    const fixture = await openPanel();
    const { page, sources } = fixture;
    const evil = '<img src=x onerror="document.title=1"><script>document.title=2</script>';
    const since = "2026-03-01T12:00:00.000Z";
    sources.message("received", "DataTransfer", { vendorId: evil }, { status: evil });
    sources.changeCsms({ trouble: evil });
    sources.changeEvse({
      status: "faulted",
      notCharging: { code: "x", text: evil },
      limits: [{ owner: evil, reason: evil, amperes: 6, expiresAt: null }],
      faults: [{ code: evil, severity: evil, since, text: evil }],
    });
    await fixture.pass();
    await page.getByRole("button", { name: /DataTransfer/ }).click();
    expect(await page.locator("img, main script").count()).toBe(0);
    expect(await fixture.text("trouble")).toBe(`Last attempt: ${evil}`);
    expect(await page.title()).toContain("Borne");
  });
});

describe("the panel on other screens", () => {
  it.each([320, 360, 768, 1280])("does not scroll sideways at %i px", async (width) => {
    const fixture = await openPanel({ width, height: 740 });
    fixture.sources.charge(12_345);
    fixture.sources.message(
      "received",
      "SecurityEventNotification",
      { type: "X".repeat(80), timestamp: "2026-03-01T12:00:00Z" },
      {},
    );
    await fixture.pass();
    await fixture.page.getByRole("button", { name: /SecurityEvent/ }).click();
    expect(await fixture.page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
  });

  it("stands still for people who asked for less motion", async () => {
    const fixture = await openPanel({ reducedMotion: "reduce" });
    fixture.sources.charge(100);
    await fixture.pass();
    const running = await fixture.page.evaluate(() => document.getAnimations().length);
    expect(running).toBe(0);
  });
});
