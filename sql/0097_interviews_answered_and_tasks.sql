-- What somebody answers who can't come to an interview. The application stays where it is; an invitation anew, or a time,
-- takes the answer away.
CREATE TABLE interview_answer (
  application_id uuid PRIMARY KEY REFERENCES application (id),
  answer text NOT NULL CONSTRAINT interview_answer_answer_known CHECK (answer IN ('another_time', 'declined')),
  reason text NOT NULL DEFAULT '' CONSTRAINT interview_answer_reason_length CHECK (length(reason) <= 1000),
  suits text NOT NULL DEFAULT '' CONSTRAINT interview_answer_suits_length CHECK (length(suits) <= 1000),
  answered_at timestamptz NOT NULL
);

-- What everybody does on a day of interviews besides the interview itself: at a time of the day, or before or after their
-- own interview, by so many minutes or some time.
CREATE TABLE interview_task (
  id uuid PRIMARY KEY,
  day_id uuid NOT NULL REFERENCES interview_day (id) ON DELETE CASCADE,
  position int NOT NULL,
  title text NOT NULL CONSTRAINT interview_task_title_length CHECK (length(btrim(title)) BETWEEN 1 AND 200),
  timing text NOT NULL CONSTRAINT interview_task_timing_known CHECK (timing IN ('at', 'before', 'after')),
  starts_at text CONSTRAINT interview_task_starts_at_form CHECK (starts_at ~ '^([01][0-9]|2[0-3]):[0-5][0-9]$'),
  minutes_apart int CONSTRAINT interview_task_minutes_apart_bounded CHECK (minutes_apart BETWEEN 0 AND 600),
  minutes int CONSTRAINT interview_task_minutes_bounded CHECK (minutes BETWEEN 5 AND 480),
  room text NOT NULL DEFAULT '' CONSTRAINT interview_task_room_length CHECK (length(room) <= 100),
  observers text NOT NULL DEFAULT '' CONSTRAINT interview_task_observers_length CHECK (length(observers) <= 300),
  note text NOT NULL DEFAULT '' CONSTRAINT interview_task_note_length CHECK (length(note) <= 1000),
  CONSTRAINT interview_task_timed CHECK (
    (timing = 'at') = (starts_at IS NOT NULL) AND (timing <> 'at' OR minutes_apart IS NULL)
    AND (minutes IS NOT NULL OR timing <> 'at' AND minutes_apart IS NULL)),
  CONSTRAINT interview_task_in_order UNIQUE (day_id, position) DEFERRABLE INITIALLY DEFERRED
);
