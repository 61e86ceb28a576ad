import type { Millis } from "#hal/core/units";
import type { TourStop } from "#hil/crash/failpoint-tour";

/** What goes on around the agent, whether or not it lives. */
export interface Load {
  /** Before the agent starts into a life. */
  readonly begin: () => void;
  /** One thing happens; called every few hundredths of a second. */
  readonly act: () => void;
}

/** How the agent lives and dies once. */
export interface LifePlan {
  readonly load: Load;
  /** Where it shall die by itself: the order that the process is given. Without one it is killed from outside. */
  readonly order?: string;
  /** The stop of the tour that this life is for. */
  readonly stop?: TourStop;
  /** It is killed as soon as this holds. */
  readonly isReached?: () => boolean | Promise<boolean>;
  /** It is killed at the latest after so many real milliseconds. */
  readonly patience: Millis;
}
