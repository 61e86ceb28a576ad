import type { Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { RehearsalDesk } from "#test/browser/rehearsal-desk";

/** So many times faster than real: a minute of charging passes in three seconds. */
const SPEED = 20;
const PATIENCE = { timeout: 15_000, interval: 50 } as const;

const desk = new RehearsalDesk();

beforeAll(() => desk.start());

afterEach(async () => {
  expect(await desk.close()).toEqual({ exitCode: 0, isDirectoryLeft: false, complaints: [] });
});

afterAll(() => desk.stop());

function handsOn(page: Page) {
  const text = (id: string) => page.locator(`#${id}`).innerText();
  const press = (name: string) => page.getByRole("button", { name, exact: true }).click();
  const untilItSays = (headline: string) => expect.poll(() => text("headline"), PATIENCE).toBe(headline);
  return {
    text,
    press,
    untilItSays,
    figure: async (id: string) => Number(await text(id)),
    /** The line of the newest message of this kind. */
    line: (action: string) => page.locator(".message-line", { hasText: action }).first().innerText(),
    beginCharging: async () => {
      await untilItSays("Ready");
      await press("Plug in");
      await untilItSays("Connected");
      await press("Valid card");
      await untilItSays("Charging");
    },
  };
}

describe("the real agent under the panel", () => {
  it("charges a car from the plug to the bill", async () => {
    const page = await desk.open(SPEED);
    const { text, press, figure, line, untilItSays, beginCharging } = handsOn(page);
    await beginCharging();
    await expect.poll(() => figure("power"), PATIENCE).toBeGreaterThan(20);
    expect(await figure("power")).toBeLessThan(23);
    expect(await figure("current")).toBeCloseTo(32, 0);
    expect(await text("detail")).toContain("32 A: wiring and fuse");
    const early = await figure("energy");
    await expect.poll(() => figure("energy"), PATIENCE).toBeGreaterThan(early + 0.2);
    await expect.poll(() => line("MeterValues"), PATIENCE).toMatch(/1234\.\d\d kWh, 21\.\d kW/);
    expect(await text("last-message")).toMatch(/ago|just now/);

    await press("Unplug");
    await untilItSays("Ready");
    await expect.poll(() => line("StopTransaction"), PATIENCE).toMatch(/EVDisconnected[\s\S]*ok/);
    await expect.poll(() => text("session-title"), PATIENCE).toBe("Last session");
    expect(await text("session-number")).toContain("the cable was unplugged");
    expect(await figure("energy")).toBeGreaterThan(0.2);
    const actions = await page.locator(".message .action").allInnerTexts();
    expect(actions.filter((action) => action === "StopTransaction")).toHaveLength(1);
    expect(actions.at(-1)).toBe("BootNotification");
  });

  it("is killed in the middle of a charge, started again, and ends it once with what the meter counted", async () => {
    const page = await desk.open(SPEED);
    const { text, press, figure, line, untilItSays, beginCharging } = handsOn(page);
    await beginCharging();
    await expect.poll(() => figure("energy"), PATIENCE).toBeGreaterThan(0.1);
    await press("Kill program");
    await untilItSays("Switched off");
    expect(await text("light-words")).toBe("Light off");
    expect(await text("outlet-words")).toContain("Contactor closed");
    expect(await text("detail")).toContain("still lets the car draw");
    expect(await text("chip-agent")).toBe("Program off");

    await press("Start program");
    await untilItSays("Finished");
    await expect.poll(() => text("chip-agent"), PATIENCE).toBe("Program running");
    await expect.poll(() => line("StopTransaction"), PATIENCE).toMatch(/Reboot[\s\S]*ok/);
    expect(await page.locator(".message", { hasText: "StopTransaction" }).count()).toBe(1);
    await expect.poll(() => text("session-title"), PATIENCE).toBe("Last session");
    expect(await figure("energy")).toBeGreaterThan(0.1);
    await expect.poll(() => text("queue"), PATIENCE).toBe("empty");
  });

  it("turns a blocked card away with a red light, and keeps what it cannot send while the network is cut", async () => {
    const page = await desk.open(SPEED);
    const { text, press, untilItSays, beginCharging } = handsOn(page);
    await untilItSays("Ready");
    await press("Blocked card");
    await untilItSays("Card refused");
    expect(await text("light-words")).toBe("Light red, blinking fast");
    await untilItSays("Ready");

    await beginCharging();
    await press("Cut network");
    await expect.poll(() => page.locator("#back-end").getAttribute("data-mood"), PATIENCE).not.toBe("good");
    await expect.poll(() => text("queue"), PATIENCE).toMatch(/\d messages? waiting/);
    await press("Mend network");
    await expect.poll(() => text("queue"), PATIENCE).toBe("empty");
    await expect.poll(() => text("connection"), PATIENCE).toBe("Connected");
  });
});
