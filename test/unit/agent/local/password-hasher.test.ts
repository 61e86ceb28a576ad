import { describe, expect, it } from "vitest";
import { SeededRandom } from "#hal/core/random";
import { PasswordHasher, usualCost } from "#agent/local/accounts/password-hasher";

const hasher = (cost = { N: 2, r: 1, p: 1 }) => new PasswordHasher(new SeededRandom(1).stream("salt"), cost);

describe("hashed passwords", () => {
  it("are found again, whatever the cost they were made at, and however their letters are composed", async () => {
    const cheap = await hasher().hash("Épée-1");
    const usual = await hasher(usualCost).hash("Épée-1");

    expect(await hasher(usualCost).matches("E\u0301pe\u0301e-1", cheap)).toBe(true);
    expect(await hasher().matches("Épée-1", usual)).toBe(true);
    expect(await hasher().matches("épée-1", usual)).toBe(false);
  });

  it("are different for the same password", async () => {
    const one = hasher();

    expect(await one.hash("Same-1")).not.toBe(await one.hash("Same-1"));
  });

  it.each(["", "plain", "md5$1$2$3$a$b", "scrypt$2$1$1"])("that read %j let nobody in", async (hash) => {
    expect(await hasher().matches("plain", hash)).toBe(false);
  });
});
