public import Postgres

/// A subject that is taught.
public struct Subject: Sendable, Hashable, Codable, RowDecodable {
  /// Its name in data, for example "design-and-technology".
  public var code: String
  /// Its name on pages.
  public var name: String

  /// A subject.
  public init(code: String, name: String) {
    self.code = code
    self.name = name
  }

  /// Reads a subject from a row.
  public init(row: Row) throws {
    code = try row.decode("code")
    name = try row.decode("name")
  }
}

/// A key stage of the national curriculum.
public struct KeyStage: Sendable, Hashable, Codable, RowDecodable {
  /// Its name in data, for example "ks2".
  public var code: String
  /// Its name on pages.
  public var name: String
  /// The ages it is for, in words.
  public var ages: String

  /// A key stage.
  public init(code: String, name: String, ages: String) {
    self.code = code
    self.name = name
    self.ages = ages
  }

  /// Reads a key stage from a row.
  public init(row: Row) throws {
    code = try row.decode("code")
    name = try row.decode("name")
    ages = try row.decode("ages")
  }
}

/// A role that vacancies are advertised for.
public struct JobRole: Sendable, Hashable, Codable, RowDecodable {
  /// What kind of work it is.
  public enum Kind: String, Sendable, Codable, CaseIterable, PostgresValue {
    case teaching, leadership, support

    /// The words for it.
    public var title: String {
      switch self {
      case .teaching: "Teaching"
      case .leadership: "Leadership"
      case .support: "Support"
      }
    }
  }

  /// Its name in data, for example "teaching-assistant".
  public var code: String
  /// Its name on pages.
  public var name: String
  /// What kind of work it is.
  public var kind: Kind

  /// Reads a role from a row.
  public init(row: Row) throws {
    code = try row.decode("code")
    name = try row.decode("name")
    kind = try row.decode("kind")
  }
}

/// What forms offer to choose from.
public struct ReferenceData: Sendable {
  let services: Services

  /// The reference data in the database of these services.
  public init(_ services: Services) {
    self.services = services
  }

  /// The subjects, in the order of a form.
  public func subjects() async throws -> [Subject] {
    try await services.pool.query("SELECT code, name FROM subject ORDER BY sort, name", as: Subject.self)
  }

  /// The key stages, youngest first.
  public func keyStages() async throws -> [KeyStage] {
    try await services.pool.query("SELECT code, name, ages FROM key_stage ORDER BY sort", as: KeyStage.self)
  }

  /// The job roles, in the order of a form.
  public func jobRoles() async throws -> [JobRole] {
    try await services.pool.query("SELECT code, name, kind FROM job_role ORDER BY sort", as: JobRole.self)
  }

  /// The ways in which a vacancy ends, in the order of a form.
  public func outcomes() async throws -> [OutcomeChoice] {
    try await services.pool.query(
      "SELECT code, name, filled FROM vacancy_outcome ORDER BY sort", as: OutcomeChoice.self)
  }
}
