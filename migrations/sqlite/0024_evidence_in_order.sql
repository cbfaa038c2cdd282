-- The order in which evidence was added, as a number of its own: so far it was the order of the rows in the file.
DROP TRIGGER evidence_is_not_changed;
ALTER TABLE evidence ADD COLUMN number INTEGER NOT NULL DEFAULT 0;
UPDATE evidence SET number = rowid;
CREATE TRIGGER evidence_is_not_changed BEFORE UPDATE ON evidence
BEGIN SELECT raise(ABORT, 'evidence is only added'); END;
