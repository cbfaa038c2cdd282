-- Tries to sign in, by the name that was given, whether an account has it or not: what holds for
-- one name holds for all, so that no answer tells which names exist. A try counts before its
-- password is looked at.
CREATE TABLE tries (
  district_id  TEXT NOT NULL,
  login        TEXT NOT NULL,
  failures     INTEGER NOT NULL,
  locked_until INTEGER,
  tried_at     INTEGER NOT NULL,
  PRIMARY KEY (district_id, login)
) STRICT, WITHOUT ROWID;
CREATE INDEX tries_by_age ON tries (district_id, tried_at);
INSERT INTO tries (district_id, login, failures, locked_until, tried_at)
SELECT district_id, login, failures, locked_until, CAST(strftime('%s', 'now') AS INTEGER) * 1000
FROM users WHERE failures > 0 OR locked_until IS NOT NULL;
ALTER TABLE users DROP COLUMN failures;
ALTER TABLE users DROP COLUMN locked_until;

-- The latest time that a device has given to what it made, by its own clock: what comes later with
-- an earlier time was made by a clock that was wrong.
ALTER TABLE devices ADD COLUMN latest_at INTEGER;
