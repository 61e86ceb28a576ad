import { Buffer } from "node:buffer";
import * as z from "zod";
import { isoTime } from "#hal/core/units";
import type { QueuedFact } from "#agent/ports/station-store";
import { type Route, route } from "#agent/local/api/route";
import type { SiteServices } from "#agent/local/api/services";

const letter = z.strictObject({
  position: z.number(),
  type: z.enum(["transaction.started", "transaction.updated", "transaction.ended", "meter.values"]),
  at: z.string(),
  evse: z.number(),
  transactionId: z.string().nullable(),
  attempts: z.number(),
});
const MOST_SHOWN = 200;

/** What the back end did not take although it was asked often enough: kept for a person to look at. */
export function deadLetterRoutes({
  deadLetters,
  clock,
}: Pick<SiteServices, "deadLetters" | "clock">): readonly Route[] {
  return [
    route({
      method: "GET",
      path: "/api/dead-letters",
      access: "viewer",
      summary: "Messages that the back end did not take, oldest first",
      reply: z.strictObject({ letters: z.array(letter), total: z.number() }),
      handle: () => {
        const all = deadLetters();
        return { kind: "ok", body: { letters: all.slice(0, MOST_SHOWN).map(shown), total: all.length } };
      },
    }),
    route({
      method: "GET",
      path: "/api/dead-letters/export",
      access: "installer",
      summary: "The same with all that they say, tags too, as a file for whoever runs the back end",
      reply: "file",
      handle: () => ({
        kind: "file",
        contentType: "application/json; charset=utf-8",
        fileName: "dead-letters.json",
        body: Buffer.from(`${JSON.stringify({ at: isoTime(clock.now()), letters: deadLetters() }, null, 2)}\n`),
      }),
    }),
  ];
}

function shown({ position, fact, attempts }: QueuedFact): z.output<typeof letter> {
  const { type, at, evse, transactionId } = fact;
  return { position, type, at: isoTime(at), evse, transactionId: transactionId ?? null, attempts };
}
