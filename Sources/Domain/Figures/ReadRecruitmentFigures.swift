import Foundation
import Postgres

/// Counts how an authority's schools recruit: figures, and never whose. What retention has erased is counted too.
///
/// Nothing here is about protected characteristics; those stand in ``EqualityTotals`` alone, which know no filter.
public struct ReadRecruitmentFigures: Sendable {
  let services: Services

  /// The use case over an installation's services.
  public init(_ services: Services) { self.services = services }

  /// The authority whose figures the actor may read; to everybody else they don't exist, whatever else is asked. Throws
  /// ``DomainError``.
  public func authority(of actor: Actor) async throws -> Authority {
    let authority = try await Authority.seat(of: actor, in: services.pool)
    try actor.require(.readBoroughFigures, at: authority.place, orHide: "page")
    return authority
  }

  /// The groups of schools that can be chosen. Throws ``DomainError``.
  public func groups(of authority: Authority, by actor: Actor) async throws -> [SchoolGroup] {
    try actor.require(.readBoroughFigures, at: authority.place, orHide: "page")
    return try await SchoolGroup.all(of: authority.id, in: services.pool)
  }

  /// The span that is meant: of the present school year unless a year is given. Problems are of the fields `year` and
  /// `term`. Throws ``DomainError``.
  public func span(year: Int? = nil, term: String? = nil) throws -> RecruitmentSpan {
    let present = RecruitmentSpan.year(of: services.today)
    var problems = Problems()
    let year = year ?? present
    problems.require(
      (RecruitmentSpan.years.lowerBound...present).contains(year), "year",
      "Enter the year in which the school year begins, such as \(present).")
    let named = term.flatMap { RecruitmentTerm(rawValue: $0) }
    problems.require(
      term == nil || term == "" || named != nil, "term", "Choose autumn, spring, summer or the whole year.")
    try problems.throwIfAny()
    guard let span = RecruitmentSpan(year: year, term: named) else { throw DomainError.notFound("page") }
    return span
  }

  /// The figures of a span, of all schools or of one group by its code. A wrong code is a problem of the field
  /// `schools`. Throws ``DomainError``.
  public func callAsFunction(
    _ authority: Authority, _ span: RecruitmentSpan, schools: String? = nil, by actor: Actor
  ) async throws -> RecruitmentFigures {
    let groups = try await groups(of: authority, by: actor)
    let chosen = try SchoolGroup.chosen(schools, of: groups)
    let counted = RecruitmentCount(
      applications: try await applications(authority.id, span), posts: try await posts(authority.id, span),
      times: try await times(authority.id, span))
    let lines = [counted.line(nil)] + groups.map { counted.line($0) }
    return RecruitmentFigures(
      span: span, chosen: lines.first { $0.group == chosen } ?? lines[0], lines: lines,
      months: counted.months(span, chosen, until: services.today),
      posts: counted.postLines(chosen, try await names()))
  }

  /// The lives of applications, those that are erased included: when they came to each stage. `interviewed_on` is the day
  /// on which they were invited to interview, whether or not it took place.
  static func lives(_ condition: Statement, erased: Statement) -> Statement {
    """
    SELECT a.vacancy_id, a.school_id, a.state, (a.sent_at AT TIME ZONE 'Europe/London')::date AS sent_on,
      r.shortlisted_on, r.interviewed_on, r.offered_on, r.appointed_on
    FROM application a CROSS JOIN LATERAL (
      SELECT min(r.day) FILTER (WHERE r.state = 'shortlisted') AS shortlisted_on,
        min(r.day) FILTER (WHERE r.state = 'interviewing') AS interviewed_on,
        min(r.day) FILTER (WHERE r.state = 'offered') AS offered_on,
        min(r.day) FILTER (WHERE r.state = 'appointed') AS appointed_on
      FROM (SELECT r.state, (r.reached_at AT TIME ZONE 'Europe/London')::date AS day
        FROM application_reached r WHERE r.application_id = a.id) r) r
    WHERE \(fragment: condition)
    UNION ALL
    SELECT e.vacancy_id, e.school_id, e.state, e.sent_on, e.shortlisted_on, e.interviewed_on, e.offered_on,
      e.appointed_on
    FROM erased_application e WHERE \(fragment: erased)
    """
  }

  private func applications(
    _ authority: AuthorityID, _ span: RecruitmentSpan
  ) async throws -> [RecruitmentCount.Applications] {
    let (start, end) = span.moments
    let lives = Self.lives(
      "a.authority_id = \(authority) AND a.sent_at >= \(start) AND a.sent_at < \(end)",
      erased: "e.authority_id = \(authority) AND e.sent_on BETWEEN \(span.from) AND \(span.to)")
    return try await services.pool.query(
      """
      SELECT l.school_id, date_trunc('month', l.sent_on)::date AS month, count(*) AS sent,
        count(coalesce(l.shortlisted_on, l.interviewed_on, l.offered_on)) AS shortlisted,
        count(coalesce(l.interviewed_on, l.offered_on)) AS interviewed, count(l.offered_on) AS offered,
        count(*) FILTER (WHERE l.state = 'appointed') AS appointed,
        count(*) FILTER (WHERE l.state IN ('unsuccessful', 'offer_withdrawn')) AS unsuccessful,
        count(*) FILTER (WHERE l.state IN ('withdrawn', 'offer_declined')) AS withdrawn
      FROM (\(fragment: lives)) l GROUP BY 1, 2
      """, as: RecruitmentCount.Applications.self)
  }

  private func posts(
    _ authority: AuthorityID, _ span: RecruitmentSpan
  ) async throws -> [RecruitmentCount.Posts] {
    let (start, end) = span.moments
    return try await services.pool.query(
      """
      SELECT v.school_id, d.measure, d.code, sum(v.posts)::bigint AS advertised,
        coalesce(sum(least(v.posts, v.posts_filled)) FILTER (WHERE v.state = 'filled'), 0)::bigint AS filled,
        coalesce(sum(greatest(0, v.posts - coalesce(v.posts_filled, 0)))
          FILTER (WHERE v.state IN ('filled', 'not_filled')), 0)::bigint AS unfilled,
        coalesce(sum(v.posts) FILTER (WHERE \(fragment: PostFigures.isUnanswered(at: services.now()))), 0)::bigint
          AS unanswered,
        coalesce(sum(v.posts) FILTER (WHERE v.state = 'withdrawn'), 0)::bigint AS withdrawn
      FROM vacancy v CROSS JOIN LATERAL (
        SELECT NULL AS measure, '' AS code
        UNION ALL SELECT 'role', unnest(v.job_roles)
        UNION ALL SELECT 'subject', unnest(CASE WHEN v.subjects = '{}' THEN ARRAY[''] ELSE v.subjects END)) d
      WHERE v.authority_id = \(authority) AND v.published_at >= \(start) AND v.published_at < \(end)
      GROUP BY v.school_id, d.measure, d.code
      """, as: RecruitmentCount.Posts.self)
  }

  /// What subjects and roles are called, in the order of their lists.
  private func names() async throws -> [RecruitmentCount.Name] {
    try await services.pool.query(
      """
      SELECT measure, code, name FROM (
        SELECT 'subject' AS measure, code, name, sort FROM subject
        UNION ALL SELECT 'role', code, name, sort FROM job_role) n
      ORDER BY sort, code
      """, as: RecruitmentCount.Name.self)
  }

  /// Days to the first who was shortlisted and to the first who was appointed: from publication always, and from closing
  /// where it came after the closing day. Who is chosen before a vacancy closes, or closes it by it, took no days from
  /// closing: to count nought of them would make schools that wait look as quick as those.
  private func times(
    _ authority: AuthorityID, _ span: RecruitmentSpan
  ) async throws -> [RecruitmentCount.Times] {
    let (start, end) = span.moments
    let lives = Self.lives("a.vacancy_id = c.id", erased: "e.vacancy_id = c.id")
    return try await services.pool.query(
      """
      SELECT school_id, shortlisted_on - published_on AS published_to_shortlist,
        appointed_on - published_on AS published_to_appointment,
        CASE WHEN shortlisted_on > closed_on THEN shortlisted_on - closed_on END AS to_shortlist,
        CASE WHEN appointed_on > closed_on THEN appointed_on - closed_on END AS to_appointment
      FROM (
        SELECT c.school_id, c.published_on, c.closed_on, min(greatest(l.shortlisted_on, c.published_on)) FILTER
            (WHERE l.shortlisted_on IS NOT NULL) AS shortlisted_on,
          min(greatest(l.appointed_on, c.published_on)) FILTER (WHERE l.appointed_on IS NOT NULL) AS appointed_on
        FROM (
          SELECT id, school_id, (published_at AT TIME ZONE 'Europe/London')::date AS published_on,
            (least(closes_at, closed_at) AT TIME ZONE 'Europe/London')::date AS closed_on FROM vacancy
          WHERE authority_id = \(authority) AND published_at IS NOT NULL AND state <> 'withdrawn'
            AND least(closes_at, closed_at) >= \(start) AND least(closes_at, closed_at) < \(end)
        ) c CROSS JOIN LATERAL (\(fragment: lives)) l
        GROUP BY c.id, c.school_id, c.published_on, c.closed_on
      ) d
      """, as: RecruitmentCount.Times.self)
  }
}
