-- Where the roles of an account have been ended, which is looked at with each request of theirs.
CREATE INDEX membership_ended_by_account ON membership (account_id, organisation_id) WHERE ended_at IS NOT NULL;
