import { OpenEvseBoard, type OpenEvseOptions } from "#hal/drivers/openevse-rapi/openevse-board";
import { amperes, epochMillis, type Millis, millis } from "#hal/core/units";
import { VirtualClock } from "#hal/core/virtual-clock";
import type { PilotReading } from "#hal/ports/control-pilot";
import type { FaultChange } from "#hal/ports/hardware-faults";
import { OpenEvseOnALine } from "#test/support/openevse-on-a-line";
import { RecordingLog } from "#test/support/recording-log";

/** The driver and a board on one line, with what the driver told. */
export class OpenEvseRig {
  readonly clock = new VirtualClock(epochMillis(0));
  readonly evse = new OpenEvseOnALine();
  readonly log = new RecordingLog();
  readonly board: OpenEvseBoard;
  readonly readings: PilotReading[] = [];
  readonly faults: FaultChange[] = [];
  readonly abort = new AbortController();

  constructor(options: Partial<OpenEvseOptions> = {}) {
    this.board = new OpenEvseBoard({
      link: this.evse.link,
      clock: this.clock,
      log: this.log,
      settings: { heartbeat: { seconds: 30, fallbackCurrent: 6 } },
      installedLimit: amperes(32),
      ...options,
    });
    this.board.pilot.readings.listen((reading) => this.readings.push(reading));
    this.board.faults.changes.listen((change) => this.faults.push(change));
  }

  async started(): Promise<this> {
    await this.board.start(this.abort.signal);
    return this;
  }

  /** Started, with a vehicle that was granted `amps`. */
  async charging(amps = 16): Promise<this> {
    await this.started();
    this.evse.plug();
    await this.board.permit.grant(amperes(amps));
    this.evse.become(0x03, 0x0140);
    this.evse.taken();
    return this;
  }

  /** The state of a fault in words: "+board.ground". */
  faultWords(): readonly string[] {
    return this.faults.map(({ code, active }) => `${active ? "+" : "-"}${code}`);
  }

  /** Lets `work` come to its end while time passes; gives the code of its error, or "ok". */
  async outcomeOf(work: Promise<unknown>, span: Millis = millis(10_000)): Promise<string> {
    const outcome = work.then(
      () => "ok",
      (error: unknown) => (error instanceof Error && "code" in error ? String(error.code) : "no AgentError"),
    );
    await this.clock.advance(span);
    return outcome;
  }
}
