import Foundation
public import Postgres

/// Which training in safer recruitment is meant.
public enum TrainingStanding: String, Sendable, CaseIterable {
  case valid
  case runningOut = "running_out"
  case expired

  /// Training runs out soon when it counts for so many days more at most: about three months.
  public static let soonDays = 91

  /// How training that lasts until a day stands today.
  public init(validUntil: CivilDate, today: CivilDate) {
    self =
      validUntil < today ? .expired : validUntil <= today.adding(days: Self.soonDays) ? .runningOut : .valid
  }

  /// The words for it.
  public var title: String {
    switch self {
    case .valid: "Valid"
    case .runningOut: "Runs out within three months"
    case .expired: "Ran out"
    }
  }

  /// Whether training `t` stands so.
  fileprivate func condition(_ today: CivilDate) -> Statement {
    let soon = today.adding(days: Self.soonDays)
    return switch self {
    case .valid: "t.valid_until > \(soon)"
    case .runningOut: "t.valid_until BETWEEN \(today) AND \(soon)"
    case .expired: "t.valid_until < \(today)"
    }
  }
}

/// Somebody of an authority's schools who was trained in safer recruitment.
public struct TrainedPerson: Sendable, RowDecodable {
  /// The training that lasts longest.
  public let training: SaferRecruitmentTraining
  /// The schools that they have a role at, by name.
  public let schools: [String]

  /// Reads a row of ``ReadTrainingOfSchools``.
  public init(row: Row) throws {
    training = try SaferRecruitmentTraining(row: row)
    schools = try row.decode("schools")
  }

  /// How the training stands.
  public func standing(on today: CivilDate) -> TrainingStanding {
    TrainingStanding(validUntil: training.validUntil, today: today)
  }
}

/// Reads who of an authority's schools was trained in safer recruitment, and whose training runs out.
public struct ReadTrainingOfSchools: Sendable {
  let services: Services

  /// The use case over an installation's services.
  public init(_ services: Services) { self.services = services }

  /// Everybody with a role at a school and training on record, each with the training that lasts longest: what ran out or
  /// runs out first comes first. Throws ``DomainError``.
  public func callAsFunction(
    of authority: Authority, _ standing: TrainingStanding? = nil, limit: Int = 50, after: Cursor? = nil,
    by actor: Actor
  ) async throws -> Page<TrainedPerson> {
    try actor.require(.readStaff, at: authority.place, orHide: "page")
    let meant: Statement = standing.map { $0.condition(services.today) } ?? "true"
    let behind: Statement =
      after.map { "AND (t.valid_until, t.id) > (\($0.day), \($0.id))" } ?? ""
    let found = try await services.pool.query(
      """
      SELECT t.id, t.account_id, a.name, t.provider, t.completed_on, t.valid_until, m.schools
      FROM (
        SELECT m.account_id, array_agg(DISTINCT o.name ORDER BY o.name) AS schools
        FROM membership m JOIN organisation o ON o.id = m.organisation_id
        WHERE m.authority_id = \(authority.id) AND m.organisation_kind = 'school' AND m.ended_at IS NULL
        GROUP BY m.account_id
      ) m JOIN account a ON a.id = m.account_id AND a.closed_at IS NULL
      CROSS JOIN LATERAL (
        SELECT t.id, t.account_id, t.provider, t.completed_on, t.valid_until FROM safer_recruitment_training t
        WHERE t.account_id = m.account_id ORDER BY t.valid_until DESC, t.completed_on DESC, t.id LIMIT 1
      ) t
      WHERE \(fragment: meant) \(fragment: behind)
      ORDER BY t.valid_until, t.id LIMIT \(limit + 1)
      """, as: TrainedPerson.self)
    return Page(found, limit: limit) {
      Cursor(day: $0.training.validUntil, id: $0.training.id.rawValue)
    }
  }

  /// All of them as comma-separated values (RFC 4180). Throws ``DomainError``.
  public func csv(
    of authority: Authority, _ standing: TrainingStanding? = nil, by actor: Actor
  ) async throws -> String {
    let all = try await Page<TrainedPerson>.every {
      try await self(of: authority, standing, limit: 500, after: $0, by: actor)
    }
    let today = services.today
    return CSV.text(
      [["name", "schools", "provider", "completed_on", "valid_until", "standing"]]
        + all.map { person in
          let training = person.training
          return [
            training.name, person.schools.joined(separator: "; "), training.provider,
            training.completedOn.description, training.validUntil.description,
            person.standing(on: today).rawValue,
          ]
        })
  }
}
