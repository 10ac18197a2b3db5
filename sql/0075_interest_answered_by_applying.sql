-- Whoever was asked for a vacancy through the pool and has applied for it by themselves has answered: what still waits
-- for them is answered by the application that stands.
UPDATE pool_interest i SET state = 'accepted', reply = '', application_id = a.id,
  answered_at = greatest(a.sent_at, i.created_at), version = i.version + 1
FROM pool_entry e, application a
WHERE i.state = 'open' AND e.id = i.entry_id AND a.account_id = e.account_id AND a.vacancy_id = i.vacancy_id
  AND a.state <> 'withdrawn';
