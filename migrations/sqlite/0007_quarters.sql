-- The life of a quarter. `state`: open (填报中), first (初评), second (复核), closed (已关账); the
-- column `open` goes on to say: anything but closed.
ALTER TABLE quarters ADD COLUMN state TEXT NOT NULL DEFAULT 'open';

-- What was done to a quarter, each line chained to the one before by its hash. `body`: the act,
-- JSON; `number`: the district's number when it was done.
CREATE TABLE quarter_events (
  district_id TEXT NOT NULL,
  number      INTEGER NOT NULL,
  quarter     TEXT NOT NULL,
  kind        TEXT NOT NULL,
  body        TEXT NOT NULL,
  by          TEXT NOT NULL,
  at          TEXT NOT NULL,
  hash        TEXT NOT NULL,
  PRIMARY KEY (district_id, number),
  FOREIGN KEY (district_id, quarter) REFERENCES quarters (district_id, quarter)
) STRICT;
CREATE INDEX quarter_events_of ON quarter_events (district_id, quarter, number);
CREATE TRIGGER quarter_events_are_not_changed BEFORE UPDATE ON quarter_events
BEGIN SELECT raise(ABORT, 'events are only added'); END;
CREATE TRIGGER quarter_events_are_not_deleted BEFORE DELETE ON quarter_events
BEGIN SELECT raise(ABORT, 'events are only added'); END;

-- The document of each closing, whole; `number` is that of the event that closed.
CREATE TABLE frozen (
  district_id TEXT NOT NULL,
  quarter     TEXT NOT NULL,
  number      INTEGER NOT NULL,
  sha256      TEXT NOT NULL,
  doc         TEXT NOT NULL,
  PRIMARY KEY (district_id, quarter, number),
  FOREIGN KEY (district_id, number) REFERENCES quarter_events (district_id, number)
) STRICT;
CREATE TRIGGER frozen_is_not_changed BEFORE UPDATE ON frozen
BEGIN SELECT raise(ABORT, 'a closing is kept as it was'); END;
CREATE TRIGGER frozen_is_not_deleted BEFORE DELETE ON frozen
BEGIN SELECT raise(ABORT, 'a closing is kept as it was'); END;
