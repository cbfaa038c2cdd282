-- 代签: why somebody signed a row for its office's head, who was away; null where the head signed.
ALTER TABLE row_signs ADD COLUMN instead_reason TEXT;
