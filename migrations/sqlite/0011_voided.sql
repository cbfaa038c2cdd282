-- A visit that was begun by mistake and given up (作废): it stays on the record and counts nowhere.
ALTER TABLE visits ADD COLUMN voided INTEGER NOT NULL DEFAULT 0;
