-- What lists of visits select by and show, beside the document that holds everything.
-- `state`: open, handed-in, not-inspected (未能检查), void (作废).
ALTER TABLE visits ADD COLUMN method TEXT NOT NULL DEFAULT '';
ALTER TABLE visits ADD COLUMN form TEXT NOT NULL DEFAULT '';
ALTER TABLE visits ADD COLUMN inspectors TEXT NOT NULL DEFAULT '[]';
ALTER TABLE visits ADD COLUMN state TEXT NOT NULL DEFAULT 'open';
UPDATE visits SET
  method = json_extract(doc, '$.method'),
  form = json_extract(doc, '$.form'),
  inspectors = json_extract(doc, '$.inspectors'),
  state = CASE
    WHEN voided = 1 THEN 'void'
    WHEN closed = 0 THEN 'open'
    WHEN json_extract(doc, '$.closings[0].value.is') = 'not-inspected' THEN 'not-inspected'
    ELSE 'handed-in'
  END;
CREATE INDEX visits_of_quarter ON visits (district_id, quarter, opened_at);
