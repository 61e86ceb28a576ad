import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { SeededRandom } from "#hal/core/random";
import { MemorySecretStore } from "#agent/security/memory-secret-store";
import { PinHasher } from "#agent/security/pin-hasher";

const hasher = (secrets = new MemorySecretStore(), seed = 1) =>
  new PinHasher(secrets, new SeededRandom(seed).stream("pins"));

describe("hashes of PINs", () => {
  it("are the same for the same PIN, also after a restart", () => {
    const secrets = new MemorySecretStore();
    const first = hasher(secrets).hash("1234567890");
    expect(hasher(secrets, 2).hash("1234567890")).toBe(first);
    expect(hasher(secrets).hash("1234567891")).not.toBe(first);
  });

  it("tell nothing to who has not got the key of this charger", () => {
    const hash = hasher().hash("1234567890");
    expect(hash).not.toBe(createHash("sha256").update("1234567890").digest("hex"));
    expect(hasher(new MemorySecretStore(), 2).hash("1234567890")).not.toBe(hash);
  });
});
