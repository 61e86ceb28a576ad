import { existsSync, readFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { type Clock, sleep } from "#hal/core/clock";
import { AgentError } from "#hal/core/errors";
import { millis, seconds } from "#hal/core/units";
import { textField } from "#simulator/csms/payload-fields";

/** How to get into the charger's own page. */
export interface SiteAccess {
  readonly url: string;
  readonly account: string;
  /** Of the label; to be changed at the first login. */
  readonly password: string;
  readonly pin: string;
}

const PATIENCE = seconds(20);
const LOOK = millis(50);

/** The files by which the agent of a rehearsal tells of its page. */
export interface SiteFiles {
  readonly addressFile: string;
  readonly labelFile: string;
}

export function siteFiles(directory: string): SiteFiles {
  return { addressFile: join(directory, "site-address.json"), labelFile: join(directory, "label.json") };
}

/** A port that nobody listens on now, to be the same after a restart of the agent. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen({ host: "127.0.0.1", port: 0 }, resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (typeof address === "object" && address !== null) return address.port;
  throw new AgentError("rehearsal.no-port", "the system gives no port");
}

/** Resolves when the page is served. Rejects with AgentError `rehearsal.no-page`. */
export async function siteAccess({ addressFile, labelFile }: SiteFiles, clock: Clock): Promise<SiteAccess> {
  const deadline = clock.uptime() + PATIENCE;
  while (!existsSync(addressFile)) {
    if (clock.uptime() > deadline) throw new AgentError("rehearsal.no-page", "the agent does not serve its page");
    await sleep(clock, LOOK);
  }
  const [address, label] = [addressFile, labelFile].map((file): unknown => JSON.parse(readFileSync(file, "utf8")));
  const url = textField(address, "url");
  const password = textField(label, "password");
  const pin = textField(label, "pin");
  if (url === undefined || password === undefined || pin === undefined)
    throw new AgentError("rehearsal.no-page", "the agent does not say how to get in");
  return { url, account: "owner", password, pin };
}
