-- Everything so far, as the migrations of SQLite up to 24 leave it. Later changes come in pairs, one for
-- each database, under the same number; a test compares the columns. What the columns mean is said there.
-- Texts are compared byte by byte, as SQLite does.

-- The functions of SQLite that the store's statements use. A JSON document is a text here too.

-- `$.a.b`, `$.a[0]`, `$."a".b` as a path.
CREATE FUNCTION json_path_steps(path TEXT) RETURNS TEXT[]
  LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
  RETURN string_to_array(ltrim(translate(replace(substr(path, 2), '[', '.'), '"]', ''), '.'), '.');

CREATE FUNCTION json_extract(document TEXT, path TEXT) RETURNS TEXT
  LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
  RETURN CAST(document AS JSON) #>> json_path_steps(path);

-- The values of an array, with their places from 0.
CREATE FUNCTION json_each(document TEXT) RETURNS TABLE (key TEXT, value TEXT)
  LANGUAGE sql IMMUTABLE PARALLEL SAFE ROWS 20
  BEGIN ATOMIC
    SELECT CAST(place - 1 AS TEXT), item
    FROM json_array_elements_text(CAST(document AS JSON)) WITH ORDINALITY AS items (item, place);
  END;

-- The values of an array or object inside a document.
CREATE FUNCTION json_each(document TEXT, path TEXT) RETURNS TABLE (key TEXT, value TEXT)
  LANGUAGE sql IMMUTABLE PARALLEL SAFE ROWS 20
  BEGIN ATOMIC
    WITH inner_part (part) AS (SELECT CAST(document AS JSON) #> json_path_steps(path))
    SELECT CAST(place - 1 AS TEXT), item
    FROM inner_part, json_array_elements_text(CASE json_typeof(part) WHEN 'array' THEN part END)
      WITH ORDINALITY AS items (item, place)
    UNION ALL
    SELECT name, item
    FROM inner_part, json_each_text(CASE json_typeof(part) WHEN 'object' THEN part END)
      AS members (name, item);
  END;

CREATE FUNCTION json_group_array_step(so_far JSONB, item TEXT) RETURNS JSONB
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN so_far || jsonb_build_array(item);
CREATE FUNCTION json_group_array_end(all_items JSONB) RETURNS TEXT
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN CAST(all_items AS TEXT);
CREATE AGGREGATE json_group_array(TEXT) (
  SFUNC = json_group_array_step, STYPE = JSONB, INITCOND = '[]', FINALFUNC = json_group_array_end
);

CREATE FUNCTION instr(whole TEXT, part TEXT) RETURNS BIGINT
  LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
  RETURN strpos(whole, part);

-- Of several values; with one, they are the aggregates. A null among them makes a null in SQLite.
CREATE FUNCTION max(a BIGINT, b BIGINT) RETURNS BIGINT
  LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE RETURN greatest(a, b);
CREATE FUNCTION max(a BIGINT, b BIGINT, c BIGINT, d BIGINT) RETURNS BIGINT
  LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE RETURN greatest(a, b, c, d);
CREATE FUNCTION max(a TEXT, b TEXT) RETURNS TEXT
  LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE RETURN greatest(a COLLATE "C", b COLLATE "C");
CREATE FUNCTION min(a BIGINT, b BIGINT) RETURNS BIGINT
  LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE RETURN least(a, b);

-- What is only added to is never changed.
CREATE FUNCTION refused() RETURNS TRIGGER LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '%', TG_ARGV[0];
END $$;

CREATE TABLE districts (
  id       TEXT COLLATE "C" NOT NULL,
  name     TEXT COLLATE "C" NOT NULL,
  epoch    TEXT COLLATE "C" NOT NULL,
  counter  BIGINT NOT NULL DEFAULT 0,
  demo     BIGINT NOT NULL DEFAULT 0,
  office   TEXT COLLATE "C" NOT NULL DEFAULT '',
  prefix   TEXT COLLATE "C" NOT NULL DEFAULT '',
  hotline  TEXT COLLATE "C" NOT NULL DEFAULT '',
  registry BIGINT NOT NULL DEFAULT 0,
  PRIMARY KEY (id)
);

CREATE TABLE towns (
  district_id TEXT COLLATE "C" NOT NULL,
  id          TEXT COLLATE "C" NOT NULL,
  name        TEXT COLLATE "C" NOT NULL,
  place       BIGINT NOT NULL,
  demo        BIGINT NOT NULL DEFAULT 0,
  short       TEXT COLLATE "C" NOT NULL DEFAULT '',
  kind        TEXT COLLATE "C" NOT NULL DEFAULT 'town',
  opened_from TEXT COLLATE "C",
  closed_from TEXT COLLATE "C",
  merged_into TEXT COLLATE "C",
  PRIMARY KEY (district_id, id),
  FOREIGN KEY (district_id) REFERENCES districts (id)
);

CREATE TABLE sites (
  district_id TEXT COLLATE "C" NOT NULL,
  id          TEXT COLLATE "C" NOT NULL,
  town        TEXT COLLATE "C" NOT NULL,
  name        TEXT COLLATE "C" NOT NULL,
  initials    TEXT COLLATE "C" NOT NULL,
  kind        TEXT COLLATE "C" NOT NULL,
  address     TEXT COLLATE "C" NOT NULL,
  latitude    BIGINT CHECK (latitude BETWEEN -90000000 AND 90000000),
  longitude   BIGINT CHECK (longitude BETWEEN -180000000 AND 180000000),
  closed_at   BIGINT,
  PRIMARY KEY (district_id, id),
  FOREIGN KEY (district_id, town) REFERENCES towns (district_id, id),
  CHECK ((longitude IS NULL) = (latitude IS NULL))
);

CREATE TABLE tables (
  district_id TEXT COLLATE "C" NOT NULL,
  sha256      TEXT COLLATE "C" NOT NULL,
  id          TEXT COLLATE "C" NOT NULL,
  toml        TEXT COLLATE "C" NOT NULL,
  PRIMARY KEY (district_id, sha256),
  FOREIGN KEY (district_id) REFERENCES districts (id)
);

CREATE TABLE quarters (
  district_id  TEXT COLLATE "C" NOT NULL,
  quarter      TEXT COLLATE "C" NOT NULL,
  table_sha256 TEXT COLLATE "C" NOT NULL,
  open         BIGINT NOT NULL,
  facts_due    TEXT COLLATE "C",
  state        TEXT COLLATE "C" NOT NULL DEFAULT 'open',
  PRIMARY KEY (district_id, quarter),
  FOREIGN KEY (district_id, table_sha256) REFERENCES tables (district_id, sha256)
);

CREATE TABLE assignments (
  district_id  TEXT COLLATE "C" NOT NULL,
  id           TEXT COLLATE "C" NOT NULL,
  site         TEXT COLLATE "C" NOT NULL,
  method       TEXT COLLATE "C" NOT NULL,
  form         TEXT COLLATE "C" NOT NULL,
  inspectors   TEXT COLLATE "C" NOT NULL,
  due          TEXT COLLATE "C",
  done_by      TEXT COLLATE "C",
  note         TEXT COLLATE "C" NOT NULL DEFAULT '',
  made_by      TEXT COLLATE "C" NOT NULL DEFAULT '',
  made_at      BIGINT NOT NULL DEFAULT 0,
  draw         TEXT COLLATE "C",
  withdrawn_at BIGINT,
  PRIMARY KEY (district_id, id),
  FOREIGN KEY (district_id, site) REFERENCES sites (district_id, id)
);
CREATE INDEX assignments_of_site ON assignments (district_id, site);
CREATE INDEX assignments_done ON assignments (district_id, done_by) WHERE done_by IS NOT NULL;

CREATE TABLE visits (
  district_id TEXT COLLATE "C" NOT NULL,
  id          TEXT COLLATE "C" NOT NULL,
  doc         TEXT COLLATE "C" NOT NULL,
  site        TEXT COLLATE "C" NOT NULL,
  town        TEXT COLLATE "C" NOT NULL,
  quarter     TEXT COLLATE "C" NOT NULL,
  opened_at   BIGINT NOT NULL,
  closed      BIGINT NOT NULL,
  town_sees   BIGINT NOT NULL,
  voided      BIGINT NOT NULL DEFAULT 0,
  method      TEXT COLLATE "C" NOT NULL DEFAULT '',
  form        TEXT COLLATE "C" NOT NULL DEFAULT '',
  inspectors  TEXT COLLATE "C" NOT NULL DEFAULT '[]',
  state       TEXT COLLATE "C" NOT NULL DEFAULT 'open',
  PRIMARY KEY (district_id, id),
  FOREIGN KEY (district_id, site) REFERENCES sites (district_id, id)
);
CREATE INDEX visits_of_town ON visits (district_id, town, quarter);
CREATE INDEX visits_of_site ON visits (district_id, site, opened_at);
CREATE INDEX visits_of_quarter ON visits (district_id, quarter, opened_at);

CREATE TABLE findings (
  district_id TEXT COLLATE "C" NOT NULL,
  id          TEXT COLLATE "C" NOT NULL,
  number      BIGINT NOT NULL,
  visit       TEXT COLLATE "C" NOT NULL,
  town        TEXT COLLATE "C" NOT NULL,
  site        TEXT COLLATE "C" NOT NULL,
  method      TEXT COLLATE "C" NOT NULL,
  form        TEXT COLLATE "C" NOT NULL,
  checkpoint  TEXT COLLATE "C" NOT NULL,
  indicator   TEXT COLLATE "C" NOT NULL,
  device      TEXT COLLATE "C" NOT NULL,
  recorded_by TEXT COLLATE "C" NOT NULL,
  revision    BIGINT NOT NULL,
  state       TEXT COLLATE "C" NOT NULL,
  waiting     BIGINT NOT NULL,
  reopened    BIGINT NOT NULL,
  flags       TEXT COLLATE "C" NOT NULL,
  count       BIGINT NOT NULL,
  counted_at  TEXT COLLATE "C" NOT NULL,
  day         TEXT COLLATE "C" NOT NULL,
  quarter     TEXT COLLATE "C" NOT NULL,
  photos      BIGINT NOT NULL,
  PRIMARY KEY (district_id, id),
  FOREIGN KEY (district_id, visit) REFERENCES visits (district_id, id)
);
CREATE UNIQUE INDEX findings_by_number ON findings (district_id, number);
CREATE INDEX findings_waiting ON findings (district_id, number) WHERE waiting = 1;
CREATE INDEX findings_of_town ON findings (district_id, town, quarter, indicator);
CREATE INDEX findings_of_visit ON findings (district_id, visit);
CREATE INDEX findings_of_indicator ON findings (district_id, indicator, number);
CREATE INDEX findings_in_state ON findings (district_id, state, number);
CREATE INDEX findings_of_site ON findings (district_id, site, day, checkpoint, device);
CREATE INDEX findings_confirmed ON findings (district_id, site, quarter) WHERE state = 'confirmed';

CREATE TABLE decisions (
  district_id TEXT COLLATE "C" NOT NULL,
  server_seq  BIGINT NOT NULL,
  finding     TEXT COLLATE "C" NOT NULL,
  decision    TEXT COLLATE "C" NOT NULL,
  PRIMARY KEY (district_id, server_seq),
  FOREIGN KEY (district_id, finding) REFERENCES findings (district_id, id)
);
CREATE INDEX decisions_of_finding ON decisions (district_id, finding);

CREATE TABLE photos (
  district_id TEXT COLLATE "C" NOT NULL,
  id          TEXT COLLATE "C" NOT NULL,
  visit       TEXT COLLATE "C" NOT NULL,
  user_id     TEXT COLLATE "C" NOT NULL,
  sha256      TEXT COLLATE "C" NOT NULL,
  PRIMARY KEY (district_id, id),
  FOREIGN KEY (district_id, visit) REFERENCES visits (district_id, id)
);
CREATE INDEX photos_by_bytes ON photos (district_id, user_id, sha256);

CREATE TABLE feed (
  district_id TEXT COLLATE "C" NOT NULL,
  kind        TEXT COLLATE "C" NOT NULL,
  key         TEXT COLLATE "C" NOT NULL,
  seq         BIGINT NOT NULL,
  body        TEXT COLLATE "C" NOT NULL,
  audience    TEXT COLLATE "C",
  PRIMARY KEY (district_id, kind, key),
  FOREIGN KEY (district_id) REFERENCES districts (id)
);
CREATE UNIQUE INDEX feed_in_order ON feed (district_id, seq);

CREATE TABLE audit (
  district_id TEXT COLLATE "C" NOT NULL,
  number      BIGINT NOT NULL,
  at          BIGINT NOT NULL,
  person      TEXT COLLATE "C" NOT NULL,
  kind        TEXT COLLATE "C" NOT NULL,
  target      TEXT COLLATE "C" NOT NULL,
  result      TEXT COLLATE "C" NOT NULL,
  hash        TEXT COLLATE "C" NOT NULL,
  PRIMARY KEY (district_id, number),
  FOREIGN KEY (district_id) REFERENCES districts (id)
);
CREATE INDEX audit_of_target ON audit (district_id, kind, target);
CREATE INDEX audit_by_time ON audit (district_id, at, number);
CREATE INDEX audit_by_kind ON audit (district_id, kind, number);
CREATE TRIGGER audit_is_not_changed BEFORE UPDATE ON audit
  FOR EACH ROW EXECUTE FUNCTION refused('the audit log is append-only');
CREATE TRIGGER audit_is_not_deleted BEFORE DELETE ON audit
  FOR EACH ROW EXECUTE FUNCTION refused('the audit log is append-only');

CREATE TABLE facts (
  district_id TEXT COLLATE "C" NOT NULL,
  number      BIGINT NOT NULL,
  quarter     TEXT COLLATE "C" NOT NULL,
  town        TEXT COLLATE "C" NOT NULL,
  slot        TEXT COLLATE "C" NOT NULL,
  fact        TEXT COLLATE "C",
  entered_by  TEXT COLLATE "C" NOT NULL,
  entered_at  TEXT COLLATE "C" NOT NULL,
  basis       TEXT COLLATE "C",
  PRIMARY KEY (district_id, number),
  FOREIGN KEY (district_id, quarter) REFERENCES quarters (district_id, quarter),
  FOREIGN KEY (district_id, town) REFERENCES towns (district_id, id)
);
CREATE INDEX facts_of_slot ON facts (district_id, quarter, town, slot, number);
CREATE TRIGGER facts_are_not_changed BEFORE UPDATE ON facts
  FOR EACH ROW EXECUTE FUNCTION refused('facts are only added');
CREATE TRIGGER facts_are_not_deleted BEFORE DELETE ON facts
  FOR EACH ROW EXECUTE FUNCTION refused('facts are only added');

CREATE TABLE row_signs (
  district_id    TEXT COLLATE "C" NOT NULL,
  number         BIGINT NOT NULL,
  quarter        TEXT COLLATE "C" NOT NULL,
  indicator      TEXT COLLATE "C" NOT NULL,
  seen           BIGINT NOT NULL,
  signed_by      TEXT COLLATE "C" NOT NULL,
  signed_at      TEXT COLLATE "C" NOT NULL,
  instead_reason TEXT COLLATE "C",
  PRIMARY KEY (district_id, number),
  FOREIGN KEY (district_id, quarter) REFERENCES quarters (district_id, quarter)
);
CREATE INDEX row_signs_of_row ON row_signs (district_id, quarter, indicator, number);
CREATE TRIGGER row_signs_are_not_changed BEFORE UPDATE ON row_signs
  FOR EACH ROW EXECUTE FUNCTION refused('signatures are only added');
CREATE TRIGGER row_signs_are_not_deleted BEFORE DELETE ON row_signs
  FOR EACH ROW EXECUTE FUNCTION refused('signatures are only added');

CREATE TABLE reminders (
  district_id TEXT COLLATE "C" NOT NULL,
  number      BIGINT NOT NULL,
  quarter     TEXT COLLATE "C" NOT NULL,
  indicator   TEXT COLLATE "C" NOT NULL,
  reminded_by TEXT COLLATE "C" NOT NULL,
  reminded_at TEXT COLLATE "C" NOT NULL,
  note        TEXT COLLATE "C" NOT NULL,
  PRIMARY KEY (district_id, number),
  FOREIGN KEY (district_id, quarter) REFERENCES quarters (district_id, quarter)
);
CREATE INDEX reminders_of_row ON reminders (district_id, quarter, indicator, number);
CREATE TRIGGER reminders_are_not_changed BEFORE UPDATE ON reminders
  FOR EACH ROW EXECUTE FUNCTION refused('reminders are only added');
CREATE TRIGGER reminders_are_not_deleted BEFORE DELETE ON reminders
  FOR EACH ROW EXECUTE FUNCTION refused('reminders are only added');

CREATE TABLE quarter_events (
  district_id TEXT COLLATE "C" NOT NULL,
  number      BIGINT NOT NULL,
  quarter     TEXT COLLATE "C" NOT NULL,
  kind        TEXT COLLATE "C" NOT NULL,
  body        TEXT COLLATE "C" NOT NULL,
  by          TEXT COLLATE "C" NOT NULL,
  at          TEXT COLLATE "C" NOT NULL,
  hash        TEXT COLLATE "C" NOT NULL,
  PRIMARY KEY (district_id, number),
  FOREIGN KEY (district_id, quarter) REFERENCES quarters (district_id, quarter)
);
CREATE INDEX quarter_events_of ON quarter_events (district_id, quarter, number);
CREATE TRIGGER quarter_events_are_not_changed BEFORE UPDATE ON quarter_events
  FOR EACH ROW EXECUTE FUNCTION refused('events are only added');
CREATE TRIGGER quarter_events_are_not_deleted BEFORE DELETE ON quarter_events
  FOR EACH ROW EXECUTE FUNCTION refused('events are only added');

CREATE TABLE frozen (
  district_id TEXT COLLATE "C" NOT NULL,
  quarter     TEXT COLLATE "C" NOT NULL,
  number      BIGINT NOT NULL,
  sha256      TEXT COLLATE "C" NOT NULL,
  doc         TEXT COLLATE "C" NOT NULL,
  PRIMARY KEY (district_id, quarter, number),
  FOREIGN KEY (district_id, number) REFERENCES quarter_events (district_id, number)
);
CREATE TRIGGER frozen_is_not_changed BEFORE UPDATE ON frozen
  FOR EACH ROW EXECUTE FUNCTION refused('a closing is kept as it was');
CREATE TRIGGER frozen_is_not_deleted BEFORE DELETE ON frozen
  FOR EACH ROW EXECUTE FUNCTION refused('a closing is kept as it was');

CREATE TABLE evidence (
  district_id TEXT COLLATE "C" NOT NULL,
  id          TEXT COLLATE "C" NOT NULL,
  quarter     TEXT COLLATE "C" NOT NULL,
  town        TEXT COLLATE "C" NOT NULL,
  slot        TEXT COLLATE "C" NOT NULL,
  sha256      TEXT COLLATE "C" NOT NULL,
  length      BIGINT NOT NULL,
  media_type  TEXT COLLATE "C" NOT NULL,
  name        TEXT COLLATE "C" NOT NULL,
  added_by    TEXT COLLATE "C" NOT NULL,
  added_at    TEXT COLLATE "C" NOT NULL,
  rests_on    TEXT COLLATE "C" NOT NULL DEFAULT '[]',
  number      BIGINT NOT NULL DEFAULT 0,
  PRIMARY KEY (district_id, id),
  FOREIGN KEY (district_id, quarter) REFERENCES quarters (district_id, quarter),
  FOREIGN KEY (district_id, town) REFERENCES towns (district_id, id)
);
CREATE INDEX evidence_of_slot ON evidence (district_id, quarter, town, slot);
CREATE TRIGGER evidence_is_not_deleted BEFORE DELETE ON evidence
  FOR EACH ROW EXECUTE FUNCTION refused('evidence is only added');
CREATE TRIGGER evidence_is_not_changed BEFORE UPDATE ON evidence
  FOR EACH ROW EXECUTE FUNCTION refused('evidence is only added');

CREATE TABLE evidence_withdrawn (
  district_id  TEXT COLLATE "C" NOT NULL,
  id           TEXT COLLATE "C" NOT NULL,
  withdrawn_by TEXT COLLATE "C" NOT NULL,
  withdrawn_at TEXT COLLATE "C" NOT NULL,
  PRIMARY KEY (district_id, id),
  FOREIGN KEY (district_id, id) REFERENCES evidence (district_id, id)
);
CREATE TRIGGER withdrawn_evidence_is_not_changed BEFORE UPDATE ON evidence_withdrawn
  FOR EACH ROW EXECUTE FUNCTION refused('withdrawals are only added');
CREATE TRIGGER withdrawn_evidence_is_not_deleted BEFORE DELETE ON evidence_withdrawn
  FOR EACH ROW EXECUTE FUNCTION refused('withdrawals are only added');

CREATE TABLE tries (
  district_id  TEXT COLLATE "C" NOT NULL,
  login        TEXT COLLATE "C" NOT NULL,
  failures     BIGINT NOT NULL,
  locked_until BIGINT,
  tried_at     BIGINT NOT NULL,
  PRIMARY KEY (district_id, login)
);
CREATE INDEX tries_by_age ON tries (district_id, tried_at);

CREATE TABLE town_names (
  district_id TEXT COLLATE "C" NOT NULL,
  town        TEXT COLLATE "C" NOT NULL,
  before      TEXT COLLATE "C" NOT NULL,
  name        TEXT COLLATE "C" NOT NULL,
  short       TEXT COLLATE "C" NOT NULL,
  PRIMARY KEY (district_id, town, before),
  FOREIGN KEY (district_id, town) REFERENCES towns (district_id, id)
);

CREATE TABLE draws (
  district_id TEXT COLLATE "C" NOT NULL,
  number      BIGINT NOT NULL,
  id          TEXT COLLATE "C" NOT NULL,
  doc         TEXT COLLATE "C" NOT NULL,
  sha256      TEXT COLLATE "C" NOT NULL,
  PRIMARY KEY (district_id, number),
  UNIQUE (district_id, id),
  FOREIGN KEY (district_id) REFERENCES districts (id)
);
CREATE TRIGGER draws_are_not_changed BEFORE UPDATE ON draws
  FOR EACH ROW EXECUTE FUNCTION refused('a draw is kept as it was');
CREATE TRIGGER draws_are_not_deleted BEFORE DELETE ON draws
  FOR EACH ROW EXECUTE FUNCTION refused('a draw is kept as it was');

CREATE TABLE draw_witnesses (
  district_id TEXT COLLATE "C" NOT NULL,
  number      BIGINT NOT NULL,
  witness     TEXT COLLATE "C" NOT NULL,
  named_by    TEXT COLLATE "C" NOT NULL,
  named_at    BIGINT NOT NULL,
  PRIMARY KEY (district_id, number),
  FOREIGN KEY (district_id, number) REFERENCES draws (district_id, number)
);
CREATE TRIGGER draw_witnesses_are_not_changed BEFORE UPDATE ON draw_witnesses
  FOR EACH ROW EXECUTE FUNCTION refused('a witness is named once');
CREATE TRIGGER draw_witnesses_are_not_deleted BEFORE DELETE ON draw_witnesses
  FOR EACH ROW EXECUTE FUNCTION refused('a witness is named once');

CREATE TABLE users (
  district_id     TEXT COLLATE "C" NOT NULL,
  id              TEXT COLLATE "C" NOT NULL,
  login           TEXT COLLATE "C" NOT NULL,
  name            TEXT COLLATE "C" NOT NULL,
  password        TEXT COLLATE "C" NOT NULL,
  roles           TEXT COLLATE "C" NOT NULL,
  town            TEXT COLLATE "C",
  must_change     BIGINT NOT NULL DEFAULT 0,
  disabled_at     BIGINT,
  password_set_at BIGINT NOT NULL DEFAULT 0,
  offices         TEXT COLLATE "C" NOT NULL DEFAULT '[]',
  avoids          TEXT COLLATE "C" NOT NULL DEFAULT '[]',
  PRIMARY KEY (district_id, id),
  UNIQUE (district_id, login),
  FOREIGN KEY (district_id) REFERENCES districts (id),
  FOREIGN KEY (district_id, town) REFERENCES towns (district_id, id)
);

CREATE TABLE sessions (
  token_hash  TEXT COLLATE "C" NOT NULL,
  district_id TEXT COLLATE "C" NOT NULL,
  user_id     TEXT COLLATE "C" NOT NULL,
  created_at  BIGINT NOT NULL,
  seen_at     BIGINT NOT NULL,
  id          TEXT COLLATE "C" NOT NULL DEFAULT '',
  address     TEXT COLLATE "C" NOT NULL DEFAULT '',
  agent       TEXT COLLATE "C" NOT NULL DEFAULT '',
  PRIMARY KEY (token_hash),
  FOREIGN KEY (district_id, user_id) REFERENCES users (district_id, id)
);
CREATE INDEX sessions_of_user ON sessions (district_id, user_id);

CREATE TABLE devices (
  district_id      TEXT COLLATE "C" NOT NULL,
  id               TEXT COLLATE "C" NOT NULL,
  user_id          TEXT COLLATE "C" NOT NULL,
  last_seq         BIGINT NOT NULL DEFAULT 0,
  succeeds         TEXT COLLATE "C",
  succeeds_through BIGINT,
  seen_at          BIGINT NOT NULL,
  revoked_at       BIGINT,
  latest_at        BIGINT,
  revoked_by       TEXT COLLATE "C" NOT NULL DEFAULT '',
  revoked_why      TEXT COLLATE "C" NOT NULL DEFAULT '',
  rescue           BIGINT NOT NULL DEFAULT 0,
  PRIMARY KEY (district_id, id),
  FOREIGN KEY (district_id, user_id) REFERENCES users (district_id, id)
);
CREATE INDEX devices_by_older ON devices (district_id, succeeds) WHERE succeeds IS NOT NULL;

CREATE TABLE ops (
  district_id TEXT COLLATE "C" NOT NULL,
  device      TEXT COLLATE "C" NOT NULL,
  seq         BIGINT NOT NULL,
  op_id       TEXT COLLATE "C" NOT NULL,
  first       BIGINT NOT NULL,
  hash        TEXT COLLATE "C" NOT NULL,
  body        TEXT COLLATE "C",
  received_at BIGINT NOT NULL,
  clock       TEXT COLLATE "C" NOT NULL,
  skew_ms     BIGINT NOT NULL,
  server_seq  BIGINT NOT NULL,
  outcome     TEXT COLLATE "C" NOT NULL,
  result      TEXT COLLATE "C" NOT NULL,
  visit       TEXT COLLATE "C",
  settled_at  BIGINT,
  PRIMARY KEY (district_id, device, seq),
  FOREIGN KEY (district_id, device) REFERENCES devices (district_id, id)
);
CREATE UNIQUE INDEX ops_first ON ops (district_id, op_id) WHERE first = 1;
CREATE INDEX ops_again ON ops (district_id, device) WHERE first = 0;
CREATE INDEX ops_refused ON ops (district_id, visit, received_at) WHERE outcome = 'quarantined';

CREATE TABLE uploads (
  district_id TEXT COLLATE "C" NOT NULL,
  user_id     TEXT COLLATE "C" NOT NULL,
  sha256      TEXT COLLATE "C" NOT NULL,
  length      BIGINT NOT NULL,
  media_type  TEXT COLLATE "C" NOT NULL,
  started_at  BIGINT NOT NULL,
  verified_at BIGINT,
  PRIMARY KEY (district_id, user_id, sha256),
  FOREIGN KEY (district_id, user_id) REFERENCES users (district_id, id)
);

CREATE TABLE invitations (
  token_hash  TEXT COLLATE "C" NOT NULL,
  district_id TEXT COLLATE "C" NOT NULL,
  user_id     TEXT COLLATE "C" NOT NULL,
  made_at     BIGINT NOT NULL,
  until       BIGINT NOT NULL,
  PRIMARY KEY (token_hash),
  FOREIGN KEY (district_id, user_id) REFERENCES users (district_id, id)
);
CREATE INDEX invitations_of_user ON invitations (district_id, user_id);

CREATE TABLE tablets (
  district_id TEXT COLLATE "C" NOT NULL,
  device      TEXT COLLATE "C" NOT NULL,
  user_id     TEXT COLLATE "C" NOT NULL,
  first_at    BIGINT NOT NULL,
  seen_at     BIGINT NOT NULL,
  program     TEXT COLLATE "C" NOT NULL,
  ops         BIGINT NOT NULL,
  photos      BIGINT NOT NULL,
  PRIMARY KEY (district_id, device),
  FOREIGN KEY (district_id, user_id) REFERENCES users (district_id, id)
);
