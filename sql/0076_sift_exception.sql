-- Why a school decided on an application although fewer than two members of a panel had scored it. It goes with the
-- application.
CREATE TABLE sift_exception (
  id uuid PRIMARY KEY,
  application_id uuid NOT NULL REFERENCES application (id) ON DELETE CASCADE,
  vacancy_id uuid NOT NULL REFERENCES vacancy (id),
  authority_id uuid NOT NULL,
  decision text NOT NULL CONSTRAINT sift_exception_decision_known
    CHECK (decision IN ('longlist', 'shortlist', 'rejection')),
  reason text NOT NULL CONSTRAINT sift_exception_reason_length CHECK (length(btrim(reason)) BETWEEN 1 AND 2000),
  decided_by uuid REFERENCES account (id) ON DELETE SET NULL,
  decided_at timestamptz NOT NULL
);
CREATE INDEX sift_exception_by_application ON sift_exception (application_id, decided_at DESC);
CREATE INDEX sift_exception_by_vacancy ON sift_exception (vacancy_id, decided_at DESC);
