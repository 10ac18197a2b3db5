-- What jobseekers get besides the search: alerts by e-mail, reminders of what they saved, and the headers by which
-- mail programs offer to end such mail.

-- Further headers of a mail: [{"name": …, "value": …}].
ALTER TABLE outbox_mail ADD headers jsonb NOT NULL DEFAULT '[]';

-- Whether the person is reminded of saved vacancies before they close.
ALTER TABLE account ADD saved_vacancy_reminders boolean NOT NULL DEFAULT true;

-- An address that wants new vacancies of a search by mail. It needs no account.
CREATE TABLE job_alert (
  id uuid PRIMARY KEY,
  email text NOT NULL,
  email_normal text NOT NULL,
  -- The search, as the query of its address.
  criteria text NOT NULL CONSTRAINT job_alert_criteria_length CHECK (length(criteria) <= 4000),
  frequency text NOT NULL CONSTRAINT job_alert_frequency_known CHECK (frequency IN ('daily', 'weekly')),
  state text NOT NULL CONSTRAINT job_alert_state_known
    CHECK (state IN ('unconfirmed', 'active', 'paused', 'ended')),
  -- The hash of the link that confirms the address; gone once it was used.
  confirm_hash bytea CONSTRAINT job_alert_confirm_hash_unique UNIQUE,
  confirm_until timestamptz,
  -- Up to when publications were looked at. The next look begins two hours before it, for those that were committed
  -- late; which of them the address has had, or saw when it asked, is in job_alert_sent.
  seen_until timestamptz NOT NULL,
  next_due_at timestamptz,
  expires_at timestamptz,
  warned_at timestamptz,
  version int NOT NULL DEFAULT 1,
  created_at timestamptz NOT NULL,
  confirmed_at timestamptz,
  ended_at timestamptz,
  CONSTRAINT job_alert_unconfirmed_is_whole CHECK (state <> 'unconfirmed' OR (
    confirm_hash IS NOT NULL AND confirm_until IS NOT NULL AND confirmed_at IS NULL)),
  CONSTRAINT job_alert_running_is_whole CHECK (state NOT IN ('active', 'paused') OR (
    confirm_hash IS NULL AND confirmed_at IS NOT NULL AND expires_at IS NOT NULL)),
  CONSTRAINT job_alert_active_is_due CHECK (state <> 'active' OR next_due_at IS NOT NULL),
  CONSTRAINT job_alert_ended_is_whole CHECK ((state = 'ended') = (ended_at IS NOT NULL))
);
CREATE INDEX job_alert_due ON job_alert (next_due_at, id) WHERE state = 'active';
CREATE INDEX job_alert_lapsing ON job_alert (expires_at, id) WHERE state IN ('active', 'paused');
CREATE INDEX job_alert_by_email ON job_alert (email_normal, state);
CREATE INDEX job_alert_newest ON job_alert (created_at DESC, id DESC);
CREATE INDEX job_alert_unconfirmed ON job_alert (confirm_until) WHERE state = 'unconfirmed';
CREATE INDEX job_alert_ended ON job_alert (ended_at) WHERE state = 'ended';

-- What opens an alert's page: each mail carries a link of its own, of which only the hash is kept.
CREATE TABLE job_alert_link (
  token_hash bytea PRIMARY KEY,
  alert_id uuid NOT NULL REFERENCES job_alert (id) ON DELETE CASCADE,
  created_at timestamptz NOT NULL
);
CREATE INDEX job_alert_link_by_alert ON job_alert_link (alert_id, created_at);

-- Which vacancies an address has had by an alert, or could see when it asked: none is sent twice, however often it is
-- published.
CREATE TABLE job_alert_sent (
  alert_id uuid NOT NULL REFERENCES job_alert (id) ON DELETE CASCADE,
  vacancy_id uuid NOT NULL REFERENCES vacancy (id) ON DELETE CASCADE,
  sent_at timestamptz NOT NULL,
  PRIMARY KEY (alert_id, vacancy_id)
);
CREATE INDEX job_alert_sent_by_vacancy ON job_alert_sent (vacancy_id);

-- Saved vacancies whose reminder may still be due.
CREATE INDEX saved_vacancy_not_reminded ON saved_vacancy (vacancy_id) WHERE reminded_at IS NULL;
