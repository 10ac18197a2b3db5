-- What people thought of the sessions that they attended.

CREATE TABLE activity_evaluation (
  booking_id uuid PRIMARY KEY REFERENCES activity_booking (id) ON DELETE CASCADE,
  activity_id uuid NOT NULL REFERENCES activity (id),
  -- From 1, very poor, to 5, very good.
  useful int NOT NULL CONSTRAINT activity_evaluation_useful_range CHECK (useful BETWEEN 1 AND 5),
  delivery int NOT NULL CONSTRAINT activity_evaluation_delivery_range CHECK (delivery BETWEEN 1 AND 5),
  organisation int NOT NULL CONSTRAINT activity_evaluation_organisation_range CHECK (organisation BETWEEN 1 AND 5),
  comment text NOT NULL DEFAULT '' CONSTRAINT activity_evaluation_comment_length CHECK (length(comment) <= 1000),
  given_at timestamptz NOT NULL
);
CREATE INDEX activity_evaluation_by_activity ON activity_evaluation (activity_id);
