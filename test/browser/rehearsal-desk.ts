import { existsSync } from "node:fs";
import type { Browser, Page } from "playwright-core";
import { AgentError } from "#hal/core/errors";
import { launchBrowser } from "#test/browser/panel-fixture";
import { SimulatedCharger } from "#test/browser/simulated-charger";

/** How a rehearsal ended. */
export interface RehearsalEnd {
  readonly exitCode: number | null;
  readonly isDirectoryLeft: boolean;
  /** What the page's console had to say. */
  readonly complaints: readonly string[];
}

/** One browser for a file's tests, and a simulated charger with its page for each. */
export class RehearsalDesk {
  readonly #complaints: string[] = [];
  #browser: Browser | undefined;
  #charger: SimulatedCharger | undefined;
  #page: Page | undefined;

  async start(): Promise<void> {
    this.#browser = await launchBrowser();
  }

  /** `speed`: how many times faster than real. */
  async open(speed: number): Promise<Page> {
    if (this.#browser === undefined) throw new AgentError("test.no-browser", "start the desk first");
    this.#charger = await SimulatedCharger.start(speed);
    const page = await this.#browser.newPage({ viewport: { width: 1280, height: 900 } });
    this.#page = page;
    page.on("console", (message) => {
      if (message.type() === "error") this.#complaints.push(message.text());
    });
    page.on("pageerror", (error) => this.#complaints.push(String(error)));
    await page.goto(this.#charger.url);
    return page;
  }

  async close(): Promise<RehearsalEnd> {
    await this.#page?.close();
    const charger = this.#charger;
    const exitCode = charger === undefined ? null : await charger.end();
    const isDirectoryLeft = charger !== undefined && existsSync(charger.directory);
    return { exitCode, isDirectoryLeft, complaints: this.#complaints.splice(0) };
  }

  async stop(): Promise<void> {
    await this.#browser?.close();
  }
}
