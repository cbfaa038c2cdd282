-- What offices enter for the rows that findings do not score (数据填报). Rows are only added: the one
-- with the highest number of a town's slot is what stands, those below are what stood before.
-- `slot`: the indicator, `showcase`, or the id of a claim or record. `fact`: the fact as scoring.md
-- writes it; NULL says that it was taken back.
CREATE TABLE facts (
  district_id TEXT NOT NULL,
  number      INTEGER NOT NULL,
  quarter     TEXT NOT NULL,
  town        TEXT NOT NULL,
  slot        TEXT NOT NULL,
  fact        TEXT,
  entered_by  TEXT NOT NULL,
  entered_at  TEXT NOT NULL,
  PRIMARY KEY (district_id, number),
  FOREIGN KEY (district_id, quarter) REFERENCES quarters (district_id, quarter),
  FOREIGN KEY (district_id, town) REFERENCES towns (district_id, id)
) STRICT;
CREATE INDEX facts_of_slot ON facts (district_id, quarter, town, slot, number);
CREATE TRIGGER facts_are_not_changed BEFORE UPDATE ON facts
BEGIN SELECT raise(ABORT, 'facts are only added'); END;
CREATE TRIGGER facts_are_not_deleted BEFORE DELETE ON facts
BEGIN SELECT raise(ABORT, 'facts are only added'); END;
