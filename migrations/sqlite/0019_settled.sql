-- When something that was not accepted was dealt with: it stays as it came, without effect, and is told of no
-- more. By whom and how stands in the audit log.
ALTER TABLE ops ADD COLUMN settled_at INTEGER;
