/** What the page on site costs its visitor, and how long the first one waits for what is loaded only then. */
import { spawnSync } from "node:child_process";
import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { chromium } from "playwright-core";
import { siteAccess } from "#simulator/site-page";
import { loneFigure } from "./figures.mjs";

const VISITS = 5;
const names = [process.env.CHROMIUM, "chromium", "chromium-browser", "google-chrome"].filter(Boolean);

/** @returns the figures; without a browser only the size */
export async function benchPage({ root, rehearsal, clock }) {
  const folder = join(root, "dist", "site");
  const bytes = readdirSync(folder).reduce((sum, name) => sum + statSync(join(folder, name)).size, 0);
  const size = loneFigure({ name: "page on site, compressed", unit: "kB", ours: [bytes / 1000] });
  const browser = names.find((name) => spawnSync(name, ["--version"]).status === 0);
  if (browser === undefined) return [size];
  const { url } = await siteAccess(rehearsal.siteFiles, clock);
  const begun = performance.now();
  await (await fetch(`${url}/api/session`)).text();
  const first = performance.now() - begun;
  return [
    size,
    loneFigure({ name: "first visitor's first answer", unit: "ms", ours: [first] }),
    loneFigure({ name: "login on the screen", unit: "ms", ours: await paints(browser, url) }),
  ];
}

/** From the navigation until the login can be read, each time with an empty cache. */
async function paints(name, url) {
  const executablePath = name.includes("/") ? name : spawnSync("which", [name], { encoding: "utf8" }).stdout.trim();
  const browser = await chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-gpu"] });
  const times = [];
  for (let visit = 0; visit < VISITS; visit++) {
    const page = await browser.newPage({ locale: "en-GB" });
    const begun = performance.now();
    await page.goto(url);
    await page.getByRole("heading", { name: "Log in" }).waitFor();
    times.push(performance.now() - begun);
    await page.close();
  }
  await browser.close();
  return times;
}
