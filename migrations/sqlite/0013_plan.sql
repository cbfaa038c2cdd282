-- The plan (计划): visits that somebody is to make, by hand or by lot. `note`: what the inspectors are told;
-- `draw`: the draw that it came from; `withdrawn_at`: it is not to be made any more.
ALTER TABLE assignments ADD COLUMN note TEXT NOT NULL DEFAULT '';
ALTER TABLE assignments ADD COLUMN made_by TEXT NOT NULL DEFAULT '';
ALTER TABLE assignments ADD COLUMN made_at INTEGER NOT NULL DEFAULT 0;
ALTER TABLE assignments ADD COLUMN draw TEXT;
ALTER TABLE assignments ADD COLUMN withdrawn_at INTEGER;
CREATE INDEX assignments_of_site ON assignments (district_id, site);

-- 随机抽取记录: each draw whole, as JSON, with its hash; the audit log has the hash too.
CREATE TABLE draws (
  district_id TEXT NOT NULL REFERENCES districts (id),
  number      INTEGER NOT NULL,
  id          TEXT NOT NULL,
  doc         TEXT NOT NULL,
  sha256      TEXT NOT NULL,
  PRIMARY KEY (district_id, number),
  UNIQUE (district_id, id)
) STRICT;
CREATE TRIGGER draws_are_not_changed BEFORE UPDATE ON draws
BEGIN SELECT raise(ABORT, 'a draw is kept as it was'); END;
CREATE TRIGGER draws_are_not_deleted BEFORE DELETE ON draws
BEGIN SELECT raise(ABORT, 'a draw is kept as it was'); END;

-- What the log says of one thing.
CREATE INDEX audit_of_target ON audit (district_id, kind, target);
