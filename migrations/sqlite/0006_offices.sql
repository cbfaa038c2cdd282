-- Offices (责任科室) and what they do with facts: who belongs to which (a JSON array of names as the
-- table prints them), what a fact rests on and that is no part of scoring (JSON), who answered for a
-- row (负责人审签) with the highest number of its facts at that time, who was reminded (催报), and the
-- date by which facts are due (填报截止).
ALTER TABLE users ADD COLUMN offices TEXT NOT NULL DEFAULT '[]';
ALTER TABLE facts ADD COLUMN basis TEXT;
ALTER TABLE quarters ADD COLUMN facts_due TEXT;

CREATE TABLE row_signs (
  district_id TEXT NOT NULL,
  number      INTEGER NOT NULL,
  quarter     TEXT NOT NULL,
  indicator   TEXT NOT NULL,
  seen        INTEGER NOT NULL,
  signed_by   TEXT NOT NULL,
  signed_at   TEXT NOT NULL,
  PRIMARY KEY (district_id, number),
  FOREIGN KEY (district_id, quarter) REFERENCES quarters (district_id, quarter)
) STRICT;
CREATE INDEX row_signs_of_row ON row_signs (district_id, quarter, indicator, number);
CREATE TRIGGER row_signs_are_not_changed BEFORE UPDATE ON row_signs
BEGIN SELECT raise(ABORT, 'signatures are only added'); END;
CREATE TRIGGER row_signs_are_not_deleted BEFORE DELETE ON row_signs
BEGIN SELECT raise(ABORT, 'signatures are only added'); END;

CREATE TABLE reminders (
  district_id TEXT NOT NULL,
  number      INTEGER NOT NULL,
  quarter     TEXT NOT NULL,
  indicator   TEXT NOT NULL,
  reminded_by TEXT NOT NULL,
  reminded_at TEXT NOT NULL,
  note        TEXT NOT NULL,
  PRIMARY KEY (district_id, number),
  FOREIGN KEY (district_id, quarter) REFERENCES quarters (district_id, quarter)
) STRICT;
CREATE INDEX reminders_of_row ON reminders (district_id, quarter, indicator, number);
CREATE TRIGGER reminders_are_not_changed BEFORE UPDATE ON reminders
BEGIN SELECT raise(ABORT, 'reminders are only added'); END;
CREATE TRIGGER reminders_are_not_deleted BEFORE DELETE ON reminders
BEGIN SELECT raise(ABORT, 'reminders are only added'); END;
