-- The findings that a file is evidence of, a JSON list of ids as they were known when it was added: a
-- town does not see what rests on hidden ones alone. None were noted of the files before.
ALTER TABLE evidence ADD COLUMN rests_on TEXT NOT NULL DEFAULT '[]';
