import Postgres

/// What a vacancy's fields are checked against: the lists that live in data.
public struct VacancyReference: Sendable {
  /// Codes of job roles.
  public var jobRoles: Set<String>
  /// Names of subjects by code.
  public var subjects: [String: String]
  /// Codes of key stages.
  public var keyStages: Set<String>
  /// Names of pay points, of whichever area, as they hold on the day.
  public var payPoints: Set<String>
  /// Payments on top of a scale, as they hold on the day.
  public var allowances: [Allowance]

  /// Lists to check against.
  public init(
    jobRoles: Set<String>, subjects: [String: String], keyStages: Set<String>, payPoints: Set<String>,
    allowances: [Allowance] = []
  ) {
    self.jobRoles = jobRoles
    self.subjects = subjects
    self.keyStages = keyStages
    self.payPoints = payPoints
    self.allowances = allowances
  }

  static func load(on day: CivilDate, in db: some Queryable) async throws -> VacancyReference {
    let subjects = try await db.query("SELECT code, name FROM subject", as: Subject.self)
    return VacancyReference(
      jobRoles: Set(try await db.value("SELECT array_agg(code) FROM job_role", as: [String].self)),
      subjects: Dictionary(uniqueKeysWithValues: subjects.map { ($0.code, $0.name) }),
      keyStages: Set(try await db.value("SELECT array_agg(code) FROM key_stage", as: [String].self)),
      payPoints: try await PayLookup.names(on: day, in: db),
      allowances: try await Allowance.holding(on: day, in: db))
  }
}
