-- Where a site stands on earth, in millionths of a degree (WGS 84); both or neither.
ALTER TABLE sites ADD COLUMN latitude INTEGER
  CHECK (latitude IS NULL OR latitude BETWEEN -90000000 AND 90000000);
ALTER TABLE sites ADD COLUMN longitude INTEGER
  CHECK ((longitude IS NULL) = (latitude IS NULL)
    AND (longitude IS NULL OR longitude BETWEEN -180000000 AND 180000000));
