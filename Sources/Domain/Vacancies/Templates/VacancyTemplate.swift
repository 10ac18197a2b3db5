public import Foundation
public import Postgres

/// Names a template of a school's vacancies.
public struct TemplateID: Identifier {
  public let rawValue: UUID
  /// Wraps a UUID.
  public init(rawValue: UUID) { self.rawValue = rawValue }
}

/// What a school starts vacancies from: content without dates, and criteria.
public struct VacancyTemplate: Sendable, RowDecodable {
  /// As many templates a school has at most.
  public static let most = 50

  /// Its identifier.
  public let id: TemplateID
  /// The school and its authority.
  public let place: Place
  /// What the school calls it.
  public let name: String
  /// When it was made.
  public let createdAt: Date
  let content: VacancyContent
  let criteria: [StoredCriterion]

  static let columns: Statement = """
    t.id, t.school_id, o.authority_id, t.name, t.created_at, t.content, t.criteria
    """

  /// Reads a row of the columns above.
  public init(row: Row) throws {
    id = try row.decode("id")
    place = Place(
      organisation: try row.decode("school_id"), authority: try row.decode("authority_id"))
    name = try row.decode("name")
    createdAt = try row.decode("created_at")
    content = try JSONColumn.decode(VacancyContent.self, from: row.decode("content"))
    criteria = try JSONColumn.decode([StoredCriterion].self, from: row.decode("criteria"))
  }

  /// A criterion as a template keeps it.
  struct StoredCriterion: Codable {
    let essential: Bool
    let category: CriterionCategory
    let wording: String
    let assessedBy: [AssessmentMethod]

    init(_ criterion: Criterion) {
      (essential, category) = (criterion.isEssential, criterion.category)
      (wording, assessedBy) = (criterion.wording, criterion.assessedBy)
    }

    var criterion: Criterion {
      Criterion(isEssential: essential, category: category, wording: wording, assessedBy: assessedBy)
    }
  }
}

/// Statements that the use cases of templates share.
enum TemplateStore {
  static func list(_ school: OrganisationID, in db: some Queryable) async throws -> [VacancyTemplate] {
    try await db.query(
      """
      SELECT \(fragment: VacancyTemplate.columns)
      FROM vacancy_template t JOIN organisation o ON o.id = t.school_id
      WHERE t.school_id = \(school) ORDER BY t.name
      """, as: VacancyTemplate.self)
  }

  static func find(_ id: TemplateID, in db: some Queryable) async throws -> VacancyTemplate {
    let template = try await db.first(
      """
      SELECT \(fragment: VacancyTemplate.columns)
      FROM vacancy_template t JOIN organisation o ON o.id = t.school_id WHERE t.id = \(id)
      """, as: VacancyTemplate.self)
    guard let template else { throw DomainError.notFound("template") }
    return template
  }
}
