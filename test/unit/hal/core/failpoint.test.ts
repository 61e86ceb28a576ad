import { describe, expect, it } from "vitest";
import { failpointOf } from "#hal/core/failpoint";

function deaths(order: string | undefined): {
  readonly pass: ReturnType<typeof failpointOf>;
  readonly count: () => number;
} {
  let count = 0;
  const pass = failpointOf(order, () => {
    count += 1;
  });
  return { pass, count: () => count };
}

describe("a named place to die at", () => {
  it("R3 kills when it is passed for the n-th time, and at no other place", () => {
    const { pass, count } = deaths("session.written:2");
    pass("session.written");
    pass("session.begin");
    expect(count()).toBe(0);
    pass("session.written");
    expect(count()).toBe(1);
  });

  it("R3 counts only the passages that are about the subject it was told", () => {
    const { pass, count } = deaths("session.done/transaction.ended:2");
    for (const subject of ["transaction.ended", "transaction.updated", undefined]) pass("session.done", subject);
    expect(count()).toBe(0);
    pass("session.done", "transaction.ended");
    expect(count()).toBe(1);
  });

  it.each([undefined, "", "session.written", "session.written:0", "session.written:x", "elsewhere:1"])(
    "kills nobody when it is told %s",
    (order) => {
      const { pass, count } = deaths(order);
      for (let time = 0; time < 10; time++) pass("session.written");
      expect(count()).toBe(0);
    },
  );
});
