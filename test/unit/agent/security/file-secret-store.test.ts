import { chmodSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { FileSecretStore } from "#agent/security/file-secret-store";
import { temporaryDirectory } from "#test/support/temporary-directory";

const mode = (path: string) => statSync(path).mode & 0o777;

function place() {
  const directory = join(temporaryDirectory(), "secrets");
  return { directory, store: new FileSecretStore(directory) };
}

describe("the files with secrets", () => {
  it("can be read by their owner only, and so can their directory", () => {
    const { directory, store } = place();

    store.write("key.pem", "secret");

    expect(store.read("key.pem")).toBe("secret");
    expect(mode(join(directory, "key.pem"))).toBe(0o600);
    expect(mode(directory)).toBe(0o700);
  });

  it("take away what others could read in a directory that was there before", () => {
    const { directory, store } = place();
    mkdirSync(directory, { mode: 0o755 });
    chmodSync(directory, 0o755);

    store.write("key.pem", "secret");

    expect(mode(directory)).toBe(0o700);
  });

  it("are as before when a power cut left half of a new one behind", () => {
    const { directory, store } = place();
    store.write("key.pem", "old");
    writeFileSync(join(directory, "key.pem.new"), "hal", { mode: 0o644 });

    expect(store.read("key.pem")).toBe("old");
    store.write("key.pem", "new");

    expect(readFileSync(join(directory, "key.pem"), "utf8")).toBe("new");
    expect(mode(join(directory, "key.pem"))).toBe(0o600);
    expect(readdirSync(directory)).toEqual(["key.pem"]);
  });

  it("say so when they cannot be written, and keep what was there", () => {
    const { directory, store } = place();
    store.write("key.pem", "old");
    mkdirSync(join(directory, "key.pem.new"));
    writeFileSync(join(directory, "key.pem.new", "in-the-way"), "");

    expect(() => {
      store.write("key.pem", "new");
    }).toThrow(expect.objectContaining({ code: "secret.not-written" }) as Error);
    expect(store.read("key.pem")).toBe("old");
  });

  it("are gone when they are removed, once or twice", () => {
    const { store } = place();
    store.remove("key.pem");
    store.write("key.pem", "old");

    store.remove("key.pem");
    store.remove("key.pem");

    expect(store.read("key.pem")).toBeUndefined();
  });
});
