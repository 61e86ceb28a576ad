/**
 * Resolves after one turn of the platform's event loop: everything that was ready before has run then, streams and `process.nextTick`
 * included. For a VirtualClock over code that uses Node's streams.
 */
export function settleMacrotasks(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
