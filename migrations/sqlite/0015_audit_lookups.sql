-- The audit log is looked through by time and by what was done, newest first; by whom it is found in the
-- order of its numbers.
CREATE INDEX audit_by_time ON audit (district_id, at, number);
CREATE INDEX audit_by_kind ON audit (district_id, kind, number);
