import { statSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { describe, expect, it } from "vitest";
import { ImageOnDisk } from "#agent/firmware/image-on-disk";
import { partNoteOf } from "#agent/ports/file-transfer";
import { temporaryDirectory } from "#test/support/temporary-directory";

describe("the file of an image", () => {
  it("lies in a folder that is only ours, and is not there at first", () => {
    const image = new ImageOnDisk(temporaryDirectory(), 1000);
    expect(image.size()).toBe(0);
    expect(statSync(dirname(image.path)).mode & 0o777).toBe(0o700);
  });

  it("is read as a whole, in parts", async () => {
    const image = new ImageOnDisk(temporaryDirectory(), 10_000_000);
    writeFileSync(image.path, Buffer.alloc(3_000_000, 5));
    let bytes = 0;
    let parts = 0;
    for await (const part of image.read()) {
      bytes += part.length;
      parts += 1;
    }
    expect(bytes).toBe(3_000_000);
    expect(parts).toBeGreaterThan(1);
    expect(image.size()).toBe(3_000_000);
  });

  it("is removed with the note of its download, and removing nothing is no mistake", () => {
    const image = new ImageOnDisk(temporaryDirectory(), 1000);
    writeFileSync(image.path, "x");
    writeFileSync(partNoteOf(image.path), "{}");
    image.remove();
    image.remove();
    expect(image.size()).toBe(0);
    expect(statSync(partNoteOf(image.path), { throwIfNoEntry: false })).toBeUndefined();
  });

  it("has room for no more than its limit, however large the disk is", () => {
    expect(new ImageOnDisk(temporaryDirectory(), 1000).room()).toBe(1000);
    expect(new ImageOnDisk(temporaryDirectory(), 1e18).room()).toBeLessThan(1e18);
  });
});
