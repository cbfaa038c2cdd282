-- A group of pushes asks for possible duplicates by site, day and checkpoint, and for a site's confirmed findings.
DROP INDEX findings_of_site;
CREATE INDEX findings_of_site ON findings (district_id, site, day, checkpoint, device);
CREATE INDEX findings_confirmed ON findings (district_id, site, quarter) WHERE state = 'confirmed';
CREATE INDEX assignments_done ON assignments (district_id, done_by) WHERE done_by IS NOT NULL;
