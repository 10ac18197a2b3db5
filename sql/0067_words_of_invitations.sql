-- What a school wrote with its invitation to interview, so that it can be read again.

CREATE TABLE interview_message (
  application_id uuid PRIMARY KEY REFERENCES application (id),
  message text NOT NULL CONSTRAINT interview_message_length CHECK (length(btrim(message)) BETWEEN 1 AND 4000),
  written_at timestamptz NOT NULL
);
