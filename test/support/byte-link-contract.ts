import { describe, expect, onTestFinished, test, vi } from "vitest";
import { hasCode } from "#hal/core/errors";
import type { ByteLink, LinkState } from "#hal/links/byte-link";

/** A link under test, what is at its other end, and the cable between. */
export interface ByteLinkBench {
  readonly link: ByteLink;
  /** The other end, ready to talk. */
  readonly peer: { send(bytes: Uint8Array): Promise<void>; received(): readonly number[]; ready(): Promise<void> };
  cut(): Promise<void>;
  mend(): Promise<void>;
  dispose(): Promise<void>;
}

/** What every ByteLink promises, whatever carries the bytes. */
export function byteLinkContract(name: string, makeBench: () => Promise<ByteLinkBench>): void {
  const openBench = async () => {
    const bench = await makeBench();
    onTestFinished(() => bench.dispose());
    await bench.link.open();
    await bench.peer.ready();
    return bench;
  };

  describe(`${name} as a byte link`, () => {
    test("carries every byte value in order to the other end", async () => {
      const { link, peer } = await openBench();

      for (const piece of pieces) await link.write(piece);

      await vi.waitFor(() => {
        expect(peer.received()).toEqual(everyByte);
      });
    });

    test("delivers every byte value in order from the other end", async () => {
      const { link, peer } = await openBench();
      const got: number[] = [];
      link.bytes.listen((bytes) => got.push(...bytes));

      for (const piece of pieces) await peer.send(piece);

      await vi.waitFor(() => {
        expect(got).toEqual(everyByte);
      });
    });

    test("has taken the bytes when write resolves, so that the buffer may be used again", async () => {
      const { link, peer } = await openBench();
      const buffer = Uint8Array.from([1, 2, 3]);

      await link.write(buffer);
      buffer.fill(9);

      await vi.waitFor(() => {
        expect(peer.received()).toEqual([1, 2, 3]);
      });
    });

    test("opens and closes once however often it is asked", async () => {
      const { link } = await openBench();
      const states: LinkState[] = [];
      link.states.listen((state) => states.push(state));

      await link.open();
      await link.close();
      await link.close();

      await vi.waitFor(() => {
        expect(states).toEqual(["closed"]);
      });
      expect(link.isOpen()).toBe(false);
    });

    test("refuses to write while it is closed", async () => {
      const { link } = await openBench();
      await link.close();

      await expect(link.write(Uint8Array.from([1]))).rejects.toSatisfy((error) => hasCode(error, "link.closed"));
    });

    test("says that it is closed when the plug is pulled, and cannot be opened then", async () => {
      const bench = await openBench();
      const states: LinkState[] = [];
      bench.link.states.listen((state) => states.push(state));

      await bench.cut();

      await vi.waitFor(() => {
        expect(states).toEqual(["closed"]);
      });
      expect(bench.link.isOpen()).toBe(false);
      await expect(bench.link.open()).rejects.toSatisfy((error) => hasCode(error, "link.open-failed"));
    });

    test("carries bytes again once the plug is back", async () => {
      const bench = await openBench();
      await bench.cut();
      await vi.waitFor(() => {
        expect(bench.link.isOpen()).toBe(false);
      });

      await bench.mend();
      await bench.link.open();
      await bench.peer.ready();
      await bench.link.write(Uint8Array.from([42]));

      await vi.waitFor(() => {
        expect(bench.peer.received().at(-1)).toBe(42);
      });
    });
  });
}

const everyByte: readonly number[] = Array.from({ length: 256 }, (_, value) => value);
const pieces: readonly Uint8Array[] = [everyByte.slice(0, 3), everyByte.slice(3, 100), everyByte.slice(100)].map(
  (piece) => Uint8Array.from(piece),
);
