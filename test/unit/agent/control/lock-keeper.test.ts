import { describe, expect, it } from "vitest";
import { evseId, type FaultCode } from "#hal/core/charging";
import { silentLog } from "#hal/core/log";
import { Signal } from "#hal/core/signal";
import { epochMillis, seconds } from "#hal/core/units";
import { VirtualClock } from "#hal/core/virtual-clock";
import type { EvseNews } from "#agent/control/evse-news";
import { LockKeeper } from "#agent/control/lock-keeper";
import type { EvseEvent } from "#agent/domain/evse/evse-state";
import { VirtualLock } from "#simulator/devices/virtual-lock";
import { EvseMachineDriver } from "#test/support/evse-machine-driver";

/** A keeper on the outlet's machine without the rest of the agent. */
function bench() {
  const clock = new VirtualClock(epochMillis(0));
  const lock = new VirtualLock(clock);
  const machine = new EvseMachineDriver({ hasLock: true });
  const news = new Signal<EvseNews>();
  const post = (event: EvseEvent) => {
    machine.post(event);
    news.emit({ type: "changed" });
  };
  const fault = (code: FaultCode, active: boolean) => {
    post({ type: "fault.changed", code, active, at: clock.now() });
  };
  const keeper = new LockKeeper({
    evse: { id: evseId(1), state: () => machine.state, post, news },
    lock,
    clock,
    lineClock: clock,
    log: silentLog,
  });
  keeper.start();
  return { clock, lock, machine, keeper, fault };
}

describe("the keeper of a lock", () => {
  it.each(["board.contactor-welded", "outlet.stray-energy"] as const)(
    "7.12 does not open while %s says that the plug may be live",
    async (code) => {
      const { clock, lock, keeper, fault } = bench();
      fault(code, true);
      let isOpen: boolean | undefined;
      keeper.release().then(
        (result) => (isOpen = result),
        () => undefined,
      );
      await clock.advance(seconds(19));
      expect(isOpen).toBeUndefined();
      await clock.advance(seconds(1));
      expect([isOpen, lock.position()]).toEqual([false, "unlocked"]);
      await keeper.stop();
      expect(clock.pending()).toBe(0);
    },
  );

  it("gives up waiting when the agent stops", async () => {
    const { clock, keeper, fault } = bench();
    fault("board.contactor-welded", true);
    const released = keeper.release();
    await keeper.stop();
    expect(await released).toBe(false);
    expect(clock.pending()).toBe(0);
  });
});
