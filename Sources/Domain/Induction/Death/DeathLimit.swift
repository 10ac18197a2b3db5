import Postgres

/// The day on which a death may be: from qualified teacher status to today, and not before anything in which the teacher
/// took part and which can be put right where it is wrong (a meeting of a support plan can’t). Where anything at all is
/// recorded of induction, it is not before its first day; where nothing is, somebody may have died before they came.
enum DeathLimit {
  /// What the teacher was there for.
  private enum Event: String {
    case began, observed, absent, seen, signed

    func words(_ day: CivilDate) -> String {
      let on = LondonTime.shortDate(day)
      return switch self {
      case .began:
        "induction began then, and absence, assessments, observations or support are recorded. If that first day is wrong, "
          + "correct it first"
      case .absent: "an absence from \(on) is recorded. If that is wrong, take it back first"
      case .observed: "a lesson of \(on) was observed. If that is wrong, have the observation corrected first"
      case .seen:
        "the teacher has confirmed a lesson observation on \(on). If somebody else did that, have the observation opened "
          + "again first"
      case .signed:
        "the teacher has confirmed an assessment or a review on \(on). If somebody else did that, have it opened again "
          + "first"
      }
    }
  }

  /// Throws ``DomainError`` for a day on which it can’t have been.
  static func check(
    _ day: CivilDate?, _ induction: Induction, on today: CivilDate, in db: some Queryable
  ) async throws {
    var problems = Problems()
    problems.require(
      day.map { induction.qtsAwardedOn <= $0 && $0 <= today } == true, "died_on",
      "Enter the day on which the teacher died, up to today.")
    try problems.throwIfAny()
    guard let day, let last = try await last(of: induction, on: today, in: db), day < last.day else { return }
    problems.add(
      "died_on",
      "Enter a day from \(LondonTime.shortDate(last.day)) on: \(last.event.words(last.day)).")
    try problems.throwIfAny()
  }

  /// The last day of which something is recorded that takes the teacher; nil where nothing is. What was opened again
  /// since the teacher confirmed it says nothing.
  private static func last(
    of induction: Induction, on today: CivilDate, in db: some Queryable
  ) async throws -> (day: CivilDate, event: Event)? {
    let id = induction.id
    let row = try await db.firstRow(
      """
      SELECT e.day, e.what FROM (
        SELECT max((l.content ->> 'observedOn')::date) AS day, 'observed'::text AS what FROM lesson_observation l
        WHERE l.induction_id = \(id) AND l.state <> 'draft'
        UNION ALL
        SELECT max((t.taken_at AT TIME ZONE 'Europe/London')::date), 'seen'
        FROM lesson_observation_trace t JOIN lesson_observation l ON l.id = t.observation_id
        WHERE l.induction_id = \(id) AND t.to_state = 'seen' AND NOT EXISTS (
          SELECT FROM lesson_observation_trace r
          WHERE r.observation_id = l.id AND r.to_state = 'draft' AND r.version > t.version)
        UNION ALL
        SELECT max((s.signed_at AT TIME ZONE 'Europe/London')::date), 'signed'
        FROM induction_signature s JOIN induction_assessment a ON a.id = s.assessment_id
        WHERE a.induction_id = \(id) AND s.to_state = 'confirmed' AND NOT s.without_teacher AND NOT EXISTS (
          SELECT FROM induction_signature r
          WHERE r.assessment_id = a.id AND r.to_state = 'draft' AND (r.signed_at, r.id) > (s.signed_at, s.id))
        UNION ALL
        SELECT max(v.starts_on), 'absent' FROM induction_event v
        WHERE v.induction_id = \(id) AND v.kind = 'absence' AND v.removed_at IS NULL
        UNION ALL
        SELECT \(min(induction.beganOn, today))::date, 'began'
        WHERE EXISTS (SELECT FROM induction_event v WHERE v.induction_id = \(id) AND v.removed_at IS NULL)
          OR EXISTS (SELECT FROM induction_assessment a WHERE a.induction_id = \(id))
          OR EXISTS (SELECT FROM lesson_observation l WHERE l.induction_id = \(id))
          OR EXISTS (SELECT FROM support_plan p WHERE p.induction_id = \(id))
      ) e WHERE e.day <= \(today) ORDER BY e.day DESC, e.what DESC LIMIT 1
      """)
    guard let row, let event = Event(rawValue: try row.decode("what")) else { return nil }
    return (try row.decode("day"), event)
  }
}
