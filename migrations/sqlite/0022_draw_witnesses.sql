-- 见证人 of a draw that was recorded without one: named once, afterwards, and never changed. The draw's record and
-- its hash stay as they were; the audit log has the name too.
CREATE TABLE draw_witnesses (
  district_id TEXT NOT NULL,
  number      INTEGER NOT NULL,
  witness     TEXT NOT NULL,
  named_by    TEXT NOT NULL,
  named_at    INTEGER NOT NULL,
  PRIMARY KEY (district_id, number),
  FOREIGN KEY (district_id, number) REFERENCES draws (district_id, number)
) STRICT;
CREATE TRIGGER draw_witnesses_are_not_changed BEFORE UPDATE ON draw_witnesses
BEGIN SELECT raise(ABORT, 'a witness is named once'); END;
CREATE TRIGGER draw_witnesses_are_not_deleted BEFORE DELETE ON draw_witnesses
BEGIN SELECT raise(ABORT, 'a witness is named once'); END;
