-- Passwords grow old (等保二级). Of those that are there nobody knows how old they are: they count
-- from now.
ALTER TABLE users ADD COLUMN password_set_at INTEGER NOT NULL DEFAULT 0;
UPDATE users SET password_set_at = CAST(strftime('%s', 'now') AS INTEGER) * 1000;
