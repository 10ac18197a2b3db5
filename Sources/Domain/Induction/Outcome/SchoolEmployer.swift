public import Foundation
public import Postgres

/// Who employs a school’s teachers, and where notices to them go (SI 2012/1115, regulation 11): of a community school
/// its authority, of an academy its trust, elsewhere its governing body.
public struct SchoolEmployer: Sendable, Equatable, RowDecodable {
  /// The employer’s name.
  public let name: String
  /// The e-mail address that notices go to.
  public let email: String
  /// Rises with every change.
  public let version: Int
  /// Who has given it.
  public let changedBy: String
  /// When.
  public let changedAt: Date

  /// Reads a row of ``find(_:in:)``.
  public init(row: Row) throws {
    name = try row.decode("name")
    email = try row.decode("email")
    version = try Int(row.decode("version", as: Int32.self))
    changedBy = try row.decode("changed_by")
    changedAt = try row.decode("updated_at")
  }

  static func find(_ school: OrganisationID, in db: some Queryable) async throws -> SchoolEmployer? {
    try await db.first(
      """
      SELECT e.name, e.email, e.version, coalesce(a.name, 'The operator') AS changed_by, e.updated_at
      FROM school_employer e LEFT JOIN account a ON a.id = e.updated_by WHERE e.school_id = \(school)
      """, as: SchoolEmployer.self)
  }

  /// The register’s types whose teachers the authority employs: community, voluntary controlled and community special
  /// schools, pupil referral units and nursery schools (Education Act 2002, section 35).
  private static let employedByAuthority: Set<String> = ["01", "03", "07", "14", "15"]

  /// Who employs by what the register says of a school; nil where it doesn’t say.
  static func byRegister(trust: String?, type: String?, authority: String) -> String? {
    if let trust = trust?.trimmed, !trust.isEmpty { return trust }
    return type.map(employedByAuthority.contains) == true ? authority : nil
  }
}

extension InductionLetter {
  /// A letter to an employer as it is mailed. Those of before employers’ addresses were kept say that the school passes
  /// them on.
  var wordsForEmployer: String {
    let parts = body.components(separatedBy: "\n\n")
    guard parts.count > 2, parts.last?.hasSuffix("The school passes this letter on.") == true else {
      return body
    }
    return parts.dropFirst().dropLast().joined(separator: "\n\n")
  }

  /// Whether a letter to an employer may be mailed: whatever way it went otherwise, and not twice to one address.
  public func mayBeMailed(to employer: SchoolEmployer?) -> Bool {
    recipient == .employer && employer.map { $0.email != mailedTo } == true
  }
}
