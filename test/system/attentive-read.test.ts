import { SerialPort } from "serialport";
import { expect, onTestFinished, test, vi } from "vitest";
import { readAttentively } from "#hal/links/native/attentive-read";
import { ptyPair } from "#simulator/wire/pty-pair";
import { temporaryDirectory } from "#test/support/temporary-directory";

test("a port to which nobody writes wakes the program for what comes and for nothing else", async () => {
  const wire = await ptyPair(temporaryDirectory(), "line");
  await wire.far.open();
  const port = new SerialPort({ path: wire.path, baudRate: 115200, autoOpen: false });
  await new Promise<void>((resolve) => {
    port.open(() => {
      resolve();
    });
  });
  onTestFinished(async () => {
    port.close();
    await wire.cut();
  });
  const binding = port.port;
  if (binding === undefined || !("poller" in binding)) throw new TypeError("no port that can be polled");
  readAttentively(binding);
  const { poller } = binding;
  const emit = poller.emit.bind(poller);
  let wakes = 0;
  poller.emit = (...event: Parameters<typeof emit>) => {
    wakes += 1;
    return emit(...event);
  };
  const bytes: number[] = [];
  port.on("data", (some: Buffer) => bytes.push(...some));

  for (let message = 0; message < 20; message++) {
    await wire.far.write(Uint8Array.from([message]));
    await vi.waitFor(() => {
      expect(bytes).toHaveLength(message + 1);
    });
  }
  expect(wakes).toBeLessThanOrEqual(2 * bytes.length);
});
