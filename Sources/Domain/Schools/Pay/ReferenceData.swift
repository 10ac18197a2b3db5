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

/// What forms offer to choose from.
public struct ReferenceData: Sendable {
  private let services: Services

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
}
