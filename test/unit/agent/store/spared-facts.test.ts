import { describe, expect, it, onTestFinished } from "vitest";
import { evseId } from "#hal/core/charging";
import { silentLog } from "#hal/core/log";
import { seconds } from "#hal/core/units";
import { VirtualClock } from "#hal/core/virtual-clock";
import { openStationStore } from "#agent/store/station-store";
import { sessionSample, startSample, storeEpoch, updateSample } from "#test/support/station-store-samples";
import { brokenDisk } from "#test/support/store-slow-disk";

describe("values that a commit was to leave out", () => {
  it("R10 take no start with them when that commit was refused and the back end has answered them meanwhile", async () => {
    const clock = new VirtualClock(storeEpoch);
    let writesLeft = Infinity;
    const beforeWrite = () => {
      writesLeft -= 1;
      if (writesLeft < 0) throw brokenDisk();
    };
    const store = openStationStore({ path: ":memory:", clock, log: silentLog, beforeWrite });
    onTestFinished(() => {
      store.close();
    });
    const { samples } = updateSample("a", 1);
    store.facts.add({ type: "meter.values", evse: evseId(1), at: storeEpoch, samples });
    store.time.mark(storeEpoch, undefined);
    // The commit, the values that are left out, and not the mark.
    writesLeft = 2;
    await clock.advance(seconds(61));
    expect(store.health.state().trouble).toMatchObject({ isSlow: false });
    store.facts.settle(store.facts.head()?.position ?? 0, { kind: "delivered" });

    store.sessions.commit({ session: sessionSample("a"), facts: [startSample("a")] });
    writesLeft = Infinity;
    await clock.advance(seconds(6));
    expect(store.health.state().trouble).toBeUndefined();
    expect(store.facts.head()?.fact.type).toBe("transaction.started");
  });
});
