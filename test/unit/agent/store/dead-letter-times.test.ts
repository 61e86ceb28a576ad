import { expect, it } from "vitest";
import { millis, seconds } from "#hal/core/units";
import { readDeadLetters } from "#agent/store/dead-letters";
import { sessionSample, startSample } from "#test/support/station-store-samples";
import { StoreDisk } from "#test/support/store-disk";

it("a dead letter is listed with the time that has become known since, as the page shows it", () => {
  const disk = new StoreDisk();
  const store = disk.open();
  store.time.assume("boot", millis(1000));
  store.sessions.commit({ session: sessionSample("a"), facts: [startSample("a")] });
  store.facts.settle(store.facts.head()?.position ?? 0, { kind: "dead", why: "tried 3 times" });
  store.time.learned("boot", millis(1000 + seconds(3600)));

  const [listed] = readDeadLetters(disk.path);
  expect(store.facts.deadLetters()[0]?.fact.at).toBe(startSample("a").at + seconds(3600));
  expect(listed?.fact).toEqual(store.facts.deadLetters()[0]?.fact);
});
