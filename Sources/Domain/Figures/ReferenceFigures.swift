import Foundation
import Postgres

/// How many references of one group of schools stand where.
public struct ReferenceLine: Sendable {
  /// The group; nil for all schools.
  public let group: SchoolGroup?
  /// How many stand where.
  public let counts: [ReferenceState: Int]

  /// What it is called.
  public var title: String { SchoolGroup.title(group) }
  /// How many were asked for.
  public var asked: Int { counts.values.reduce(0, +) }
  /// How many stand in a state.
  public func count(_ state: ReferenceState) -> Int { counts[state, default: 0] }
}

/// How the references stand that an authority's schools asked for in a span.
public struct ReferenceFigures: Sendable {
  /// The days on which they were first asked for.
  public let span: RecruitmentSpan
  /// What was chosen: all schools, or those of one group.
  public let chosen: ReferenceLine
  /// All schools, then each group of schools, by phase and by type.
  public let lines: [ReferenceLine]

  /// The same as a table.
  public var table: FiguresTable {
    FiguresTable(
      kind: .references, header: ["schools", "asked"] + ReferenceState.allCases.map(\.rawValue),
      rows: lines.map { line in
        [line.title, "\(line.asked)"] + ReferenceState.allCases.map { "\(line.count($0))" }
      })
  }
}

/// Counts how the references of an authority's schools stand, for its officers: figures, and nothing of any reference.
public struct ReadReferenceFigures: Sendable {
  let services: Services

  /// The use case over an installation's services.
  public init(_ services: Services) { self.services = services }

  /// The figures of references asked for in a span, with one group of schools chosen by its code, or all. References of
  /// applications that were erased since are not counted. A wrong code is a problem of the field `schools`. Throws
  /// ``DomainError``.
  public func callAsFunction(
    _ authority: Authority, _ span: RecruitmentSpan, schools: String? = nil, by actor: Actor
  ) async throws -> ReferenceFigures {
    try actor.require(.readBoroughFigures, at: authority.place, orHide: "page")
    let groups = try await SchoolGroup.all(of: authority.id, in: services.pool)
    let chosen = try SchoolGroup.chosen(schools, of: groups)
    let counts = try await counts(authority.id, span)
    func line(_ group: SchoolGroup?) -> ReferenceLine {
      let meant = counts.filter { group?.schools.contains($0.school) ?? true }
      return ReferenceLine(
        group: group, counts: meant.reduce(into: [:]) { $0[$1.state, default: 0] += $1.count })
    }
    return ReferenceFigures(span: span, chosen: line(chosen), lines: [line(nil)] + groups.map { line($0) })
  }

  private func counts(
    _ authority: AuthorityID, _ span: RecruitmentSpan
  ) async throws -> [(school: OrganisationID, state: ReferenceState, count: Int)] {
    let (start, end) = span.moments
    let late = services.now().addingTimeInterval(-14 * 86_400)
    let rows = try await services.pool.query(
      """
      SELECT a.school_id, CASE WHEN r.received_at IS NOT NULL THEN 'received'
          WHEN \(fragment: ReferenceRequest.replaced) THEN 'replaced' WHEN r.declined_at IS NOT NULL THEN 'declined'
          WHEN \(fragment: ReferenceRequest.undelivered) THEN 'undelivered' WHEN r.mailed_at <= \(late) THEN 'late'
          ELSE 'requested' END AS state, count(*) AS count
      FROM reference_request r JOIN application a ON a.id = r.application_id
      WHERE a.authority_id = \(authority) AND r.requested_at >= \(start) AND r.requested_at < \(end)
      GROUP BY 1, 2
      """)
    return try rows.compactMap { row -> (school: OrganisationID, state: ReferenceState, count: Int)? in
      guard let state = ReferenceState(rawValue: try row.decode("state")) else { return nil }
      return (school: try row.decode("school_id"), state: state, count: try row.decode("count"))
    }
  }
}
