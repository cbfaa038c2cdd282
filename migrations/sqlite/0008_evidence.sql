-- 佐证材料: files beside a fact. Rows are only added; one that was withdrawn has a row below, and stays.
-- `slot`: the indicator, `showcase`, or the id of a claim or record. The bytes lie by their hash.
CREATE TABLE evidence (
  district_id TEXT NOT NULL,
  id          TEXT NOT NULL,
  quarter     TEXT NOT NULL,
  town        TEXT NOT NULL,
  slot        TEXT NOT NULL,
  sha256      TEXT NOT NULL,
  length      INTEGER NOT NULL,
  media_type  TEXT NOT NULL,
  name        TEXT NOT NULL,
  added_by    TEXT NOT NULL,
  added_at    TEXT NOT NULL,
  PRIMARY KEY (district_id, id),
  FOREIGN KEY (district_id, quarter) REFERENCES quarters (district_id, quarter),
  FOREIGN KEY (district_id, town) REFERENCES towns (district_id, id)
) STRICT;
CREATE INDEX evidence_of_slot ON evidence (district_id, quarter, town, slot);
CREATE TRIGGER evidence_is_not_changed BEFORE UPDATE ON evidence
BEGIN SELECT raise(ABORT, 'evidence is only added'); END;
CREATE TRIGGER evidence_is_not_deleted BEFORE DELETE ON evidence
BEGIN SELECT raise(ABORT, 'evidence is only added'); END;

CREATE TABLE evidence_withdrawn (
  district_id  TEXT NOT NULL,
  id           TEXT NOT NULL,
  withdrawn_by TEXT NOT NULL,
  withdrawn_at TEXT NOT NULL,
  PRIMARY KEY (district_id, id),
  FOREIGN KEY (district_id, id) REFERENCES evidence (district_id, id)
) STRICT;
CREATE TRIGGER withdrawn_evidence_is_not_changed BEFORE UPDATE ON evidence_withdrawn
BEGIN SELECT raise(ABORT, 'withdrawals are only added'); END;
CREATE TRIGGER withdrawn_evidence_is_not_deleted BEFORE DELETE ON evidence_withdrawn
BEGIN SELECT raise(ABORT, 'withdrawals are only added'); END;
