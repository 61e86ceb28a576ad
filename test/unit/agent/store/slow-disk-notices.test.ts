import { expect, it, onTestFinished } from "vitest";
import { seconds } from "#hal/core/units";
import { SlowDisk } from "#test/support/store-slow-disk";

it("R10 a dead letter's alarm is told no sooner than the dead letter is on disk", async () => {
  const slow = new SlowDisk();
  onTestFinished(() => {
    slow.store.close();
    slow.database.close();
  });
  slow.becomeSlow(seconds(5));
  await slow.clock.advance(seconds(5));
  const { facts, notices, health } = slow.store;
  facts.settle(facts.head()?.position ?? 0, { kind: "dead", why: "tried 3 times" });

  expect(health.isOnDisk(health.mark())).toBe(false);
  expect(notices.head()).toBeUndefined();
  await slow.clock.advance(seconds(5));
  expect(health.isOnDisk(health.mark())).toBe(true);
  expect(notices.head()?.notice).toMatchObject({ event: "RecordUndeliverable" });
});
