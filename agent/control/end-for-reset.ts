import { type Clock, sleep } from "#hal/core/clock";
import { type Millis, millis, seconds } from "#hal/core/units";
import type { Station } from "#agent/control/station";

/** How long a soft reset waits for the back end to take what is queued. */
const DELIVERY_PATIENCE = seconds(30);
const LOOK = millis(100);

/** OCPP 1.6 section 5.14: a soft reset ends the transactions in order and lets them be told; a hard one waits for nobody. */
export async function endForReset(
  kind: "soft" | "hard",
  station: Pick<Station, "endAll">,
  hasUndelivered: () => boolean,
  clock: Clock,
): Promise<void> {
  await station.endAll(kind === "soft" ? "softReset" : "hardReset");
  if (kind === "soft") await untilDelivered(hasUndelivered, clock, DELIVERY_PATIENCE);
}

/** Resolves when the back end has taken what is queued, or the patience is over. */
export async function untilDelivered(hasUndelivered: () => boolean, clock: Clock, patience: Millis): Promise<void> {
  const deadline = clock.uptime() + patience;
  while (hasUndelivered() && clock.uptime() < deadline) await sleep(clock, LOOK);
}
