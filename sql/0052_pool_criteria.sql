-- Officers write the criteria of the pool's interview day. One that somebody was scored by is kept when it goes.
ALTER TABLE pool_criterion ADD is_retired boolean NOT NULL DEFAULT false;
CREATE TABLE pool_criterion_set (
  authority_id uuid PRIMARY KEY REFERENCES authority (id),
  version int NOT NULL DEFAULT 1
);
