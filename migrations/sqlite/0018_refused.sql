-- Which visit an operation names that was not accepted: the office sees where something is stuck. Null for
-- operations that were accepted, and where the body names none.
ALTER TABLE ops ADD COLUMN visit TEXT;
UPDATE ops SET visit = (
    SELECT json_extract(intent.value, '$.visit')
    FROM json_each(CASE WHEN json_valid(ops.body) THEN ops.body ELSE '{}' END) intent
    WHERE intent.type = 'object' AND json_type(intent.value, '$.visit') = 'text' LIMIT 1)
  WHERE outcome = 'quarantined';
CREATE INDEX ops_refused ON ops (district_id, visit, received_at) WHERE outcome = 'quarantined';
