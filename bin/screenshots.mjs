#!/usr/bin/env node
/**
 * Makes all pictures anew: starts `borne simulate`, charges a car in a headless Chromium and photographs the simulator's panel and every screen
 * of the charger's own page, on a desktop and on a phone, into docs/images.
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
const SPEED = 15;

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
      const [, site, password] = /own page: (http:\S+)  \(account owner, password (\S+)/.exec(told) ?? [];
      if (url !== undefined && site !== undefined) started({ child, url, site, password });
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
  const untilItSays = (words) => page.locator("#headline", { hasText: words }).waitFor({ timeout: 60_000 });
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

/** Every screen of the charger's own page; the address, what is to be seen before the picture is taken, and the picture's name. */
const screens = [
  { hash: "#/now", shown: "Charging", name: "now" },
  { hash: "#/tags", shown: "Import and export", name: "tags" },
  { hash: "#/access", shown: "Guests with a PIN", name: "access" },
  { hash: "#/sessions", shown: "Take along", name: "sessions" },
  { hash: "#/occupancy", shown: "By hour of the day", name: "occupancy" },
  { hash: "#/back-end", shown: "Connected", name: "back-end" },
  { hash: "#/events", shown: "Show", name: "events" },
  { hash: "#/commissioning", shown: "Papers", name: "commissioning" },
  { hash: "#/settings", shown: "The place", name: "settings" },
  { hash: "#/mail", shown: "Send a test letter", name: "mail" },
  { hash: "#/accounts", shown: "Who may log in", name: "accounts" },
  { hash: "#/certificate", shown: "A certificate of your own", name: "certificate" },
  { hash: "#/firmware", shown: "Program", name: "firmware" },
  { hash: "#/system", shown: "Debug report", name: "system" },
];

/** Logs in as whoever has just hung the charger on the wall, and photographs screen by screen. */
async function sitePictures(browser, { site, password }) {
  const own = "Pictures-of-2026";
  const still = { reducedMotion: "reduce", locale: "en-GB" };
  const views = [
    { name: "desktop", options: { ...still, viewport: { width: 1280, height: 900 }, colorScheme: "light" } },
    { name: "phone", options: { ...still, viewport: { width: 390, height: 844 }, colorScheme: "dark" } },
  ];
  let known = password;
  for (const { name, options } of views) {
    const page = await browser.newPage(options);
    await page.goto(site);
    await page.getByLabel("Account").waitFor();
    if (known === password) await photograph(page, "site-login.png");
    await page.getByLabel("Account").fill("owner");
    await page.getByLabel("Password").fill(known);
    await page.getByRole("button", { name: "Log in" }).click();
    if (known === password) await choosePassword(page, known, own);
    known = own;
    for (const screen of screens) {
      await page.goto(`${site}/${screen.hash}`);
      await page.getByText(screen.shown, { exact: true }).first().waitFor();
      // What the charger is still asked for.
      await page.waitForFunction(() => document.querySelector(".waiting") === null);
      if (screen.name === "now") await sleep(4000);
      await photograph(page, `site-${screen.name}-${name}.png`, true);
    }
    await page.close();
  }
}

async function choosePassword(page, current, next) {
  await page.getByLabel("Present password").fill(current);
  await page.getByLabel("New password", { exact: true }).fill(next);
  await page.getByLabel("New password once more").fill(next);
  await page.getByRole("button", { name: "Change the password" }).click();
  await page.getByRole("navigation").waitFor();
}

async function photograph(page, name, fullPage = false) {
  const path = join(folder, name);
  await page.screenshot({ path, fullPage });
  const { size } = statSync(path);
  process.stdout.write(`${relative(root, path)}: ${Math.round(size / 1024)} kB\n`);
  if (size > MOST_BYTES) throw new Error(`${name} is too large`);
}

async function makePictures({ url, ...access }) {
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
    await sitePictures(browser, access);
  } finally {
    await browser.close();
  }
}

mkdirSync(folder, { recursive: true });
const { child, ...addresses } = await simulate();
try {
  await makePictures(addresses);
} finally {
  await end(child);
}
