-- What each tablet last said of itself when it pulled: which program it runs, and how many operations
-- and photos it still keeps. It is for people alone: merging rests on `devices`, which knows those that
-- have sent, and on nothing here.
CREATE TABLE tablets (
  district_id TEXT NOT NULL,
  device      TEXT NOT NULL,
  user_id     TEXT NOT NULL,
  first_at    INTEGER NOT NULL,
  seen_at     INTEGER NOT NULL,
  program     TEXT NOT NULL,
  ops         INTEGER NOT NULL,
  photos      INTEGER NOT NULL,
  PRIMARY KEY (district_id, device),
  FOREIGN KEY (district_id, user_id) REFERENCES users (district_id, id)
) STRICT;

-- Who has barred a device, and why; and devices that are a rescue file's, not a tablet's.
ALTER TABLE devices ADD COLUMN revoked_by TEXT NOT NULL DEFAULT '';
ALTER TABLE devices ADD COLUMN revoked_why TEXT NOT NULL DEFAULT '';
ALTER TABLE devices ADD COLUMN rescue INTEGER NOT NULL DEFAULT 0;
CREATE INDEX devices_by_older ON devices (district_id, succeeds) WHERE succeeds IS NOT NULL;
