import Foundation
public import Postgres

/// How well induction is run at a school, in figures of the last twelve months and of today.
public struct InductionQuality: Sendable, RowDecodable {
  /// What was found in samples of one kind.
  public struct Found: Sendable {
    /// How many were looked at.
    public let judged: Int
    /// How many judgements there were, of criteria that apply.
    public let judgements: Int
    /// How many of them say that the criterion is met.
    public let met: Int
  }

  /// The school.
  public let school: OrganisationID
  /// Its name.
  public let name: String
  /// Its unique reference number.
  public let urn: URN
  /// How many are in induction there now.
  public let inductions: Int
  /// How many assessments and reviews have fallen due.
  public let due: Int
  /// How many of them the head had signed in time.
  public let inTime: Int
  /// How many registrations were sent.
  public let registrations: Int
  /// How many of them by the first day.
  public let registeredInTime: Int
  /// Of how many who are in induction now the last judgement is unsatisfactory.
  public let concerns: Int
  /// What was found in assessments of samples.
  public let assessments: Found
  /// What was found in lesson observations of samples.
  public let observations: Found
  /// The last visit.
  public let lastVisit: CivilDate?
  /// How much that was agreed is still to be done.
  public let openActions: Int
  /// How much of that is overdue.
  public let overdueActions: Int
  /// How much feedback waits for the head to acknowledge it.
  public let unacknowledged: Int

  /// A part of a whole in hundredths, rounded; nil where there is no whole.
  public static func percent(_ part: Int, of whole: Int) -> Int? {
    whole == 0 ? nil : (part * 200 + whole) / (2 * whole)
  }

  /// Reads a row of ``ReadInductionQuality``.
  public init(row: Row) throws {
    school = try row.decode("id")
    name = try row.decode("name")
    urn = try row.decode("urn")
    inductions = try row.decode("inductions")
    due = try row.decode("due")
    inTime = try row.decode("in_time")
    registrations = try row.decode("registrations")
    registeredInTime = try row.decode("registered_in_time")
    concerns = try row.decode("concerns")
    assessments = Found(
      judged: try row.decode("judged"), judgements: try row.decode("judgements"), met: try row.decode("met"))
    observations = Found(
      judged: try row.decode("observations_judged"), judgements: try row.decode("observation_judgements"),
      met: try row.decode("observation_met"))
    lastVisit = try row.decodeIfPresent("last_visit")
    openActions = try row.decode("open_actions")
    overdueActions = try row.decode("overdue_actions")
    unacknowledged = try row.decode("unacknowledged")
  }
}

/// Reads how well induction is run: the officers of the body for every school, a head for their own.
public struct ReadInductionQuality: Sendable {
  let services: Services

  /// The use case over an installation’s services.
  public init(_ services: Services) { self.services = services }

  /// A page of the schools that have or had inductions, by name. Throws ``DomainError``.
  public func list(
    of authority: Place, words: String = "", limit: Int = 50, after: Cursor? = nil, by actor: Actor
  ) async throws -> Page<InductionQuality> {
    try actor.require(.assureInduction, at: authority, orHide: "page")
    let behind: Statement =
      after.map { "(o.name, o.id) > (SELECT name, id FROM organisation WHERE id = \($0.id))" } ?? "true"
    let found = try await schools(authority, words.trimmed, behind, limit: limit + 1)
    return Page(found, limit: limit) {
      Cursor(instant: .init(timeIntervalSince1970: 0), id: $0.school.rawValue)
    }
  }

  /// One school’s. Throws ``DomainError``.
  public func school(_ id: OrganisationID, by actor: Actor) async throws -> InductionQuality {
    let place = try await VacancyStore.placeOfSchool(id, in: services.pool)
    try actor.require(.readInductionQuality, at: place, orHide: "school")
    guard let found = try await figures("o.id = \(id)", limit: 1).first else {
      throw DomainError.notFound("school")
    }
    return found
  }

  /// Every school’s as CSV. Throws ``DomainError``.
  public func csv(of authority: Place, words: String = "", by actor: Actor) async throws -> String {
    try actor.require(.assureInduction, at: authority, orHide: "page")
    var text = """
      urn,school,inductions,assessments_due,assessments_in_time,registrations,registrations_in_time,causes_for_concern,\
      assessments_sampled,criteria_judged,criteria_met,last_visit,open_actions,overdue_actions,feedback_unacknowledged,\
      observations_sampled,observation_criteria_judged,observation_criteria_met\r

      """
    for school in try await schools(authority, words.trimmed, "true", limit: 10_000) {
      let numbers = [
        school.inductions, school.due, school.inTime, school.registrations, school.registeredInTime,
        school.concerns, school.assessments.judged, school.assessments.judgements, school.assessments.met,
      ].map(String.init)
      let observations = [
        school.observations.judged, school.observations.judgements, school.observations.met,
      ].map(String.init)
      let rest = [
        school.lastVisit?.description ?? "", "\(school.openActions)", "\(school.overdueActions)",
        "\(school.unacknowledged)",
      ]
      text += CSV.line([school.urn.description, school.name] + numbers + rest + observations)
    }
    return text
  }

  private func schools(
    _ authority: Place, _ words: String, _ behind: Statement, limit: Int
  ) async throws -> [InductionQuality] {
    let named: Statement =
      words.isEmpty
      ? "true" : "(s.urn::text = \(words) OR strpos(lower(o.name), \(words.lowercased())) > 0)"
    return try await figures(
      """
      o.authority_id = \(authority.authority) AND \(fragment: named) AND \(fragment: behind)
        AND (EXISTS (SELECT FROM induction_period p WHERE p.school_id = o.id)
          OR EXISTS (SELECT FROM induction_registration r WHERE r.school_id = o.id AND r.submitted_at IS NOT NULL)
          OR EXISTS (SELECT FROM induction_visit v WHERE v.school_id = o.id))
      """, limit: limit)
  }

  private func figures(_ condition: Statement, limit: Int) async throws -> [InductionQuality] {
    let (today, open) = (services.today, InductionState.open.map(\.rawValue))
    let since = today.adding(days: -365)
    return try await services.pool.query(
      """
      WITH chosen AS (SELECT o.id, o.name, s.urn FROM school s JOIN organisation o ON o.id = s.organisation_id
        WHERE \(fragment: condition) ORDER BY o.name, o.id LIMIT \(limit))
      SELECT c.id, c.name, c.urn, n.inductions, n.concerns, d.due, d.in_time, r.registrations, r.registered_in_time,
        m.judged, m.judgements, m.met, m.observations_judged, m.observation_judgements, m.observation_met,
        v.last_visit, a.open_actions, a.overdue_actions, f.unacknowledged
      FROM chosen c CROSS JOIN LATERAL (\(fragment: Self.present(open, today))) n
        CROSS JOIN LATERAL (\(fragment: Self.dues(since, today))) d
        CROSS JOIN LATERAL (\(fragment: Self.registrations(since))) r
        CROSS JOIN LATERAL (\(fragment: Self.judgements(since))) m
        CROSS JOIN LATERAL (SELECT max(visited_on) AS last_visit FROM induction_visit WHERE school_id = c.id) v
        CROSS JOIN LATERAL (SELECT count(*) AS open_actions, count(*) FILTER (WHERE due_on < \(today)) AS overdue_actions
          FROM induction_visit_action WHERE school_id = c.id AND done_on IS NULL) a
        CROSS JOIN LATERAL (SELECT count(*) AS unacknowledged FROM induction_feedback
          WHERE school_id = c.id AND sent_at IS NOT NULL AND acknowledged_at IS NULL) f
      ORDER BY c.name, c.id
      """, as: InductionQuality.self)
  }

  /// Who is in induction there now, and of how many of them the last judgement is unsatisfactory.
  private static func present(_ open: [String], _ today: CivilDate) -> Statement {
    """
    SELECT count(*) AS inductions, count(*) FILTER (WHERE (
        SELECT g.content ->> 'progress' FROM induction_assessment e JOIN induction_signature g ON g.assessment_id = e.id
        WHERE e.induction_id = i.id AND g.to_state = 'completed' ORDER BY g.signed_at DESC, g.id DESC LIMIT 1
      ) = 'unsatisfactory') AS concerns
    FROM induction i WHERE i.state = ANY (\(open)) AND i.id IN (
      SELECT p.induction_id FROM induction_period p WHERE p.school_id = c.id
        AND (p.ends_on IS NULL OR p.ends_on > \(today)))
    """
  }

  /// What fell due while the teacher was there and was needed, and what of it the head had signed by then.
  private static func dues(_ since: CivilDate, _ today: CivilDate) -> Statement {
    """
    SELECT count(*) AS due, count(*) FILTER (WHERE (
        SELECT min(g.signed_at AT TIME ZONE 'Europe/London')::date FROM induction_assessment e
          JOIN induction_signature g ON g.assessment_id = e.id AND g.to_state = 'completed'
        WHERE e.induction_id = u.induction_id AND e.kind = u.kind AND e.number = u.number) <= u.due_on) AS in_time
    FROM induction_due u
    WHERE u.kind <> 'recommendation' AND NOT u.not_needed AND u.due_on >= \(since) AND u.due_on < \(today) AND u.induction_id IN (
        SELECT p.induction_id FROM induction_period p WHERE p.school_id = c.id)
      AND (u.done_on IS NOT NULL OR \(fragment: StalePlans.isFresh("u.induction_id")))
      AND EXISTS (SELECT FROM induction_period p WHERE p.school_id = c.id AND p.induction_id = u.induction_id
        AND p.starts_on <= u.due_on AND (p.ends_on IS NULL OR p.ends_on >= u.due_on))
    """
  }

  /// What was sent since a day, and what of it by the first day of the post, whenever that was.
  private static func registrations(_ since: CivilDate) -> Statement {
    """
    SELECT count(*) AS registrations,
      count(*) FILTER (WHERE \(fragment: InductionRegistration.firstSending) <= r.starts_on) AS registered_in_time
    FROM induction_registration r
    WHERE r.school_id = c.id AND r.state IN ('submitted', 'queried', 'accepted')
      AND (r.submitted_at AT TIME ZONE 'Europe/London')::date >= \(since)
    """
  }

  private static func judgements(_ since: CivilDate) -> Statement {
    """
    SELECT count(DISTINCT m.id) FILTER (WHERE m.assessment_id IS NOT NULL) AS judged,
      count(m.assessment_id) FILTER (WHERE j.value <> 'not_applicable') AS judgements,
      count(m.assessment_id) FILTER (WHERE j.value = 'met') AS met,
      count(DISTINCT m.id) FILTER (WHERE m.observation_id IS NOT NULL) AS observations_judged,
      count(m.observation_id) FILTER (WHERE j.value <> 'not_applicable') AS observation_judgements,
      count(m.observation_id) FILTER (WHERE j.value = 'met') AS observation_met
    FROM induction_sample_item m CROSS JOIN LATERAL jsonb_each_text(m.judgements) j
    WHERE m.school_id = c.id AND m.is_drawn AND m.judged_at IS NOT NULL AND m.judged_at >= \(since)
    """
  }
}
