public import Foundation
import Postgres

/// A vacancy with everything that its page shows.
public struct VacancyPosting: Sendable {
  /// The vacancy.
  public let vacancy: Vacancy
  /// Its school.
  public let school: School
  /// Further schools of the same trust that the post is at.
  public let furtherSchools: [School]
  /// The names of its job roles.
  public let roles: [String]
  /// The names of its subjects, those of the list before the school's own.
  public let subjects: [String]
  /// The names of its key stages.
  public let keyStages: [String]
  /// The person specification, in the school's order.
  public let criteria: [Criterion]
  /// Job descriptions and the like.
  public let documents: [Document]
  /// What the school says on its own page, where the vacancy doesn't say it itself.
  public let profile: Profile

  /// What the school looks for in a person.
  public struct Criterion: Sendable, Decodable, Equatable {
    /// Whether it is essential, or else desirable.
    public let essential: Bool
    /// What it is about.
    public let category: Category
    /// What it says.
    public let wording: String

    /// What a criterion is about.
    public enum Category: String, Sendable, Codable, CaseIterable {
      case qualifications, experience, knowledge, skills, qualities, safeguarding

      /// The word for it on pages.
      public var title: String { rawValue.prefix(1).uppercased() + rawValue.dropFirst() }
    }
  }

  /// A document to be downloaded.
  public struct Document: Sendable, Decodable, Equatable {
    /// Its identifier.
    public let id: UUID
    /// Its name as a file.
    public let name: String
    /// Its media type.
    public let mediaType: String
    /// Its size in bytes.
    public let size: Int

    private enum CodingKeys: String, CodingKey {
      case id, name, size
      case mediaType = "media_type"
    }
  }

  /// What a school says of itself, for all of its vacancies.
  public struct Profile: Sendable, Decodable, Equatable {
    /// What kind of school it is, in its own words.
    public var about = ""
    /// Its commitment to safeguarding.
    public var safeguarding = ""
    /// What comes with working there.
    public var benefits = ""
    /// How to visit it.
    public var visits = ""
  }

  /// The school's commitment to safeguarding, as the vacancy or else the school's page says it.
  public var safeguarding: String { said(vacancy.content.safeguarding, profile.safeguarding) }
  /// What comes with the post.
  public var benefits: String { said(vacancy.content.benefits, profile.benefits) }
  /// How to visit the school.
  public var visits: String { said(vacancy.content.visits, profile.visits) }

  private func said(_ first: String, _ second: String) -> String { first.trimmed.isEmpty ? second : first }
}

/// Reads a vacancy with everything that its page shows, as far as it exists for the actor.
public struct ReadVacancyPosting: Sendable {
  let services: Services

  /// The use case over an installation's services.
  public init(_ services: Services) { self.services = services }

  /// The posting, for whom ``FindVacancy`` finds the vacancy. Throws ``DomainError``.
  public func callAsFunction(_ id: VacancyID, by actor: Actor) async throws -> VacancyPosting {
    let vacancy = try await priced(try await FindVacancy(services)(id, by: actor))
    let schools = try await services.pool.query(
      """
      SELECT \(fragment: School.columns) FROM school s JOIN organisation o ON o.id = s.organisation_id
      WHERE s.organisation_id = \(vacancy.place.organisation)
        OR s.organisation_id IN (SELECT f.school_id FROM vacancy_school f WHERE f.vacancy_id = \(id))
      ORDER BY s.organisation_id = \(vacancy.place.organisation) DESC, s.name, s.organisation_id
      """, as: School.self)
    let row = try await services.pool.firstRow(Self.extras(of: vacancy))
    guard let school = schools.first, let row else { throw DomainError.notFound("vacancy") }
    let profile = try row.decodeIfPresent("profile", as: JSONText.self)
    return VacancyPosting(
      vacancy: vacancy, school: school, furtherSchools: Array(schools.dropFirst()),
      roles: try row.decode("roles"),
      subjects: try row.decode("subjects", as: [String].self) + vacancy.content.otherSubjects,
      keyStages: try row.decode("key_stages"),
      criteria: try JSONColumn.decode([VacancyPosting.Criterion].self, from: try row.decode("criteria")),
      documents: try JSONColumn.decode([VacancyPosting.Document].self, from: try row.decode("documents")),
      profile: try profile.map { try JSONColumn.decode(VacancyPosting.Profile.self, from: $0) }
        ?? VacancyPosting.Profile())
  }

  /// A vacancy in preparation with the pay that it would have, were it published now.
  private func priced(_ vacancy: Vacancy) async throws -> Vacancy {
    guard vacancy.publishedAt == nil, vacancy.payMinimumPence == nil else { return vacancy }
    let now = services.now()
    let pay = try await services.pool.withTransaction { tx in
      try await VacancyPay.expected(of: vacancy, now, in: tx)
    }
    guard let pay else { return vacancy }
    var priced = vacancy
    (priced.payMinimumPence, priced.payMaximumPence) = (pay.minimumPence, pay.maximumPence)
    priced.payArea = pay.area
    return priced
  }

  private static func extras(of vacancy: Vacancy) -> Statement {
    """
    SELECT
      coalesce((SELECT array_agg(r.name ORDER BY r.sort) FROM job_role r
        WHERE r.code = ANY (\(vacancy.content.jobRoles))), '{}') AS roles,
      coalesce((SELECT array_agg(s.name ORDER BY s.sort, s.name) FROM subject s
        WHERE s.code = ANY (\(vacancy.content.subjects))), '{}') AS subjects,
      coalesce((SELECT array_agg(k.name ORDER BY k.sort) FROM key_stage k
        WHERE k.code = ANY (\(vacancy.content.keyStages))), '{}') AS key_stages,
      coalesce((SELECT jsonb_agg(jsonb_build_object('essential', c.essential, 'category', c.category,
          'wording', c.wording) ORDER BY c.position)
        FROM vacancy_criterion c WHERE c.vacancy_id = \(vacancy.id)), '[]') AS criteria,
      coalesce((SELECT jsonb_agg(jsonb_build_object('id', d.id, 'name', d.name,
          'media_type', d.media_type, 'size', d.size) ORDER BY d.id)
        FROM vacancy_document d WHERE d.vacancy_id = \(vacancy.id)), '[]') AS documents,
      (SELECT jsonb_build_object('about', p.about, 'safeguarding', p.safeguarding, 'benefits', p.benefits,
          'visits', p.visits)
        FROM school_profile p WHERE p.school_id = \(vacancy.place.organisation)) AS profile
    """
  }
}
