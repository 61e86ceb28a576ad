import { type AbortSignalLike, type Cancel, type Clock, sleep } from "#hal/core/clock";
import type { Component, Health } from "#hal/core/component";
import { describeError } from "#hal/core/errors";
import type { Log } from "#hal/core/log";
import { type Amperes, amperes, type Millis, seconds } from "#hal/core/units";
import type { ControllerSettings } from "#hal/board/board-settings";
import { BoardButton } from "#hal/drivers/openevse-rapi/board-button";
import { BoardFaults } from "#hal/drivers/openevse-rapi/board-faults";
import { type BoardReport, isEnergized, moodOf, readPilot } from "#hal/drivers/openevse-rapi/board-report";
import { hasOwnButton, protectionsOff } from "#hal/drivers/openevse-rapi/board-protections";
import { OpenEvseCommands } from "#hal/drivers/openevse-rapi/openevse-commands";
import { OpenEvseLight } from "#hal/drivers/openevse-rapi/openevse-light";
import { OpenEvsePermit } from "#hal/drivers/openevse-rapi/openevse-permit";
import { PilotView } from "#hal/drivers/openevse-rapi/pilot-view";
import { type RapiCounters, RapiPort } from "#hal/drivers/openevse-rapi/rapi-port";
import { defaultRapiTiming, type RapiTiming } from "#hal/drivers/openevse-rapi/rapi-timing";
import type { ByteLink } from "#hal/links/byte-link";
import { LineKeeper } from "#hal/links/line-keeper";
import { LineLink } from "#hal/links/line-link";
import type { ControlPilot } from "#hal/ports/control-pilot";
import type { HardwareFaults } from "#hal/ports/hardware-faults";
import type { PowerPermit } from "#hal/ports/power-permit";
import type { StatusLight } from "#hal/ports/status-light";
import { RAPI_LINE_END, type RapiNotice } from "#hal/wire/rapi";
import { parseRapiBoot, parseRapiTransition } from "#hal/wire/rapi-answers";

export interface OpenEvseOptions {
  readonly link: ByteLink;
  /** The clock of the line: the board counts in real time even where the world is scaled. */
  readonly clock: Clock;
  readonly log: Log;
  readonly settings: Pick<ControllerSettings, "heartbeat" | "interlock">;
  /** What wiring and fuse allow, in amperes per phase. */
  readonly installedLimit: Amperes;
  readonly timing?: Partial<RapiTiming>;
}

/** Longer than any answer of the firmware; noise without an end must not be kept. */
const LONGEST_LINE = 128;
/** IEC 61851-1 state F lasts at least 300 ms, and a vehicle may take some seconds to notice. */
const DISABLED_FOR = seconds(1);
/**
 * An OpenEVSE board on a serial line (RAPI). While it does not answer the fault `board.silent` holds, `pilot.latest()` is undefined and there is
 * no permission; so also for a moment when it restarts by itself under one, which is gone then: whoever still wants it grants it anew.
 */
export class OpenEvseBoard implements Component {
  readonly name: string;
  readonly pilot: ControlPilot;
  readonly permit: PowerPermit;
  readonly faults: HardwareFaults;
  readonly light: StatusLight;
  readonly button = new BoardButton();
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #timing: RapiTiming;
  readonly #port: RapiPort;
  readonly #commands: OpenEvseCommands;
  readonly #keeper: LineKeeper;
  readonly #view = new PilotView();
  readonly #permit: OpenEvsePermit;
  readonly #faults = new BoardFaults();
  readonly #light: OpenEvseLight;
  #state: { readonly kind: "stopped" | "absent" | "greeting" | "known" } = { kind: "stopped" };
  #hasRestarted = false;
  #report: BoardReport | undefined;
  #amps = amperes(0);
  #disabledSince: Millis | undefined;
  #transitions = 0;
  #cancelPoll: Cancel = () => undefined;

  constructor(options: OpenEvseOptions) {
    const { link, clock, settings, installedLimit } = options;
    this.name = `openevse ${link.name}`;
    this.#clock = clock;
    this.#log = options.log.child({ board: link.name });
    this.#timing = { ...defaultRapiTiming, ...options.timing };
    const line = new LineLink(link, { delimiter: RAPI_LINE_END, maximumLength: LONGEST_LINE });
    this.#port = new RapiPort({ line, clock, log: this.#log, timing: this.#timing });
    this.#commands = new OpenEvseCommands(this.#port);
    this.#light = new OpenEvseLight({ commands: this.#commands, clock, log: this.#log });
    this.#permit = new OpenEvsePermit({
      commands: this.#commands,
      log: this.#log,
      settings,
      installedLimit,
      lastReport: () => this.#report,
      onCurrent: (amps) => {
        this.#onCurrent(amps);
      },
      onCommanded: () => {
        this.#pollIn(this.#timing.quickPoll);
      },
    });
    this.#keeper = new LineKeeper({
      link: line,
      clock,
      up: () => this.#greet(),
      down: (why) => {
        this.#onLost(why);
      },
    });
    this.#port.notices.listen((notice) => {
      this.#onNotice(notice);
    });
    this.#port.silences.listen((error) => {
      this.#keeper.giveUp(error);
    });
    this.pilot = this.#view;
    this.permit = this.#permit;
    this.faults = this.#faults.faults;
    this.light = this.#light;
  }

  async start(abort: AbortSignalLike): Promise<void> {
    if (this.#state.kind !== "stopped") return;
    this.#state = { kind: "absent" };
    await this.#keeper.start(abort);
  }

  /** Takes the permission away as long as the board answers, and leaves the line. */
  async stop(): Promise<void> {
    if (this.#state.kind === "stopped") return;
    const isReachable = this.#state.kind === "known";
    this.#state = { kind: "stopped" };
    this.#cancelPoll();
    this.#light.disconnect();
    if (isReachable) await this.#sayFarewell();
    await this.#keeper.stop();
    this.#cancelPoll();
    this.#view.lose();
  }

  health(): Health {
    if (this.#state.kind === "stopped") return { kind: "stopped" };
    return this.#state.kind === "known" ? { kind: "ok" } : { kind: "degraded", why: "the board does not answer" };
  }

  counters(): RapiCounters {
    return this.#port.counters();
  }

  /** Brings a board of which nothing is known to rest and learns what it is. */
  async #greet(): Promise<void> {
    this.#state = { kind: "greeting" };
    do {
      this.#hasRestarted = false;
      const { firmware } = await this.#commands.version();
      await this.#look();
      await this.#permit.prepare();
      const { flags } = await this.#commands.settings();
      this.#log.info({ firmware, flags, range: this.#permit.range }, "board.found");
      if (hasOwnButton(flags)) await this.#commands.takeButton();
      const off = protectionsOff(flags);
      if (off.length > 0) this.#log.warn({ off }, "board.protection-off");
      await this.#look();
    } while (this.#mustGreetAgain());
    if (!this.#isGreeting()) return;
    this.#state = { kind: "known" };
    this.#show();
    this.#faults.answered();
    this.#light.connect();
    this.#pollIn(this.#timing.quickPoll);
  }

  #mustGreetAgain(): boolean {
    return this.#hasRestarted && this.#isGreeting();
  }

  #isGreeting(): boolean {
    return this.#state.kind === "greeting";
  }

  #onLost(why: unknown): void {
    const isNews = !this.faults.active().includes("board.silent");
    if (this.#state.kind !== "stopped") this.#state = { kind: "absent" };
    this.#forget();
    this.#faults.silent(describeError(why));
    if (isNews) this.#log.warn({ error: describeError(why) }, "board.lost");
    else this.#log.debug({ error: describeError(why) }, "board.absent");
  }

  #forget(): void {
    this.#cancelPoll();
    this.#light.disconnect();
    this.#permit.lapse();
    this.#view.lose();
    this.#report = undefined;
    this.#disabledSince = undefined;
  }

  #onNotice(notice: RapiNotice): void {
    if (notice.code === "AB") this.#onBoot(notice.args);
    else if (notice.code === "AT") this.#onTransition(notice.args);
    else if (notice.code === "AN") this.button.take(notice.args);
    else this.#log.debug({ ...notice }, "board.notice");
  }

  #onTransition(args: readonly string[]): void {
    const transition = parseRapiTransition(args);
    if (!transition.ok) return;
    this.#transitions++;
    this.#amps = amperes(transition.value.amps);
    this.#take(transition.value);
    this.#light.repaint();
  }

  #onBoot(args: readonly string[]): void {
    const boot = parseRapiBoot(args);
    if (!boot.ok) return;
    this.#log.warn({ ...boot.value }, "board.restarted");
    this.#hasRestarted = true;
    this.#faults.booted(boot.value.postCode);
    if (this.#state.kind !== "known") return;
    const wasGranted = this.#permit.isGranted() || this.#permit.isBusy();
    this.#permit.lapse();
    this.#cancelPoll();
    if (wasGranted) {
      this.#view.lose();
      this.#faults.silent("the board has restarted");
    }
    this.#greet().catch((error: unknown) => {
      this.#keeper.giveUp(error);
    });
  }

  /** An answer is handed over later than a line that came behind it: what the board told by itself meanwhile is newer, or the same. */
  async #look(): Promise<void> {
    const [transitions, state] = [this.#transitions, await this.#commands.state()];
    if (transitions === this.#transitions) this.#take(state);
  }

  #take(seen: { readonly state: number; readonly flags?: number }): void {
    this.#report = { state: seen.state, flags: seen.flags, amps: this.#amps };
    this.#faults.observe(this.#report);
    if (this.#state.kind !== "known") return;
    this.#show();
    this.#guard(this.#report);
  }

  #onCurrent(amps: Amperes): void {
    this.#amps = amps;
    if (this.#report === undefined) return;
    this.#report = { ...this.#report, amps };
    if (this.#state.kind === "known") this.#show();
  }

  #show(): void {
    const reading = this.#report === undefined ? undefined : readPilot(this.#report);
    if (reading !== undefined) this.#view.update(reading);
  }

  /** A board without permission that woke up, by its button or after a fault, goes back to sleep. */
  #guard(report: BoardReport): void {
    const mood = moodOf(report.state);
    if (mood !== "disabled") this.#disabledSince = undefined;
    if (this.#permit.isGranted() || this.#permit.isBusy()) return;
    if (this.#faults.wantsRecheck(mood, this.#clock.uptime())) this.#permit.recheck().catch(this.#onUnconfirmed);
    if (mood !== "awake" && !(mood === "disabled" && this.#mayLeaveDisabled(report))) return;
    this.#log.info({ state: report.state }, "board.put-to-sleep");
    this.#permit.withdraw().catch(this.#onUnconfirmed);
  }

  /** A board that does not confirm is found to be silent, or asked again at the next look. */
  readonly #onUnconfirmed = (error: unknown): void => {
    this.#log.warn({ error: describeError(error) }, "board.unconfirmed");
  };

  #mayLeaveDisabled(report: BoardReport): boolean {
    this.#disabledSince ??= this.#clock.uptime();
    return !isEnergized(report) && this.#clock.uptime() - this.#disabledSince >= DISABLED_FOR;
  }

  #pollIn(delay: Millis): void {
    this.#cancelPoll();
    if (this.#state.kind !== "known") return;
    this.#cancelPoll = this.#clock.after(delay, () => {
      this.#look().then(
        () => {
          this.#pollIn(this.#pollInterval());
        },
        () => {
          this.#pollIn(this.#timing.quickPoll);
        },
      );
    });
  }

  #pollInterval(): Millis {
    const isActive = this.#permit.isGranted() || (this.#report !== undefined && isEnergized(this.#report));
    if (this.#disabledSince !== undefined) return DISABLED_FOR;
    return isActive ? this.#timing.activePoll : this.#timing.restingPoll;
  }

  async #sayFarewell(): Promise<void> {
    const patience = new AbortController();
    const command = this.#permit.withdraw().catch(this.#onUnconfirmed);
    await Promise.race([command, sleep(this.#clock, this.#timing.farewell, patience.signal)]);
    patience.abort();
  }
}
