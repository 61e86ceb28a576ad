import { millis, type Millis, seconds } from "#hal/core/units";

/** How an OpenEVSE is talked to. */
export interface RapiTiming {
  /** How long an answer is waited for. */
  readonly answer: Millis;
  /** How often a command is sent again. */
  readonly retries: number;
  /** So many commands in a row without any answer, each sent as often as `retries` allows, mean that the board is silent. */
  readonly silentAfter: number;
  /** Between two looks at the state while energy is or may be offered. The board tells changes by itself; a look finds the one whose line got lost. */
  readonly activePoll: Millis;
  /** Between two looks at the state otherwise. */
  readonly restingPoll: Millis;
  /** Before the next look when one was in vain, or when something was just commanded. */
  readonly quickPoll: Millis;
  /** How long the last command may take when the program ends. */
  readonly farewell: Millis;
}

export const defaultRapiTiming: RapiTiming = {
  answer: millis(500),
  retries: 2,
  silentAfter: 3,
  activePoll: seconds(15),
  restingPoll: seconds(5),
  quickPoll: millis(200),
  farewell: seconds(1),
};
