#!/usr/bin/env node
/**
 * Makes the README's pictures anew: starts `borne simulate`, charges a car in a headless Chromium and photographs the page into docs/images.
 * CHROMIUM names the browser where it is not on the PATH.
 */
import { spawn, spawnSync } from "node:child_process";
import { mkdirSync, statSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";

const root = resolve(dirname(fileURLToPath(import.meta.url)), "..");
const folder = join(root, "docs", "images");
/** A picture loads with the README; more than this is a mistake. */
const MOST_BYTES = 300_000;
const SPEED = 30;

function browserPath() {
  const names = [process.env.CHROMIUM, "chromium", "chromium-browser", "google-chrome"].filter(Boolean);
  const found = names.find((name) => spawnSync(name, ["--version"]).status === 0);
  if (found === undefined) throw new Error("no Chromium found; name one in CHROMIUM");
  return found.includes("/") ? found : spawnSync("which", [found], { encoding: "utf8" }).stdout.trim();
}

/** Resolves with the process and the address of its page. */
function simulate() {
  const words = [join(root, "bin", "borne.mjs"), "simulate", "--port", "0", "--speed", String(SPEED)];
  const child = spawn(process.execPath, words, { stdio: ["ignore", "pipe", "inherit"] });
  return new Promise((started, failed) => {
    let told = "";
    child.stdout.setEncoding("utf8").on("data", (text) => {
      told += text;
      const [, url] = /^Simulated charger: (http:\S+)/.exec(told) ?? [];
      if (url !== undefined) started({ child, url });
    });
    child.once("exit", (code) => failed(new Error(`borne simulate ended with ${code}`)));
  });
}

function end(child) {
  const ended = new Promise((done) => child.once("exit", done));
  child.kill("SIGINT");
  return ended;
}

/** A charge with a break in it, so that the curve has something to tell. */
async function charge(page) {
  const press = (name) => page.getByRole("button", { name, exact: true }).click();
  const untilItSays = (words) => page.locator("#headline", { hasText: words }).waitFor();
  await untilItSays("Ready");
  await sleep(2000);
  await press("Plug in");
  await untilItSays("Connected");
  await press("Valid card");
  await untilItSays("Charging");
  await sleep(5000);
  await press("Car pauses");
  await untilItSays("Car is pausing");
  await sleep(2500);
  await press("Car resumes");
  await untilItSays("Charging");
  await sleep(6000);
  await page.mouse.move(0, 0);
}

async function photograph(page, name) {
  const path = join(folder, name);
  await page.screenshot({ path });
  const { size } = statSync(path);
  process.stdout.write(`${relative(root, path)}: ${Math.round(size / 1024)} kB\n`);
  if (size > MOST_BYTES) throw new Error(`${name} is too large`);
}

async function makePictures(url) {
  const browser = await chromium.launch({
    executablePath: browserPath(),
    args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
  });
  try {
    // Without motion the light is at its brightest.
    const still = { reducedMotion: "reduce" };
    const desktop = await browser.newPage({ ...still, viewport: { width: 1280, height: 1180 }, colorScheme: "light" });
    const phone = await browser.newPage({ ...still, viewport: { width: 390, height: 844 }, colorScheme: "dark" });
    for (const page of [desktop, phone]) await page.goto(url);
    await charge(desktop);
    await photograph(desktop, "panel-desktop.png");
    await photograph(phone, "panel-phone.png");
  } finally {
    await browser.close();
  }
}

mkdirSync(folder, { recursive: true });
const { child, url } = await simulate();
try {
  await makePictures(url);
} finally {
  await end(child);
}
