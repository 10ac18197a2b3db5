import Foundation
public import Postgres

/// The school term in which something is charged.
public struct ChargeTerm: Sendable, Hashable, Comparable {
  /// The year it lies in.
  public let year: Int
  /// Its place in the year: spring, summer, autumn.
  let position: Int

  /// Its name, for example "Autumn 2026".
  public var name: String { "\(["Spring", "Summer", "Autumn"][position]) \(year)" }

  /// The term of a day: the one in which it lies, or the next to begin. Beyond the dates that are known, September to
  /// December are autumn, January to March spring, the rest summer.
  public init(of day: CivilDate, terms: [SchoolTerm]) {
    let start = terms.first { $0.end >= day && $0.start.adding(days: -70) <= day }?.start ?? day
    year = start.year
    position = start.month >= 9 ? 2 : start.month >= 4 ? 1 : 0
  }

  /// By time.
  public static func < (left: ChargeTerm, right: ChargeTerm) -> Bool {
    (left.year, left.position) < (right.year, right.position)
  }
}

/// What a school pays for an activity in a term.
public struct ActivityCharge: Sendable {
  /// The term.
  public let term: ChargeTerm
  /// The school.
  public let school: OrganisationID
  /// What it is called.
  public let schoolName: String
  /// Its unique reference number.
  public let urn: String
  /// The activity.
  public let activity: ActivityID
  /// The activity's title.
  public let activityTitle: String
  /// Who runs it.
  public let organiserName: String
  /// How many places are paid for.
  public internal(set) var places: Int
  /// How many of them were attended.
  public internal(set) var attended: Int
  /// What they cost, in pence.
  public internal(set) var pence: Int
  /// The first of the places: it names the line in the report.
  let first: ActivityBookingID
}

/// What schools pay, by term, school and activity.
public struct ActivityCharges: Sendable {
  /// The lines, the last term first, then by school and activity.
  public let lines: [ActivityCharge]

  /// What everything costs, in pence.
  public var pence: Int { lines.total(\.pence) }

  /// The sums of each school in each term, in the order of the lines.
  public var sums: [(term: ChargeTerm, school: String, places: Int, pence: Int)] {
    lines.runs { $0.school == $1.school && $0.term == $1.term }.map { run in
      (run[0].term, run[0].schoolName, run.total(\.places), run.total(\.pence))
    }
  }

  /// A page of the lines. Throws ``DomainError``.
  public func page(limit: Int = 50, after: Cursor? = nil) throws -> Page<ActivityCharge> {
    try Page(ofWhole: lines, limit: limit, after: after) { $0.first.rawValue }
  }

  /// The same as a CSV file.
  public var csv: String {
    CSV.text(
      lines,
      [
        CSVColumn("term") { $0.term.name }, CSVColumn("urn") { $0.urn },
        CSVColumn("school") { $0.schoolName },
        CSVColumn("activity") { $0.activityTitle }, CSVColumn("organiser") { $0.organiserName },
        CSVColumn("places") { "\($0.places)" }, CSVColumn("attended") { "\($0.attended)" },
        CSVColumn("charge_pence") { "\($0.pence)" },
      ])
  }
}

/// Adds up what schools pay for places: a school sees its own, an alliance those of its activities, the authority all.
public struct ReportActivityCharges: Sendable {
  let services: Services

  /// The use case over an installation's services.
  public init(_ services: Services) { self.services = services }

  /// The organisations whose charges a person may see: the authority first.
  public static func readable(by actor: Actor) throws -> [OrganisationID] {
    let seats = try actor.requireAccount().memberships.sorted {
      $0.kind == $1.kind ? $0.organisationName < $1.organisationName : $0.kind == .authority
    }
    var found: [OrganisationID] = []
    for seat in seats
    where actor.may(
      .readActivityCharges, at: Place(organisation: seat.organisation, authority: seat.authority))
      && !found.contains(seat.organisation)
    { found.append(seat.organisation) }
    if found.isEmpty { throw DomainError.notAllowed(Permissions.grant(for: .readActivityCharges).refusal) }
    return found
  }

  /// The charges of sessions from one day to another, as far as they stand: places that were not given back in time.
  /// Throws ``DomainError``.
  public func callAsFunction(
    of organisation: OrganisationID, from: CivilDate? = nil, until: CivilDate? = nil, by actor: Actor
  ) async throws -> ActivityCharges {
    let owner = try await Organisation.find(organisation, in: services.pool)
    try actor.require(.readActivityCharges, at: owner.place, orHide: "organisation")
    let extent: Statement =
      switch owner.kind {
      case .school: "b.school_id = \(owner.id)"
      case .alliance, .agency: "a.organisation_id = \(owner.id)"
      case .authority: "b.authority_id = \(owner.authority)"
      }
    let rows = try await services.pool.query(
      """
      SELECT b.school_id, o.name AS school_name, sc.urn, sc.la_code, a.id AS activity_id, a.title,
        p.name AS organiser_name, (s.starts_at AT TIME ZONE 'Europe/London')::date AS held_on, count(*) AS places,
        count(b.attended_at) AS attended, sum(b.charge_pence)::bigint AS pence,
        (array_agg(b.id ORDER BY b.id))[1] AS first_booking
      FROM activity_booking b JOIN activity_session s ON s.id = b.session_id JOIN activity a ON a.id = b.activity_id
        JOIN organisation p ON p.id = a.organisation_id JOIN organisation o ON o.id = b.school_id
        JOIN school sc ON sc.organisation_id = b.school_id
      WHERE b.charge_pence > 0 AND (b.free_until <= \(services.now()) OR b.attended_at IS NOT NULL)
        AND \(fragment: extent)
        AND (\(from)::date IS NULL OR (s.starts_at AT TIME ZONE 'Europe/London')::date >= \(from))
        AND (\(until)::date IS NULL OR (s.starts_at AT TIME ZONE 'Europe/London')::date <= \(until))
      GROUP BY 1, 2, 3, 4, 5, 6, 7, 8 ORDER BY o.name, b.school_id, a.title, a.id, held_on
      """)
    // The terms of the authority, so that a session is of one term for all of its schools.
    var terms: [String: [SchoolTerm]] = [:]
    for code in Set(try rows.map { try $0.decode("la_code", as: String.self) }) {
      terms[code] = try await InductionTerms.load(ofAuthority: code, in: services.pool).terms
    }
    return ActivityCharges(lines: try Self.lines(rows, terms))
  }

  private static func lines(_ rows: [Row], _ terms: [String: [SchoolTerm]]) throws -> [ActivityCharge] {
    var lines: [ActivityCharge] = []
    for row in rows {
      let line = ActivityCharge(
        term: ChargeTerm(
          of: try row.decode("held_on"), terms: terms[try row.decode("la_code", as: String.self)] ?? []),
        school: try row.decode("school_id"),
        schoolName: try row.decode("school_name"), urn: "\(try row.decode("urn", as: URN.self))",
        activity: try row.decode("activity_id"), activityTitle: try row.decode("title"),
        organiserName: try row.decode("organiser_name"), places: try row.decode("places"),
        attended: try row.decode("attended"), pence: try row.decode("pence"),
        first: try row.decode("first_booking"))
      if let index = lines.firstIndex(where: {
        $0.term == line.term && $0.school == line.school && $0.activity == line.activity
      }) {
        lines[index].places += line.places
        lines[index].attended += line.attended
        lines[index].pence += line.pence
      } else {
        lines.append(line)
      }
    }
    return lines.enumerated().sorted { ($1.element.term, $0.offset) < ($0.element.term, $1.offset) }
      .map(\.element)
  }
}
