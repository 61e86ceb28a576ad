import type { Migration } from "#agent/store/migration";

/**
 * What waits needs no index: it is in the table in its order, after all but a few hundred settled facts; an index of it would be written with each
 * value. The values of a queue are in few letters (format 2, see `values-codec`), and in many again for the program before.
 */
export const shortValues: Migration = {
  version: 17,
  name: "short-values",
  up: `
    DROP INDEX fact_state;
    CREATE INDEX fact_settled ON fact (position) WHERE state IN ('delivered', 'unspoken');
    CREATE INDEX fact_dead ON fact (position) WHERE state = 'dead';
  `,
  down: `
    WITH word (code, measurand, unit) AS (
      VALUES ('E', 'Energy.Active.Import.Register', 'Wh'), ('P', 'Power.Active.Import', 'W'), ('I', 'Current.Import', 'A'),
             ('U', 'Voltage', 'V'), ('F', 'Frequency', 'Hz'), ('IO', 'Current.Offered', 'A'), ('PO', 'Power.Offered', 'W')
    )
    UPDATE fact SET format = 1, body = json_object(
      'type', type, 'transactionId', transaction_id, 'evse', json_extract(body, '$[0]'), 'seqNo', seq_no, 'at', json_extract(body, '$[1]'),
      'samples', (
        SELECT json_group_array(json_object(
          'at', json_extract(body, '$[1]') + json_extract(sample.value, '$[0]'),
          'context', json_extract(sample.value, '$[1]'),
          'values', (
            SELECT json_group_array(json_object(
              'measurand', measurand,
              'phase', 'L' || replace(nullif(substr(own.key, length(code) + 1), ''), 'N', '-N'),
              'value', own.value,
              'unit', unit
            ))
            FROM json_each(sample.value, '$[2]') AS own CROSS JOIN word ON code = rtrim(own.key, '123N')
          )
        ))
        FROM json_each(body, '$[2]') AS sample
      )
    )
    WHERE format = 2;
    DROP INDEX fact_dead;
    DROP INDEX fact_settled;
    CREATE INDEX fact_state ON fact (state, position);
  `,
};
