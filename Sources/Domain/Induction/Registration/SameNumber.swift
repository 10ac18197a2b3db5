import Foundation
public import Postgres

/// Who an induction is and how they are reached, beside what a registration with the same number says: whoever accepts it
/// lets the induction go on with the name and the address of the registration.
public struct SameNumber: Sendable, RowDecodable {
  /// The induction that would go on.
  public let induction: InductionID
  /// Its reference.
  public let reference: String
  /// Who it is, as it is recorded now.
  public let recorded: Person
  /// Who it is, as the registration says.
  public let registered: Person

  /// What somebody is known by.
  public struct Person: Sendable, Equatable {
    /// First names.
    public let firstNames: String
    /// Last name.
    public let lastName: String
    /// E-mail address.
    public let email: String
    /// Birth date.
    public let birthDate: CivilDate?

    /// The whole name.
    public var name: String { "\(firstNames) \(lastName)" }
  }

  /// What of it makes another person likely, in words: a surname, or the address to which letters go and whose account
  /// opens the induction.
  public var differences: [String] {
    [
      Self.isSame(recorded.lastName, registered.lastName) ? nil : "another surname",
      Self.isSame(recorded.email, registered.email) ? nil : "another e-mail address",
    ].compactMap(\.self)
  }

  /// Whether the officer confirms by itself that it is the same person. With another birth date the registration can’t be
  /// accepted at all.
  public var needsConfirmation: Bool { !differences.isEmpty && recorded.birthDate == registered.birthDate }

  /// What is asked of whoever hasn’t confirmed it.
  var request: String {
    "Confirm that this is the same person: the registration gives \(differences.joined(separator: " and ")) than the "
      + "induction \(reference), which would take it over. If it isn’t, query the number with the school."
  }

  /// What a file of claims says of it, as nobody confirms it there.
  var faultOfFile: String {
    "The registration gives \(differences.joined(separator: " and ")) than the induction \(reference) with this TRN. "
      + "Compare the two and accept the registration by itself, or query it."
  }

  /// What the registration changes of the induction, in words without an address; nil for nothing.
  var change: String? {
    let parts = [
      recorded.name == registered.name
        ? nil : "name changed from \(recorded.name.prefix(200)) to \(registered.name.prefix(200))",
      Self.isSame(recorded.email, registered.email) ? nil : "another e-mail address recorded",
    ].compactMap(\.self)
    guard !parts.isEmpty else { return nil }
    let words = parts.joined(separator: "; ")
    return words.prefix(1).uppercased() + words.dropFirst()
  }

  private static func isSame(_ one: String, _ other: String) -> Bool {
    one.trimmed.compare(other.trimmed, options: [.caseInsensitive, .diacriticInsensitive]) == .orderedSame
  }

  /// Reads a row of ``of(_:in:)``.
  public init(row: Row) throws {
    let content = try JSONColumn.decode(RegistrationContent.self, from: try row.decode("content"))
    induction = try row.decode("id")
    reference = try row.decode("reference")
    recorded = Person(
      firstNames: try row.decode("first_names"), lastName: try row.decode("last_name"),
      email: try row.decode("email"), birthDate: try row.decode("birth_date"))
    registered = Person(
      firstNames: content.firstNames.trimmed, lastName: content.lastName.trimmed,
      email: content.email.trimmed,
      birthDate: content.birthDate)
  }

  /// The induction of the same body that goes on if a registration is accepted; nil for none, or once it is decided.
  static func of(_ registration: RegistrationID, in db: some Queryable) async throws -> SameNumber? {
    let goesOn = InductionState.open + [.left, .transferred]
    return try await db.first(
      """
      SELECT i.id, i.reference, i.first_names, i.last_name, i.email, i.birth_date, r.content
      FROM induction_registration r JOIN induction i ON i.trn = r.trn AND i.authority_id = r.authority_id
      WHERE r.id = \(registration) AND r.state IN ('submitted', 'queried')
        AND i.state = ANY (\(goesOn.map(\.rawValue)))
      ORDER BY i.state = 'transferred', i.id LIMIT 1
      """, as: SameNumber.self)
  }

  /// Locks a number until the transaction ends, so that one registration of it is accepted after another.
  static func lock(_ trn: String, in tx: Transaction) async throws {
    try await tx.execute("SELECT pg_advisory_xact_lock(884, \(Int32(trn.trimmed) ?? 0))")
  }
}
