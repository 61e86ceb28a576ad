/** Names and addresses by which a machine calls itself. */
const loopbackNames: ReadonlySet<string> = new Set(["127.0.0.1", "localhost", "[::1]"]);

/**
 * True for a Host header that names this machine and the port. A page from elsewhere that had its own name resolve to 127.0.0.1 (DNS
 * rebinding) would send that name.
 */
export function isLoopbackHost(host: string | undefined, port: number): boolean {
  if (host === undefined) return false;
  const name = host.endsWith(`:${String(port)}`) ? host.slice(0, -`:${String(port)}`.length) : port === 80 ? host : "";
  return loopbackNames.has(name.toLowerCase());
}

/** True for an Origin header of a page that this machine served, or none: programs other than browsers send none. */
export function isLoopbackOrigin(origin: string | undefined): boolean {
  if (origin === undefined) return true;
  if (!URL.canParse(origin)) return false;
  const { protocol, hostname } = new URL(origin);
  return (protocol === "http:" || protocol === "https:") && loopbackNames.has(hostname);
}
