import {
  encodeRapiReply,
  parseRapiCommand,
  type RapiAnswer,
  type RapiCommand,
  type RapiNoticeCode,
} from "#hal/wire/rapi";
import { ScriptedByteLink } from "#test/support/scripted-byte-link";

type Reply = Pick<RapiAnswer, "ok" | "args">;

const ok = (...args: readonly (string | number)[]): Reply => ({ ok: true, args: args.map(String) });
const nk = (...args: readonly (string | number)[]): Reply => ({ ok: false, args: args.map(String) });
const hex = (value: number, digits: number) => value.toString(16).padStart(digits, "0");

/** The board's side of a line for tests of the driver: answers at once, changes nothing by itself, and can be made to misbehave. */
export class OpenEvseOnALine {
  readonly link = new ScriptedByteLink("evse-line");
  /** Every command as it was understood, without the sequence id: "SC 16 V". */
  readonly commands: string[] = [];
  state = 0x01;
  flags = 0x0000;
  amps = 32;
  /** Service level 2, and a button that is not the board's own. */
  ecf = 0x8001;
  configuredMaximum = 32;
  hasLock = true;
  hasHeartbeat = true;
  hasDisplay = true;
  heartbeat = { interval: 0, amps: 0, trigger: 0 };
  /** While true nothing is answered. */
  isMute = false;
  /** Called instead of the usual answer when it returns lines (without their end); undefined leaves it to the board. */
  interfere: (command: RapiCommand) => readonly string[] | undefined = () => undefined;

  constructor() {
    this.link.onWrite((bytes) => {
      for (const line of Buffer.from(bytes).toString("latin1").split("\r")) if (line !== "") this.#onLine(line);
    });
  }

  /** The commands since the last call. */
  taken(): readonly string[] {
    return this.commands.splice(0);
  }

  say(...lines: readonly string[]): void {
    this.link.receive(Buffer.from(lines.map((line) => `${line}\r`).join(""), "latin1"));
  }

  notify(code: RapiNoticeCode, ...args: readonly string[]): void {
    this.say(encodeRapiReply({ kind: "notice", code, args }));
  }

  /** Goes into a state and says so. */
  become(state: number, flags: number): void {
    this.state = state;
    this.flags = flags;
    this.notify("AT", hex(state, 2), "01", String(this.amps), hex(flags, 4));
  }

  /** Comes up as after a loss of its supply: enabled, with the stored current. */
  restart(postCode = 0): void {
    this.state = postCode === 0 ? (this.isPlugged() ? 0x02 : 0x01) : postCode;
    this.flags &= 0x0100;
    this.amps = this.configuredMaximum;
    this.heartbeat = { interval: 0, amps: 0, trigger: 0 };
    this.notify("AB", hex(postCode, 2), "8.2.3.EU");
  }

  plug(): void {
    const isResting = this.state >= 0xfe;
    this.become(isResting ? this.state : 0x02, this.flags | 0x0100);
  }

  isPlugged(): boolean {
    return (this.flags & 0x0100) !== 0;
  }

  #onLine(line: string): void {
    const parsed = parseRapiCommand(line);
    if (!parsed.ok) {
      this.say(encodeRapiReply({ kind: "answer", ok: false, args: [] }));
      return;
    }
    const command = parsed.value;
    this.commands.push([command.code, ...command.args].join(" "));
    if (this.isMute) return;
    const instead = this.interfere(command);
    if (instead === undefined) this.say(this.answer(command, this.#obey(command)));
    else this.say(...instead);
  }

  /** The line of an answer to `command`. */
  answer(command: RapiCommand, reply: Reply): string {
    const { sequence } = command;
    return encodeRapiReply({ kind: "answer", ...reply, ...(sequence === undefined ? {} : { sequence }) });
  }

  #obey(command: RapiCommand): Reply {
    const { code, args } = command;
    switch (code) {
      case "GV":
        return ok("8.2.3.EU", "5.2.1");
      case "GS":
        return ok(hex(this.state, 2), 0, "01", hex(this.flags, 4));
      case "GC":
        return ok(6, 80, this.amps, this.configuredMaximum);
      case "GE":
        return ok(this.amps, hex(this.ecf, 4));
      case "FE":
        return this.#go(this.isPlugged() ? 0x02 : 0x01);
      case "FS":
        return this.#go(0xfe);
      case "FD":
        return this.#go(0xff);
      case "FB":
        return this.hasDisplay ? ok() : nk();
      case "S4":
        return this.#lock(args[0] === "1");
      case "SC":
        return this.#setCurrent(Number(args[0]));
      case "SY":
        return this.#heartbeat(args.map(Number));
      default:
        return nk();
    }
  }

  #go(state: number): Reply {
    this.state = state;
    if (state >= 0xfe) this.flags &= ~0x0040;
    return ok();
  }

  #lock(locked: boolean): Reply {
    if (!this.hasLock) return nk();
    this.flags = locked ? this.flags | 0x0008 : this.flags & ~0x0008;
    return ok();
  }

  #setCurrent(amps: number): Reply {
    this.amps = Math.min(Math.max(amps, 6), this.configuredMaximum);
    return this.amps === amps ? ok(this.amps) : nk(this.amps);
  }

  #heartbeat(args: readonly number[]): Reply {
    if (!this.hasHeartbeat) return nk();
    const [interval, amps] = args;
    if (amps !== undefined && interval !== undefined) this.heartbeat = { interval, amps, trigger: 0 };
    else if (interval === 165 && this.heartbeat.trigger === 2) {
      this.heartbeat.trigger = 1;
      this.amps = this.configuredMaximum;
    }
    const values = [this.heartbeat.interval, this.heartbeat.amps, this.heartbeat.trigger];
    return this.heartbeat.trigger === 2 ? nk(...values) : ok(...values);
  }
}
