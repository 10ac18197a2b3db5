public import Foundation
import Postgres

/// Those who still wait for an answer when all posts of a vacancy are filled.
public struct WaitingCandidates: Sendable {
  /// Why they are not taken forward, as it is kept for the school.
  public static let reason = "All posts of the vacancy were filled."

  let services: Services

  /// The use case over an installation's services.
  public init(_ services: Services) { self.services = services }

  /// Considerate words to begin with, which the school changes as it likes; true for those who are told.
  public static func usualMessage(
    for vacancy: Vacancy, to waiting: [SentApplication] = [], at now: Date? = nil
  ) -> String {
    RejectionWords.text(vacancy, isFilled: true, to: waiting, at: now)
  }

  /// A page of those who wait, as it is shown.
  public struct Listing: Sendable {
    /// The vacancy.
    public let vacancy: Vacancy
    /// Who waits, by when they applied, with how many they are in all.
    public let page: Page<SentApplication>
    /// What can be written to all of them.
    public let message: String
  }

  /// A page of those who wait; nobody unless the vacancy is filled. For those who run its selection. Throws
  /// ``DomainError``.
  public func list(
    _ id: VacancyID, limit: Int = 50, after: Cursor? = nil, by actor: Actor
  ) async throws -> Listing {
    let (vacancy, waiting) = try await callAsFunction(id, by: actor)
    let found =
      waiting.isEmpty ? [] : try await Self.list(id, limit: limit + 1, after: after, in: services.pool)
    return Listing(
      vacancy: vacancy,
      page: Page(found, limit: limit, total: waiting.count) {
        Cursor(instant: $0.sentAt, id: $0.id.rawValue)
      }, message: Self.usualMessage(for: vacancy, to: waiting, at: services.now()))
  }

  /// The vacancy with those who wait, by when they applied; nobody unless it is filled. For those who run its selection.
  /// Throws ``DomainError``.
  public func callAsFunction(
    _ id: VacancyID, by actor: Actor
  ) async throws -> (vacancy: Vacancy, waiting: [SentApplication]) {
    let vacancy = try await SelectionAccess.run(id, .readSelection, by: actor, in: services.pool)
    guard vacancy.storedState == .filled else { return (vacancy, []) }
    return (vacancy, try await Self.list(id, in: services.pool))
  }

  /// Tells all of them in the same words that the posts are filled, and answers whom. Nobody is told twice. Problems are
  /// of the field `message`. Throws ``DomainError``.
  @discardableResult
  public func tell(_ id: VacancyID, message: String, by actor: Actor) async throws -> [SentApplication] {
    let (vacancy, waiting) = try await callAsFunction(id, by: actor)
    try actor.require(.rejectApplication, at: vacancy.place)
    guard vacancy.storedState == .filled else {
      throw DomainError.conflict(
        "Not all posts of this vacancy are filled, so turn applications down one by one, each with its reason."
      )
    }
    var told: [SentApplication] = []
    var rest = waiting[...]
    while !rest.isEmpty {
      told += try await RejectApplications(services)(
        id,
        rest.prefix(RejectApplications.most).map {
          Rejection($0.id, version: $0.version, reason: Self.reason)
        },
        message: message, by: actor)
      rest = rest.dropFirst(RejectApplications.most)
    }
    return told
  }

  /// What an appointment would do to the vacancy, and who would wait then. For those who run its selection. Throws
  /// ``DomainError``.
  public func preview(appointing application: SentApplication, by actor: Actor) async throws
    -> AppointmentPreview
  {
    let vacancy = try await SelectionAccess.run(
      application.vacancy, .readSelection, by: actor, in: services.pool)
    let appointed = try await FillVacancy.appointed(vacancy.id, in: services.pool)
    return AppointmentPreview(
      postsLeft: vacancy.content.posts - appointed - 1,
      isAdvertised: vacancy.state(at: services.now()) == .published, closesAt: vacancy.closesAt,
      waiting: try await Self.list(vacancy.id, in: services.pool).filter { $0.id != application.id })
  }

  /// Those of a vacancy on whom nothing is decided.
  static func list(
    _ vacancy: VacancyID, limit: Int? = nil, after: Cursor? = nil, in db: some Queryable
  ) async throws -> [SentApplication] {
    let behind: Statement = after.map { "(a.sent_at, a.id) > (\($0.instant), \($0.id))" } ?? "true"
    let states = ApplicationState.allCases.filter { $0.mayBecome(.unsuccessful) }.map(\.rawValue)
    return try await db.query(
      """
      SELECT \(fragment: SentApplication.columns) FROM \(fragment: SentApplication.tables)
      WHERE a.vacancy_id = \(vacancy) AND a.state = ANY (\(states)) AND \(fragment: behind)
      ORDER BY a.sent_at, a.id LIMIT \(limit)
      """, as: SentApplication.self)
  }
}
