-- What a device sent again of older ones is asked for with every push.
CREATE INDEX ops_again ON ops (district_id, device) WHERE first = 0;
