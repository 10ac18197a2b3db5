public import Foundation
import Postgres

/// How a school goes about choosing for a vacancy, and how far it is.
public struct Selection: Sendable {
  /// The vacancy.
  public let vacancy: VacancyID
  /// Whether the school chose to shortlist without names.
  public let isAnonymous: Bool
  /// Whether names are hidden now: it chose so and has not agreed a shortlist yet.
  public let hidesNames: Bool
  /// When the head closed the sift, if it is closed.
  public let siftClosedAt: Date?
  /// When the longlist was agreed last.
  public let longlistAgreedAt: Date?
  /// When the shortlist was agreed last.
  public let shortlistAgreedAt: Date?
  /// Rises by one with every change of the panel, of these settings and of what was agreed; 0 before the first.
  public let version: Int

  /// Whether members may still score.
  public var isSiftOpen: Bool { siftClosedAt == nil }
}

extension Vacancy {
  /// Whether nobody is chosen for it any more: all posts are filled, or it was given up.
  public var isSelectionOver: Bool { [.filled, .notFilled, .withdrawn].contains(storedState) }
}

/// Statements that the use cases of selection share.
enum SelectionStore {
  private static let columns: Statement = """
    v.id AS vacancy_id, coalesce(s.is_anonymous, false) AS is_anonymous,
    coalesce(an.hides_names, false) AS hides_names, s.sift_closed_at, s.longlist_agreed_at,
    s.shortlist_agreed_at, coalesce(s.version, 0) AS version
    """

  static func read(_ vacancy: VacancyID, in db: some Queryable) async throws -> Selection {
    let row = try await db.firstRow(
      """
      SELECT \(fragment: columns) FROM vacancy v LEFT JOIN selection s ON s.vacancy_id = v.id
      LEFT JOIN vacancy_anonymity an ON an.vacancy_id = v.id WHERE v.id = \(vacancy)
      """)
    guard let row else { throw DomainError.notFound("vacancy") }
    return Selection(
      vacancy: try row.decode("vacancy_id"), isAnonymous: try row.decode("is_anonymous"),
      hidesNames: try row.decode("hides_names"), siftClosedAt: try row.decodeIfPresent("sift_closed_at"),
      longlistAgreedAt: try row.decodeIfPresent("longlist_agreed_at"),
      shortlistAgreedAt: try row.decodeIfPresent("shortlist_agreed_at"), version: try row.decode("version"))
  }

  /// Locks the selection of a vacancy until the transaction ends. Everything that decides over several
  /// applications, or over the panel, takes this lock first and those of applications afterwards.
  static func lock(_ vacancy: Vacancy, _ services: Services, in tx: Transaction) async throws -> Selection {
    try await tx.execute(
      """
      INSERT INTO selection (vacancy_id, school_id, authority_id, version, updated_at)
      VALUES (\(vacancy.id), \(vacancy.place.organisation), \(vacancy.place.authority), 0, \(services.now()))
      ON CONFLICT (vacancy_id) DO NOTHING
      """)
    try await tx.execute("SELECT 1 FROM selection WHERE vacancy_id = \(vacancy.id) FOR UPDATE")
    return try await read(vacancy.id, in: tx)
  }

  /// Keeps the selection as it is until the transaction ends, beside others who do the same.
  static func hold(_ vacancy: VacancyID, in tx: Transaction) async throws -> Selection {
    try await tx.execute("SELECT 1 FROM selection WHERE vacancy_id = \(vacancy) FOR SHARE")
    return try await read(vacancy, in: tx)
  }

  /// Stores further columns, each begun with a comma, with the next version.
  static func change(
    _ vacancy: VacancyID, _ assignments: Statement = "", _ services: Services, in tx: Transaction
  ) async throws {
    try await tx.execute(
      """
      UPDATE selection SET version = version + 1, updated_at = \(services.now()) \(fragment: assignments)
      WHERE vacancy_id = \(vacancy)
      """)
  }
}

/// Who gets at a vacancy's selection.
enum SelectionAccess {
  /// The vacancy, for its head and recruiters who may do an operation; for everybody else it doesn't exist, and so
  /// for those of them who have applied for it.
  static func run(
    _ id: VacancyID, _ operation: Operation, by actor: Actor, in db: some Queryable
  ) async throws -> Vacancy {
    let vacancy = try await VacancyStore.find(id, in: db)
    try actor.require(.readSelection, at: vacancy.place, orHide: "vacancy")
    guard try await ApplicationReaders.mayRead(id, at: vacancy.place, actor, in: db) else {
      throw DomainError.notFound("vacancy")
    }
    try actor.require(operation, at: vacancy.place)
    return vacancy
  }

  /// The vacancy, for those who run its selection and those on its panel.
  static func read(_ id: VacancyID, by actor: Actor, in db: some Queryable) async throws -> Vacancy {
    let vacancy = try await VacancyStore.find(id, in: db)
    guard try await ApplicationReaders.mayRead(id, at: vacancy.place, actor, in: db) else {
      throw DomainError.notFound("vacancy")
    }
    return vacancy
  }
}
