public import Foundation
import Postgres

/// An application in the sift of a vacancy.
public struct SiftLine: Sendable {
  /// The application.
  public let application: SentApplication
  /// The version of the acting person's sheet; 0 when they haven't begun, nil when they aren't on the panel.
  public let ownVersion: Int?
  /// When they submitted it, if they have.
  public let ownSubmittedAt: Date?
  /// How many members have submitted.
  public let progress: SiftProgress
  /// Whether the sheets of all are shown.
  public let isRevealed: Bool
}

/// Reads the sift of a vacancy as one of the panel sees it.
public struct ReadSift: Sendable {
  let services: Services

  /// The use case over an installation's services.
  public init(_ services: Services) { self.services = services }

  /// The applications that are or were sifted, in the order in which they were sent. Throws ``DomainError``.
  public func callAsFunction(
    _ vacancy: VacancyID, limit: Int = 50, after: Cursor? = nil, by actor: Actor
  ) async throws -> Page<SiftLine> {
    let found = try await SelectionAccess.read(vacancy, by: actor, in: services.pool)
    let sifting = try await PanelStore.sifting(vacancy, in: services.pool)
    let me = actor.account?.id
    let isOnPanel = me.map { sifting.contains($0) } ?? false
    var conditions: [Statement] = ["a.vacancy_id = \(found.id)", "a.state <> 'withdrawn'"]
    if let after { conditions.append("(a.sent_at, a.id) > (\(after.instant), \(after.id))") }
    let rows = try await services.pool.query(
      """
      SELECT \(fragment: SentApplication.columns), my.version AS own_version,
        my.submitted_at AS own_submitted_at,
        (SELECT count(*) FROM sift_sheet s WHERE s.application_id = a.id AND s.submitted_at IS NOT NULL
          AND s.account_id = ANY (\(sifting.map(\.rawValue)))) AS submitted,
        EXISTS (SELECT FROM sift_reveal r WHERE r.application_id = a.id) AS is_revealed
      FROM \(fragment: SentApplication.tables)
      LEFT JOIN sift_sheet my ON my.application_id = a.id AND my.account_id = \(me)
      WHERE \(fragment: .joined(conditions, separator: " AND "))
      ORDER BY a.sent_at, a.id LIMIT \(limit + 1)
      """)
    let lines = try rows.map { row in
      SiftLine(
        application: try SentApplication(row: row),
        ownVersion: isOnPanel ? try row.decodeIfPresent("own_version") ?? 0 : nil,
        ownSubmittedAt: try row.decodeIfPresent("own_submitted_at"),
        progress: SiftProgress(submitted: try row.decode("submitted"), members: sifting.count),
        isRevealed: try row.decode("is_revealed"))
    }
    return Page(lines, limit: limit) {
      Cursor(instant: $0.application.sentAt, id: $0.application.id.rawValue)
    }
  }

  /// One application with the acting person's own sheet and, once they are shown, those of the others. Throws
  /// ``DomainError``.
  public func sheet(_ id: ApplicationID, by actor: Actor) async throws -> SiftView {
    let pool = services.pool
    let sent = try await ApplicationStore.find(id, in: pool)
    guard try await ApplicationReaders.mayRead(sent.vacancy, at: sent.place, actor, in: pool) else {
      throw DomainError.notFound("application")
    }
    let selection = try await SelectionStore.read(sent.vacancy, in: pool)
    let criteria = try await SiftStore.criteria(sent.vacancy, in: pool)
    let sifting = try await PanelStore.sifting(sent.vacancy, in: pool)
    var own: SiftSheet?
    if let account = actor.account, sifting.contains(account.id) {
      own = try await SiftStore.own(account, id, criteria: criteria, in: pool)
    }
    var others = try await SiftStore.sheets(
      of: [id], where: SiftStore.visible(to: actor, selection), criteria: criteria, in: pool)
    others.removeAll { $0.account == actor.account?.id }
    return SiftView(
      whole: SchoolView.reduce(
        try await ReadApplication.whole(sent, in: pool), showsAdjustments: false),
      criteria: criteria, own: own, others: others,
      isRevealed: try await SiftStore.isRevealed(id, in: pool), selection: selection,
      progress: try await SiftStore.progress(id, sifting: sifting, in: pool))
  }
}
