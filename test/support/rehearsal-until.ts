import { sleep } from "#hal/core/clock";
import { AgentError } from "#hal/core/errors";
import { type Millis, millis, seconds } from "#hal/core/units";
import { SystemClock } from "#hal/host/system-clock";

/** Between two looks. */
const LOOK = millis(20);

type Absent = undefined | null | false;

/** Waits in real time until `look` finds something, and resolves with that. Rejects with AgentError `test.late` when it takes longer than `within`. */
export async function until<Found>(
  what: string,
  look: () => Found | Absent | Promise<Found | Absent>,
  within: Millis = seconds(15),
): Promise<Found> {
  const clock = new SystemClock();
  const deadline = clock.uptime() + within;
  for (;;) {
    const found = await look();
    if (found !== undefined && found !== null && found !== false) return found;
    if (clock.uptime() > deadline)
      throw new AgentError("test.late", `not within ${String(within / 1000)} s: ${what}`, { what });
    await sleep(clock, LOOK);
  }
}
