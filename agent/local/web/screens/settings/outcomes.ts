import type { Reply } from "../../model/api";

/** What came of each value. */
export interface Outcomes {
  readonly items: readonly { readonly name: string; readonly outcome: string }[];
}

/** The names that the charger did not take. */
export function refusedIn(reply: Reply<Outcomes>): readonly string[] {
  if (!reply.ok) return [];
  const bad = ["unknown", "readOnly", "invalid"];
  return reply.body.items.filter(({ outcome }) => bad.includes(outcome)).map(({ name }) => name);
}
