-- Scheduled work: when each piece is due next, and how its runs went, for any number of workers.

-- A worker holds the lock of a task's row while it runs it, so one at a time does; when it dies the row is free and
-- still due.
CREATE TABLE scheduled_task (
  name text PRIMARY KEY CONSTRAINT scheduled_task_name_filled CHECK (length(name) BETWEEN 1 AND 100),
  next_run_at timestamptz NOT NULL,
  failures int NOT NULL DEFAULT 0,
  last_started_at timestamptz,
  last_finished_at timestamptz,
  last_count bigint,
  last_error text,
  last_worker text
);
CREATE INDEX scheduled_task_due ON scheduled_task (next_run_at, name);

-- Runs that are going on, that did something, that failed or that ended with their worker.
CREATE TABLE scheduled_run (
  id uuid PRIMARY KEY,
  task text NOT NULL,
  worker text NOT NULL,
  started_at timestamptz NOT NULL,
  finished_at timestamptz,
  count bigint,
  error text
);
CREATE INDEX scheduled_run_by_task ON scheduled_run (task, id DESC);
CREATE INDEX scheduled_run_by_start ON scheduled_run (started_at);
CREATE INDEX scheduled_run_open ON scheduled_run (task) WHERE finished_at IS NULL;
