import type { HistoryFilter } from "#agent/ports/session-history";
import type { SqlValues } from "#agent/store/database";
import { wholeMillis } from "#agent/store/sql-values";
import { endedAt, startedAt } from "#agent/store/stamp-eras";

const labels = "SELECT 1 FROM session_labels AS labels WHERE labels.transaction_id = session.transaction_id";
const billed =
  "coalesce((SELECT json_extract(body, '$.final.cost') FROM transaction_cost AS bill WHERE bill.transaction_id = session.transaction_id), 0) > 0";

/** Of rows of `session`. Few enough rows, and a search on demand: an index would be written with each session and read once a month. */
export const matching = `(@from IS NULL OR ${startedAt} >= @from) AND (@to IS NULL OR ${startedAt} < @to) AND (@evse IS NULL OR evse = @evse)
  AND (@token IS NULL OR instr(upper(token), upper(@token)) > 0)
  AND (@tag IS NULL OR (@inToken AND instr(upper(token), upper(@tag)) > 0) OR EXISTS (${labels} AND instr(upper(alias), upper(@tag)) > 0))
  AND (@access IS NULL OR EXISTS (${labels} AND access = @access))
  AND (@payment IS NULL OR CASE WHEN ${billed} THEN @payment = 'paid' ELSE EXISTS (${labels} AND payment = @payment) END)`;

export const selectTotals = `
  SELECT count(*) AS sessions, coalesce(sum(coalesce(meter_stop, last_energy) - meter_start), 0) AS energy,
         coalesce(sum(max(0, ${endedAt} - ${startedAt})), 0) AS duration
  FROM session WHERE ${matching}`;

/** Cents, so that the sum is that of what is shown. */
export const selectCosts = `
  SELECT named.currency AS currency,
         sum(round(coalesce(json_extract(cost.body, '$.final.cost'), json_extract(cost.body, '$.running.cost')), 2)) AS amount
  FROM session JOIN transaction_cost AS cost USING (transaction_id) LEFT JOIN session_labels AS named USING (transaction_id)
  WHERE ${matching} GROUP BY named.currency HAVING amount IS NOT NULL ORDER BY named.currency`;

/** With max(), what else is asked for is that of the newest row (SQLite, "bare columns in an aggregate query"). */
export const selectUses = `
  SELECT token, sessions, energy, last, alias
  FROM (
    SELECT token, transaction_id, ${startedAt} AS last, max(ordinal) AS newest, count(*) AS sessions,
           sum(coalesce(meter_stop, last_energy) - meter_start) AS energy
    FROM session GROUP BY upper(token)
  ) LEFT JOIN session_labels USING (transaction_id) ORDER BY newest DESC LIMIT @limit`;

export function filterValues({ from, to, evse, token, tag, access, payment }: HistoryFilter): SqlValues {
  return {
    from: from === undefined ? null : wholeMillis(from),
    to: to === undefined ? null : wholeMillis(to),
    evse: evse ?? null,
    token: token ?? null,
    tag: tag?.text ?? null,
    inToken: tag?.inToken === true ? 1 : 0,
    access: access ?? null,
    payment: payment ?? null,
  };
}
