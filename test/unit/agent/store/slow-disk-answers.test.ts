import { expect, it } from "vitest";
import { minutes, millis, seconds } from "#hal/core/units";
import { transactionId } from "#agent/domain/transaction/station-fact";
import { brokenDisk, SlowDisk } from "#test/support/store-slow-disk";

it("R10 gives out no value before the number that was answered to its start is in the database, also when the disk has just healed", async () => {
  const disk = new SlowDisk();
  const { facts, health, sessions } = disk.store;
  const first = transactionId("first");
  disk.becomeSlow(seconds(5));
  await disk.clock.advance(seconds(5));
  disk.sample("first", 1);
  await disk.clock.advance(minutes(2));
  const start = facts.head();
  expect(start?.fact.type).toBe("transaction.started");

  disk.failure = brokenDisk();
  disk.begin("other");
  await disk.clock.advance(seconds(6));
  expect(health.state().trouble).toMatchObject({ isSlow: false });
  facts.settle(start?.position ?? 0, { kind: "delivered", csmsNumber: 7 });

  const given: unknown[] = [];
  const look = () => {
    const head = facts.head();
    if (head !== undefined) given.push([head.fact.type, sessions.find(first)?.csmsNumber]);
  };
  health.changes.listen(look);
  health.written.listen(look);
  disk.failure = undefined;
  disk.takes = millis(1);
  await disk.clock.advance(minutes(1));

  expect(health.state().trouble).toBeUndefined();
  expect(new Set(given.map(String))).toEqual(new Set(["transaction.updated,7"]));
});
