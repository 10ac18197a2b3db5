public import Foundation
public import Postgres

/// What a school says of itself, on its page.
public struct SchoolProfile: Sendable, Equatable, RowDecodable {
  /// What kind of place it is, in its own words.
  public var about: String
  /// How it keeps children safe, and what checks it makes of staff.
  public var safeguarding: String
  /// What it offers its staff.
  public var benefits: String
  /// How to come and see it.
  public var visits: String
  /// Whom to write to about posts; empty when it gives nobody.
  public var contactEmail: String
  /// Rises by one with every change; 0 while the school has written nothing.
  public var version: Int
  /// When it was last changed.
  public var updatedAt: Date?

  /// What a school says of itself.
  public init(
    about: String = "", safeguarding: String = "", benefits: String = "", visits: String = "",
    contactEmail: String = "", version: Int = 0, updatedAt: Date? = nil
  ) {
    self.about = about
    self.safeguarding = safeguarding
    self.benefits = benefits
    self.visits = visits
    self.contactEmail = contactEmail
    self.version = version
    self.updatedAt = updatedAt
  }

  /// Whether the school has written nothing.
  public var isEmpty: Bool {
    [about, safeguarding, benefits, visits, contactEmail].allSatisfy { $0.trimmed.isEmpty }
  }

  static let columns: Statement = """
    about, safeguarding, benefits, visits, contact_email, version, updated_at
    """

  /// Reads a row of `school_profile`.
  public init(row: Row) throws {
    self.init(
      about: try row.decode("about"), safeguarding: try row.decode("safeguarding"),
      benefits: try row.decode("benefits"), visits: try row.decode("visits"),
      contactEmail: try row.decode("contact_email"), version: try row.decode("version"),
      updatedAt: try row.decode("updated_at"))
  }

  /// The longest text about the school, and the longest of the others.
  public static let (longestAbout, longestText) = (10_000, 5_000)

  /// Throws ``DomainError/invalid(_:)`` when a school may not say this.
  func check() throws {
    var problems = Problems()
    problems.require(
      about.count <= Self.longestAbout, "about",
      "Describe the school in at most 10,000 characters.")
    for (field, what, text) in [
      ("safeguarding", "the words on keeping children safe", safeguarding),
      ("benefits", "what you offer staff", benefits), ("visits", "the words on visits", visits),
    ] {
      problems.require(
        text.count <= Self.longestText, field,
        "Shorten \(what) to 5,000 characters or fewer.")
    }
    problems.require(
      contactEmail.isEmpty || EmailAddress(contactEmail) != nil, "contact_email",
      "Give an e-mail address such as office@school.example, or leave it empty.")
    try problems.throwIfAny()
  }
}

/// Reads what a school says of itself. Anybody may.
public struct ReadSchoolProfile: Sendable {
  private let services: Services

  /// The use case over an installation's services.
  public init(_ services: Services) { self.services = services }

  /// The school's words; empty ones while it has written nothing.
  public func callAsFunction(school: OrganisationID) async throws -> SchoolProfile {
    try await Self.read(school, in: services.pool)
  }

  static func read(_ school: OrganisationID, in db: some Queryable) async throws -> SchoolProfile {
    try await db.first(
      "SELECT \(fragment: SchoolProfile.columns) FROM school_profile WHERE school_id = \(school)",
      as: SchoolProfile.self) ?? SchoolProfile()
  }
}

/// Changes what a school says of itself; its head and recruiters may.
public struct ChangeSchoolProfile: Sendable {
  private let services: Services

  /// The use case over an installation's services.
  public init(_ services: Services) { self.services = services }

  /// Stores the school's words. `expectedVersion` is the version that the actor read, 0 when there was nothing.
  /// Throws ``DomainError``.
  public func callAsFunction(
    _ profile: SchoolProfile, school: School, expectedVersion: Int?, by actor: Actor
  ) async throws -> SchoolProfile {
    try actor.require(.changeSchoolProfile, at: school.place)
    var tidy = profile
    tidy.contactEmail = profile.contactEmail.trimmed
    try tidy.check()
    let words = tidy
    return try await services.pool.withTransaction { tx in
      try await tx.execute("SELECT 1 FROM organisation WHERE id = \(school.id) FOR NO KEY UPDATE")
      let stored = try await ReadSchoolProfile.read(school.id, in: tx)
      if let expectedVersion, expectedVersion != stored.version {
        throw DomainError.staleVersion(current: stored.version)
      }
      let (now, version) = (services.now(), stored.version + 1)
      try await tx.execute(
        """
        INSERT INTO school_profile (school_id, about, safeguarding, benefits, visits, contact_email, version,
          updated_by, updated_at)
        VALUES (\(school.id), \(words.about), \(words.safeguarding), \(words.benefits), \(words.visits),
          \(words.contactEmail), \(version), \(actor.account?.id), \(now))
        ON CONFLICT (school_id) DO UPDATE SET about = excluded.about, safeguarding = excluded.safeguarding,
          benefits = excluded.benefits, visits = excluded.visits, contact_email = excluded.contact_email,
          version = excluded.version, updated_by = excluded.updated_by, updated_at = excluded.updated_at
        """)
      // Pages that servers keep hold these words as well.
      try await tx.execute("SELECT pg_notify('live_vacancy', '')")
      try await Audit.record(
        "school.profile_changed", AuditSubject("school", school.id), at: school.place,
        details: ["version": .number(Double(version))], by: actor, services, in: tx)
      return try await ReadSchoolProfile.read(school.id, in: tx)
    }
  }
}
