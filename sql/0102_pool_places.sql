-- Where somebody of the pool would work: near up to five places, each with its own distance; without any, anywhere.
CREATE TABLE pool_place (
  entry_id uuid NOT NULL REFERENCES pool_entry (id) ON DELETE CASCADE,
  position int NOT NULL CONSTRAINT pool_place_position_bounded CHECK (position BETWEEN 1 AND 5),
  place text NOT NULL CONSTRAINT pool_place_place_length CHECK (length(place) BETWEEN 1 AND 300),
  easting double precision NOT NULL,
  northing double precision NOT NULL,
  within_miles int NOT NULL CONSTRAINT pool_place_within_miles_sensible CHECK (within_miles BETWEEN 1 AND 100),
  PRIMARY KEY (entry_id, position)
);

-- The one place that an entry has had so far: code that knows no others goes on writing it beside the entry, and it is
-- the only one then. It goes, with these columns of the entry, once nothing writes them any more.
CREATE FUNCTION pool_entry_set_place() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  DELETE FROM pool_place WHERE entry_id = NEW.id;
  INSERT INTO pool_place (entry_id, position, place, easting, northing, within_miles)
  SELECT NEW.id, 1, NEW.postcode, NEW.easting, NEW.northing, NEW.within_miles
  WHERE NEW.postcode <> '' AND NEW.easting IS NOT NULL AND NEW.within_miles IS NOT NULL;
  RETURN NULL;
END $$;
CREATE TRIGGER pool_entry_place AFTER INSERT ON pool_entry
  FOR EACH ROW WHEN (NEW.postcode IS NOT NULL) EXECUTE FUNCTION pool_entry_set_place();
CREATE TRIGGER pool_entry_place_moved AFTER UPDATE OF postcode, within_miles, easting, northing ON pool_entry
  FOR EACH ROW WHEN ((OLD.postcode, OLD.within_miles, OLD.easting, OLD.northing)
    IS DISTINCT FROM (NEW.postcode, NEW.within_miles, NEW.easting, NEW.northing))
  EXECUTE FUNCTION pool_entry_set_place();

INSERT INTO pool_place (entry_id, position, place, easting, northing, within_miles)
SELECT id, 1, left(postcode, 300), easting, northing, within_miles FROM pool_entry
WHERE postcode <> '' AND easting IS NOT NULL AND within_miles IS NOT NULL;
