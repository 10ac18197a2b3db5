-- A support plan that an unsatisfactory review asks for is the lead school’s to open: one that any school with a post at
-- the same time has opened is one.
CREATE OR REPLACE VIEW induction_support_task AS
  SELECT l.induction_id, l.id AS subject_id, l.school_id,
    CASE l.state WHEN 'draft' THEN 'share_observation' ELSE 'read_observation' END AS kind,
    NULL::date AS due_on, (l.updated_at AT TIME ZONE 'Europe/London')::date AS since,
    l.state = 'shared' AS is_for_teacher
  FROM lesson_observation l WHERE l.state <> 'seen'
  UNION ALL
  SELECT p.induction_id, p.id, p.school_id,
    CASE WHEN t.count = 0 THEN 'set_targets' WHEN t.next IS NULL THEN 'close_plan' ELSE 'review_targets' END,
    t.next, (p.opened_at AT TIME ZONE 'Europe/London')::date, t.next IS NOT NULL
  FROM support_plan p CROSS JOIN LATERAL (
    SELECT count(*) AS count, min(t.review_on) FILTER (WHERE t.outcome IS NULL) AS next
    FROM support_target t WHERE t.plan_id = p.id) t
  WHERE p.closed_at IS NULL
  UNION ALL
  -- What was last completed says that progress is unsatisfactory, and no plan has been opened since. It is for the school
  -- that leads, which the program finds by the day; the school of the last post stands for it.
  SELECT a.induction_id, a.id, w.school_id, 'open_plan', NULL::date,
    (a.updated_at AT TIME ZONE 'Europe/London')::date, false
  FROM induction_assessment a CROSS JOIN LATERAL (
    SELECT q.school_id, q.starts_on FROM induction_period q WHERE q.induction_id = a.induction_id
    ORDER BY q.starts_on DESC, q.id DESC LIMIT 1) w
  WHERE a.content ->> 'progress' = 'unsatisfactory' AND a.state IN ('completed', 'confirmed', 'received')
    AND NOT EXISTS (SELECT FROM induction_assessment n WHERE n.induction_id = a.induction_id
      AND n.state IN ('completed', 'confirmed', 'received') AND (n.created_at, n.id) > (a.created_at, a.id))
    AND NOT EXISTS (SELECT FROM support_plan p WHERE p.induction_id = a.induction_id
      AND EXISTS (SELECT FROM induction_period o WHERE o.induction_id = p.induction_id AND o.school_id = p.school_id
        AND coalesce(o.ends_on >= w.starts_on, true))
      AND (p.closed_at IS NULL OR p.assessment_id = a.id OR p.opened_at >= a.created_at));
