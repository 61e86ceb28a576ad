import { Signal } from "#hal/core/signal";
import type { EvseNews } from "#agent/control/evse-news";
import type { HeldEvse } from "#agent/control/outlet-hold";
import type { EvseEvent, EvseState } from "#agent/domain/evse/evse-state";
import { EvseMachineDriver } from "#test/support/evse-machine-driver";

/** An outlet's machine without hardware, as whoever holds it sees it. */
export class FakeHeldEvse implements HeldEvse {
  readonly machine = new EvseMachineDriver();
  readonly news = new Signal<EvseNews>();

  state(): EvseState {
    return this.machine.state;
  }

  post(event: EvseEvent): void {
    this.machine.post(event);
    this.news.emit({ type: "changed" });
  }

  charge(): void {
    this.machine.charge();
    this.news.emit({ type: "changed" });
  }

  /** The charge ends, and the vehicle leaves. */
  leave(): void {
    this.machine.post({ type: "stop.requested", cause: "local" }).pilot("B").meter("stop").pilot("A");
    this.news.emit({ type: "changed" });
  }
}
