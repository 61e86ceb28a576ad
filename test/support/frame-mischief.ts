import type { RandomStream } from "#hal/core/random";
import { type Millis, millis, seconds } from "#hal/core/units";
import type { FramePassage } from "#agent/ocpp/memory-csms-link";
import { CALL, CALLRESULT, frameParts } from "#agent/ocpp/rpc-frame";

/** What a bad back end, or what stands before it, makes of frames. */
export const frameMischiefs = [
  /** A call or an answer comes twice. */
  "frame repeated",
  /** A call comes again under another id, as from somebody who saw no answer. */
  "call asked anew",
  /** Half of a text, and the link is reset; from either side. */
  "frame cut short",
  /** What was sent later arrives earlier. */
  "frame overtaken",
  /** An answer to a call that was answered long ago. */
  "answer of old",
  /** An answer to a call that nobody made. */
  "answer to nobody",
] as const;

export type FrameMischief = (typeof frameMischiefs)[number];

type Frame = readonly unknown[];
type Deed = (text: string, frame: Frame, line: FramePassage) => boolean;

const REMEMBERED_ANSWERS = 30;
/** Before a call's time-out and after it. */
const LATEST = seconds(45);

/** Passes frames on, and does to the next ones what is planned. All chance comes out of the stream. */
export class FrameTrouble {
  readonly #chance: RandomStream;
  readonly #planned: FrameMischief[] = [];
  readonly #answers: string[] = [];
  readonly #deeds: Readonly<Record<FrameMischief, Deed>>;

  /** How often a frame has really met with it. */
  readonly happened = new Map<FrameMischief, number>(frameMischiefs.map((what) => [what, 0]));

  constructor(chance: RandomStream) {
    this.#chance = chance;
    this.#deeds = this.#allDeeds();
  }

  plan(what: FrameMischief, times = 1): void {
    for (let time = 0; time < times; time++) this.#planned.push(what);
  }

  forget(): void {
    this.#planned.length = 0;
  }

  /** For a link in memory. */
  readonly pass = (from: "station" | "csms", text: string, line: FramePassage): void => {
    const [what] = this.#planned;
    if (what === undefined || (from === "station" && what !== "frame cut short")) line.deliver(text);
    else if (this.#deeds[what](text, frameParts(text), line)) {
      this.#planned.shift();
      this.happened.set(what, (this.happened.get(what) ?? 0) + 1);
    } else line.deliver(text);
    if (from === "csms") this.#remember(text);
  };

  #allDeeds(): Readonly<Record<FrameMischief, Deed>> {
    return {
      "frame repeated": (text, _, line) => {
        line.deliver(text);
        line.deliver(text, this.#later());
        return true;
      },
      "call asked anew": (text, [type, id, ...rest], line) => {
        if (type !== CALL) return false;
        line.deliver(text);
        line.deliver(JSON.stringify([type, `${String(id)}-again`, ...rest]), this.#later());
        return true;
      },
      "frame cut short": (text, _, line) => {
        line.deliver(text.slice(0, 1 + Math.floor(this.#chance.next() * (text.length - 1))));
        line.cut("reset by peer");
        return true;
      },
      "frame overtaken": (text, _, line) => {
        line.deliver(text, this.#later());
        return true;
      },
      "answer of old": (text, _, line) => {
        const old = this.#answers[Math.floor(this.#chance.next() * this.#answers.length)];
        if (old === undefined) return false;
        line.deliver(old);
        line.deliver(text);
        return true;
      },
      "answer to nobody": (text, _, line) => {
        line.deliver(JSON.stringify([CALLRESULT, `nobody-${this.#chance.next()}`, { status: "Accepted" }]));
        line.deliver(text);
        return true;
      },
    };
  }

  /** Often at once, now and then after the station has stopped waiting. */
  #later(): Millis {
    return this.#chance.next() < 0.5 ? millis(0) : millis(Math.round(this.#chance.next() * LATEST));
  }

  #remember(text: string): void {
    if (frameParts(text)[0] !== CALLRESULT) return;
    this.#answers.push(text);
    if (this.#answers.length > REMEMBERED_ANSWERS) this.#answers.shift();
  }
}
