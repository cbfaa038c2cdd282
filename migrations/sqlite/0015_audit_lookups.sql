-- The audit log is looked through by time, by what was done, and by whom, newest first.
CREATE INDEX audit_by_time ON audit (district_id, at, number);
CREATE INDEX audit_by_kind ON audit (district_id, kind, number);
CREATE INDEX audit_by_person ON audit (district_id, person, number);
