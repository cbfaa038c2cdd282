-- The life of a quarter: 填报中 (open), 初评 (first), 复核 (second), 已关账 (closed). `open` stays what
-- tablets are told: anything but closed.
ALTER TABLE quarters ADD COLUMN state TEXT NOT NULL DEFAULT 'open';

-- What was done to a quarter, append-only; `event` is JSON. The state is what they add up to.
CREATE TABLE quarter_events (
  district_id TEXT NOT NULL,
  number      INTEGER NOT NULL,
  quarter     TEXT NOT NULL,
  event       TEXT NOT NULL,
  done_by     TEXT NOT NULL,
  done_at     TEXT NOT NULL,
  PRIMARY KEY (district_id, number),
  FOREIGN KEY (district_id, quarter) REFERENCES quarters (district_id, quarter)
) STRICT;
CREATE INDEX events_of_quarter ON quarter_events (district_id, quarter, number);
CREATE TRIGGER quarter_events_are_not_changed BEFORE UPDATE ON quarter_events
BEGIN SELECT RAISE(ABORT, 'what was done to a quarter is append-only'); END;
CREATE TRIGGER quarter_events_are_not_deleted BEFORE DELETE ON quarter_events
BEGIN SELECT RAISE(ABORT, 'what was done to a quarter is append-only'); END;

-- What a quarter was closed with, one document for each closing; `number` is its event's.
CREATE TABLE frozen (
  district_id TEXT NOT NULL,
  number      INTEGER NOT NULL,
  quarter     TEXT NOT NULL,
  sha256      TEXT NOT NULL,
  doc         TEXT NOT NULL,
  PRIMARY KEY (district_id, number),
  FOREIGN KEY (district_id, number) REFERENCES quarter_events (district_id, number)
) STRICT;
CREATE TRIGGER frozen_is_not_changed BEFORE UPDATE ON frozen
BEGIN SELECT RAISE(ABORT, 'what a quarter was closed with is append-only'); END;
CREATE TRIGGER frozen_is_not_deleted BEFORE DELETE ON frozen
BEGIN SELECT RAISE(ABORT, 'what a quarter was closed with is append-only'); END;
