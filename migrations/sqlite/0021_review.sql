-- 核查认定 asks for the findings of one indicator or state, the latest first: found in their order, also where
-- there are none.
CREATE INDEX findings_of_indicator ON findings (district_id, indicator, number);
CREATE INDEX findings_in_state ON findings (district_id, state, number);
