import { type Browser, chromium, type Page } from "playwright-core";
import { AgentError } from "#hal/core/errors";
import { epochMillis, millis, seconds } from "#hal/core/units";
import { VirtualClock } from "#hal/core/virtual-clock";
import { packageRootOf } from "#simulator/panel/panel-assets";
import { PanelServer } from "#simulator/panel/panel-server";
import { FakeSources } from "#test/browser/fake-sources";

const chromiumArguments = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

export async function launchBrowser(): Promise<Browser> {
  const executablePath = process.env["CHROMIUM"] ?? "/usr/bin/chromium";
  return chromium.launch({ executablePath, headless: true, args: chromiumArguments });
}

export interface PageOptions {
  readonly width?: number;
  readonly height?: number;
  readonly colorScheme?: "light" | "dark";
  readonly reducedMotion?: "reduce" | "no-preference";
}

/** A panel with invented sources and a browser page that looks at it. */
export class PanelFixture {
  readonly clock = new VirtualClock(epochMillis(Date.UTC(2026, 2, 1, 12)));
  readonly sources = new FakeSources(this.clock);
  /** What went wrong on the page: console errors, exceptions, requests that failed or left this machine. */
  readonly complaints: string[] = [];
  readonly page: Page;
  readonly #server: PanelServer;

  private constructor(page: Page, server: (sources: FakeSources, clock: VirtualClock) => PanelServer) {
    this.page = page;
    this.#server = server(this.sources, this.clock);
  }

  static async open(browser: Browser, options: PageOptions = {}): Promise<PanelFixture> {
    const { width = 1280, height = 900, colorScheme = "light", reducedMotion = "no-preference" } = options;
    const page = await browser.newPage({ viewport: { width, height }, colorScheme, reducedMotion });
    const root = packageRootOf(import.meta.url);
    const fixture = new PanelFixture(page, (sources, clock) => new PanelServer(sources.options(root, clock)));
    await fixture.#open();
    return fixture;
  }

  /** Lets time pass and waits until the page shows the result. */
  async pass(span: number = seconds(1)): Promise<void> {
    await this.clock.advance(millis(span));
    const shown = new Date(this.clock.now()).toISOString().slice(14, 19);
    await this.page.locator("#now").filter({ hasText: shown }).waitFor();
  }

  text(id: string): Promise<string> {
    return this.page.locator(`#${id}`).innerText();
  }

  async close(): Promise<void> {
    await this.page.close();
    await this.#server.stop();
  }

  async #open(): Promise<void> {
    await this.#server.start();
    const own = this.#server.url();
    this.page.on("console", (message) => {
      if (message.type() === "error" || message.type() === "warning") this.complaints.push(message.text());
    });
    this.page.on("pageerror", (error) => this.complaints.push(String(error)));
    this.page.on("request", (request) => {
      if (!request.url().startsWith(own)) this.complaints.push(`left the machine: ${request.url()}`);
    });
    this.page.on("response", (response) => {
      if (response.status() >= 400) this.complaints.push(`${String(response.status())} ${response.url()}`);
    });
    await this.page.goto(own);
    await this.page.getByText("Back end: connected").waitFor();
  }
}

/** One browser for a file's tests, and the panels that a test has opened in it. */
export class PanelDesk {
  readonly #open: PanelFixture[] = [];
  #browser: Browser | undefined;

  async start(): Promise<void> {
    this.#browser = await launchBrowser();
  }

  async open(options: PageOptions = {}): Promise<PanelFixture> {
    if (this.#browser === undefined) throw new AgentError("test.no-browser", "start the desk first");
    const fixture = await PanelFixture.open(this.#browser, options);
    this.#open.push(fixture);
    return fixture;
  }

  /** Returns what the pages complained of. */
  async closeAll(): Promise<readonly string[]> {
    const fixtures = this.#open.splice(0);
    for (const fixture of fixtures) await fixture.close();
    return fixtures.flatMap((fixture) => fixture.complaints);
  }

  async stop(): Promise<void> {
    await this.#browser?.close();
  }
}
