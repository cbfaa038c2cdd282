-- The registry (名录), which an office keeps by itself. What has a history is never deleted.

-- `registry` moves up with every change of towns, sites and people.
ALTER TABLE districts ADD COLUMN office TEXT NOT NULL DEFAULT '';
ALTER TABLE districts ADD COLUMN prefix TEXT NOT NULL DEFAULT '';
ALTER TABLE districts ADD COLUMN hotline TEXT NOT NULL DEFAULT '';
ALTER TABLE districts ADD COLUMN registry INTEGER NOT NULL DEFAULT 0;

-- `opened_from`: from this quarter on the town is evaluated, from the beginning where there is none;
-- `closed_from`: from this quarter on it is not any more; `merged_into`: by which it went on.
ALTER TABLE towns ADD COLUMN short TEXT NOT NULL DEFAULT '';
ALTER TABLE towns ADD COLUMN kind TEXT NOT NULL DEFAULT 'town';
ALTER TABLE towns ADD COLUMN opened_from TEXT;
ALTER TABLE towns ADD COLUMN closed_from TEXT;
ALTER TABLE towns ADD COLUMN merged_into TEXT;
UPDATE towns SET kind = 'subdistrict' WHERE name LIKE '%街道';
UPDATE towns SET kind = 'zone' WHERE name LIKE '%开发区%';

-- What a town was called before a quarter.
CREATE TABLE town_names (
  district_id TEXT NOT NULL,
  town        TEXT NOT NULL,
  before      TEXT NOT NULL,
  name        TEXT NOT NULL,
  short       TEXT NOT NULL,
  PRIMARY KEY (district_id, town, before),
  FOREIGN KEY (district_id, town) REFERENCES towns (district_id, id)
) STRICT;

ALTER TABLE sites ADD COLUMN closed_at INTEGER;

-- 回避: towns that an inspector is not drawn for, a JSON array of ids.
ALTER TABLE users ADD COLUMN avoids TEXT NOT NULL DEFAULT '[]';

-- A link by which a person chooses a password, once. `token_hash` is SHA-256 of what the link holds.
CREATE TABLE invitations (
  token_hash  TEXT PRIMARY KEY,
  district_id TEXT NOT NULL,
  user_id     TEXT NOT NULL,
  made_at     INTEGER NOT NULL,
  until       INTEGER NOT NULL,
  FOREIGN KEY (district_id, user_id) REFERENCES users (district_id, id)
) STRICT;
CREATE INDEX invitations_of_user ON invitations (district_id, user_id);
