import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { seconds } from "#hal/core/units";
import { packageRoot } from "#config/package-root";
import { launchBrowser } from "#test/browser/panel-fixture";
import { SiteBench } from "#test/support/site-bench";

const pageFolder = join(packageRoot(), "dist", "site");

/** What a visitor loads, compressed, in bytes. */
export function pageBytes(): number {
  return readdirSync(pageFolder).reduce((sum, name) => sum + statSync(join(pageFolder, name)).size, 0);
}

export interface VisitOptions {
  readonly locale?: string;
  readonly width?: number;
  readonly height?: number;
  readonly colorScheme?: "light" | "dark";
}

/** The built page on a charger that does what it is told, with a browser that looks at it. */
export class SiteFixture {
  readonly bench: SiteBench;
  readonly page: Page;
  /** What went wrong on the page: console errors, exceptions, requests that left the charger. */
  readonly complaints: string[] = [];

  private constructor(bench: SiteBench, page: Page) {
    this.bench = bench;
    this.page = page;
  }

  static async open(browser: Browser, options: VisitOptions = {}): Promise<SiteFixture> {
    const { locale = "en-GB", width = 1280, height = 900, colorScheme = "light" } = options;
    const bench = await SiteBench.openForAll({ pageFolder });
    const page = await browser.newPage({ locale, viewport: { width, height }, colorScheme });
    const fixture = new SiteFixture(bench, page);
    fixture.#watch();
    await page.goto(bench.url());
    return fixture;
  }

  /** As an owner who has been here before. */
  async enter(hash = ""): Promise<void> {
    const owner = await this.bench.visitorAs("owner");
    const [name = "", value = ""] = (owner.cookie ?? "").split("=");
    await this.page.context().addCookies([{ name, value, url: this.bench.url() }]);
    await this.page.goto(`${this.bench.url()}/${hash}`);
    await this.page.reload();
    await this.page.getByRole("navigation").waitFor();
  }

  /** The charger has changed, and the page has had the time to hear of it. */
  async change(state: SiteBench["state"]): Promise<void> {
    this.bench.state = state;
    this.bench.changes.emit(undefined);
    await this.bench.clock.advance(seconds(1));
  }

  async close(): Promise<void> {
    await this.page.context().close();
    await this.bench.close();
  }

  #watch(): void {
    const own = this.bench.url();
    this.page.on("console", (message) => {
      // A refused login is an answer, which the browser calls an error.
      const isRefusal = message.text().includes("the server responded with a status of 4");
      if (["error", "warning"].includes(message.type()) && !isRefusal) this.complaints.push(message.text());
    });
    this.page.on("pageerror", (error) => this.complaints.push(String(error)));
    this.page.on("request", (request) => {
      const isOwn = request.url().startsWith(own) || request.url().startsWith("data:");
      if (!isOwn) this.complaints.push(`left the charger: ${request.url()}`);
    });
  }
}

/** One browser for a file's tests, and the visits that a test has made in it. */
export class SiteDesk {
  readonly #visits: SiteFixture[] = [];
  #browser: Browser | undefined;

  async start(): Promise<void> {
    this.#browser = await launchBrowser();
  }

  async visit(options: VisitOptions = {}): Promise<SiteFixture> {
    if (this.#browser === undefined) throw new TypeError("start the desk first");
    const fixture = await SiteFixture.open(this.#browser, options);
    this.#visits.push(fixture);
    return fixture;
  }

  /** Returns what the pages complained of. */
  async closeAll(): Promise<readonly string[]> {
    const visits = this.#visits.splice(0);
    for (const visit of visits) await visit.close();
    return visits.flatMap(({ complaints }) => complaints);
  }

  async stop(): Promise<void> {
    await this.#browser?.close();
  }
}
