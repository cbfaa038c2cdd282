-- Everything belongs to a district. Times are Unix milliseconds (UTC); ids are text.

-- `counter` is the one number of the district: operations, decisions and everything that a pull
-- carries take theirs from it, inside the transaction. `epoch` changes when a copy is restored.
CREATE TABLE districts (
  id      TEXT PRIMARY KEY,
  name    TEXT NOT NULL,
  epoch   TEXT NOT NULL,
  counter INTEGER NOT NULL DEFAULT 0,
  demo    INTEGER NOT NULL DEFAULT 0
) STRICT;

-- `roles`: a set, as words with a space between.
CREATE TABLE users (
  district_id  TEXT NOT NULL REFERENCES districts (id),
  id           TEXT NOT NULL,
  login        TEXT NOT NULL,
  name         TEXT NOT NULL,
  password     TEXT NOT NULL,
  roles        TEXT NOT NULL,
  town         TEXT,
  must_change  INTEGER NOT NULL DEFAULT 0,
  failures     INTEGER NOT NULL DEFAULT 0,
  locked_until INTEGER,
  disabled_at  INTEGER,
  PRIMARY KEY (district_id, id),
  UNIQUE (district_id, login),
  FOREIGN KEY (district_id, town) REFERENCES towns (district_id, id)
) STRICT;

-- `token_hash` is SHA-256 of the token: a stolen database opens no session.
CREATE TABLE sessions (
  token_hash  TEXT PRIMARY KEY,
  district_id TEXT NOT NULL,
  user_id     TEXT NOT NULL,
  created_at  INTEGER NOT NULL,
  seen_at     INTEGER NOT NULL,
  FOREIGN KEY (district_id, user_id) REFERENCES users (district_id, id)
) STRICT;
CREATE INDEX sessions_of_user ON sessions (district_id, user_id);

CREATE TABLE towns (
  district_id TEXT NOT NULL REFERENCES districts (id),
  id          TEXT NOT NULL,
  name        TEXT NOT NULL,
  place       INTEGER NOT NULL,
  demo        INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (district_id, id)
) STRICT;

CREATE TABLE sites (
  district_id TEXT NOT NULL,
  id          TEXT NOT NULL,
  town        TEXT NOT NULL,
  name        TEXT NOT NULL,
  initials    TEXT NOT NULL,
  kind        TEXT NOT NULL,
  address     TEXT NOT NULL,
  PRIMARY KEY (district_id, id),
  FOREIGN KEY (district_id, town) REFERENCES towns (district_id, id)
) STRICT;

-- The text of each table that a quarter was opened with, pinned by its hash.
CREATE TABLE tables (
  district_id TEXT NOT NULL REFERENCES districts (id),
  sha256      TEXT NOT NULL,
  id          TEXT NOT NULL,
  toml        TEXT NOT NULL,
  PRIMARY KEY (district_id, sha256)
) STRICT;

CREATE TABLE quarters (
  district_id  TEXT NOT NULL,
  quarter      TEXT NOT NULL,
  table_sha256 TEXT NOT NULL,
  open         INTEGER NOT NULL,
  PRIMARY KEY (district_id, quarter),
  FOREIGN KEY (district_id, table_sha256) REFERENCES tables (district_id, sha256)
) STRICT;

-- `inspectors`: JSON array of accounts.
CREATE TABLE assignments (
  district_id TEXT NOT NULL,
  id          TEXT NOT NULL,
  site        TEXT NOT NULL,
  method      TEXT NOT NULL,
  form        TEXT NOT NULL,
  inspectors  TEXT NOT NULL,
  due         TEXT,
  done_by     TEXT,
  PRIMARY KEY (district_id, id),
  FOREIGN KEY (district_id, site) REFERENCES sites (district_id, id)
) STRICT;

-- One person on one installation. `last_seq` is the end of the contiguous prefix that arrived.
CREATE TABLE devices (
  district_id      TEXT NOT NULL,
  id               TEXT NOT NULL,
  user_id          TEXT NOT NULL,
  last_seq         INTEGER NOT NULL DEFAULT 0,
  succeeds         TEXT,
  succeeds_through INTEGER,
  seen_at          INTEGER NOT NULL,
  revoked_at       INTEGER,
  PRIMARY KEY (district_id, id),
  FOREIGN KEY (district_id, user_id) REFERENCES users (district_id, id)
) STRICT;

-- What arrived, as it arrived. `first` is 1 for the first arrival of an operation; a renumbered
-- copy takes its place in its device's prefix with `first` 0 and no body of its own.
CREATE TABLE ops (
  district_id TEXT NOT NULL,
  device      TEXT NOT NULL,
  seq         INTEGER NOT NULL,
  op_id       TEXT NOT NULL,
  first       INTEGER NOT NULL,
  hash        TEXT NOT NULL,
  body        TEXT,
  received_at INTEGER NOT NULL,
  clock       TEXT NOT NULL,
  skew_ms     INTEGER NOT NULL,
  server_seq  INTEGER NOT NULL,
  outcome     TEXT NOT NULL,
  result      TEXT NOT NULL,
  PRIMARY KEY (district_id, device, seq),
  FOREIGN KEY (district_id, device) REFERENCES devices (district_id, id)
) STRICT;
CREATE UNIQUE INDEX ops_first ON ops (district_id, op_id) WHERE first = 1;

-- `doc` is the visit whole, as JSON; the columns are what queries select by.
CREATE TABLE visits (
  district_id TEXT NOT NULL,
  id          TEXT NOT NULL,
  doc         TEXT NOT NULL,
  site        TEXT NOT NULL,
  town        TEXT NOT NULL,
  quarter     TEXT NOT NULL,
  opened_at   INTEGER NOT NULL,
  closed      INTEGER NOT NULL,
  town_sees   INTEGER NOT NULL,
  PRIMARY KEY (district_id, id),
  FOREIGN KEY (district_id, site) REFERENCES sites (district_id, id)
) STRICT;
CREATE INDEX visits_of_town ON visits (district_id, town, quarter);
CREATE INDEX visits_of_site ON visits (district_id, site, opened_at);

-- A projection of the visits' findings, written in the transaction that changes the visit.
-- `number` is the server number of the operation that recorded it; `day` and `quarter` are by the
-- table's clock; the `scored_` columns are the content that the scorer takes.
CREATE TABLE findings (
  district_id   TEXT NOT NULL,
  id            TEXT NOT NULL,
  number        INTEGER NOT NULL,
  visit         TEXT NOT NULL,
  town          TEXT NOT NULL,
  site          TEXT NOT NULL,
  method        TEXT NOT NULL,
  form          TEXT NOT NULL,
  checkpoint    TEXT NOT NULL,
  indicator     TEXT NOT NULL,
  device        TEXT NOT NULL,
  recorded_by   TEXT NOT NULL,
  revision      INTEGER NOT NULL,
  state         TEXT NOT NULL,
  waiting       INTEGER NOT NULL,
  reopened      INTEGER NOT NULL,
  flags         TEXT NOT NULL,
  count         INTEGER NOT NULL,
  counted_at    TEXT NOT NULL,
  day           TEXT NOT NULL,
  quarter       TEXT NOT NULL,
  photos        INTEGER NOT NULL,
  PRIMARY KEY (district_id, id),
  FOREIGN KEY (district_id, visit) REFERENCES visits (district_id, id)
) STRICT;
CREATE UNIQUE INDEX findings_by_number ON findings (district_id, number);
CREATE INDEX findings_waiting ON findings (district_id, number) WHERE waiting = 1;
CREATE INDEX findings_of_town ON findings (district_id, town, quarter, indicator);
CREATE INDEX findings_of_site ON findings (district_id, site, day);
CREATE INDEX findings_of_visit ON findings (district_id, visit);

-- Every decision that was made, also those that later ones replaced.
CREATE TABLE decisions (
  district_id TEXT NOT NULL,
  server_seq  INTEGER NOT NULL,
  finding     TEXT NOT NULL,
  decision    TEXT NOT NULL,
  PRIMARY KEY (district_id, server_seq),
  FOREIGN KEY (district_id, finding) REFERENCES findings (district_id, id)
) STRICT;
CREATE INDEX decisions_of_finding ON decisions (district_id, finding);

-- Photos as attached; their bytes are known by person and hash.
CREATE TABLE photos (
  district_id TEXT NOT NULL,
  id          TEXT NOT NULL,
  visit       TEXT NOT NULL,
  user_id     TEXT NOT NULL,
  sha256      TEXT NOT NULL,
  PRIMARY KEY (district_id, id),
  FOREIGN KEY (district_id, visit) REFERENCES visits (district_id, id)
) STRICT;
CREATE INDEX photos_by_bytes ON photos (district_id, user_id, sha256);

-- `verified_at` is set once the whole file lies under its name with the right hash.
CREATE TABLE uploads (
  district_id TEXT NOT NULL,
  user_id     TEXT NOT NULL,
  sha256      TEXT NOT NULL,
  length      INTEGER NOT NULL,
  media_type  TEXT NOT NULL,
  started_at  INTEGER NOT NULL,
  verified_at INTEGER,
  PRIMARY KEY (district_id, user_id, sha256),
  FOREIGN KEY (district_id, user_id) REFERENCES users (district_id, id)
) STRICT;

-- What a pull carries: one row a thing, whose number moves up with every change.
-- `audience`: a JSON array of accounts; none for every inspector. Supervisors see all.
CREATE TABLE feed (
  district_id TEXT NOT NULL REFERENCES districts (id),
  kind        TEXT NOT NULL,
  key         TEXT NOT NULL,
  seq         INTEGER NOT NULL,
  body        TEXT NOT NULL,
  audience    TEXT,
  PRIMARY KEY (district_id, kind, key)
) STRICT;
CREATE UNIQUE INDEX feed_in_order ON feed (district_id, seq);

-- Append-only; `hash` is SHA-256 over the hash before and the entry.
CREATE TABLE audit (
  district_id TEXT NOT NULL REFERENCES districts (id),
  number      INTEGER NOT NULL,
  at          INTEGER NOT NULL,
  person      TEXT NOT NULL,
  kind        TEXT NOT NULL,
  target      TEXT NOT NULL,
  result      TEXT NOT NULL,
  hash        TEXT NOT NULL,
  PRIMARY KEY (district_id, number)
) STRICT;
CREATE TRIGGER audit_is_not_changed BEFORE UPDATE ON audit
BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;
CREATE TRIGGER audit_is_not_deleted BEFORE DELETE ON audit
BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;
