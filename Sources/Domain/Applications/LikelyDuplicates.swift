import Foundation
import Postgres

/// An application to the same vacancy from another account that states the same teacher reference number: most likely
/// one person with two addresses.
public struct LikelyDuplicate: Sendable, Equatable {
  /// The other application.
  public let application: ApplicationID
  /// Its reference.
  public let reference: String
  /// Whether it was sent before the one it is told of.
  public let isEarlier: Bool
}

/// Finds applications to one vacancy that are most likely of one person.
///
/// Only those who run the selection are told, and only which applications these are: neither the applicants nor
/// agencies learn that somebody else applied.
public struct FindLikelyDuplicates: Sendable {
  let services: Services

  /// The use case over an installation's services.
  public init(_ services: Services) { self.services = services }

  /// The likely duplicates of applications that a school has received, by application, the first sent first; of those
  /// who have any. Others than the head and recruiters are told of none.
  public func callAsFunction(
    _ applications: [ApplicationID], at school: Place, by actor: Actor
  ) async throws -> [ApplicationID: [LikelyDuplicate]] {
    guard actor.may(.readSelection, at: school), !applications.isEmpty else { return [:] }
    let rows = try await services.pool.query(
      """
      SELECT a.id, o.id AS other_id, o.reference, (o.sent_at, o.id) < (a.sent_at, a.id) AS is_earlier
      FROM application a JOIN application o ON o.vacancy_id = a.vacancy_id AND o.account_id <> a.account_id
        AND \(fragment: StatedNumber.sent("o")) = \(fragment: StatedNumber.sent("a"))
      WHERE a.id = ANY (\(applications.map(\.rawValue))) AND a.school_id = \(school.organisation)
      ORDER BY o.sent_at, o.id
      """)
    var found: [ApplicationID: [LikelyDuplicate]] = [:]
    for row in rows {
      let id = try row.decode("id", as: ApplicationID.self)
      let other = LikelyDuplicate(
        application: try row.decode("other_id"), reference: try row.decode("reference"),
        isEarlier: try row.decode("is_earlier"))
      found[id, default: []].append(other)
    }
    return found
  }
}

/// The teacher reference number that somebody states, as it is compared.
enum StatedNumber {
  /// The digits of what was typed; NULL, which equals nothing, where there are none.
  private static func digits(_ stated: Statement) -> Statement {
    "nullif(regexp_replace(coalesce(\(fragment: stated), ''), '[^0-9]', '', 'g'), '')"
  }

  /// That of a row of `application`, of this alias.
  static func sent(_ alias: StaticString) -> Statement {
    digits("\(unsafe: alias).answers #>> '{teaching,trn}'")
  }

  /// That of a row `g` of `general_application_section`, of the section on teaching.
  static let kept: Statement = digits("g.answers ->> 'trn'")

  /// The same of answers that are about to be sent.
  static func of(_ answers: [String: [String: JSONValue]]) -> String? {
    let digits = (answers["teaching"]?["trn"]?.string ?? "").filter { $0.isASCII && $0.isNumber }
    return digits.isEmpty ? nil : digits
  }

  /// Those who state one number for one vacancy are decided on one after the other, until the transaction ends.
  static func lock(_ number: String, for vacancy: VacancyID, in tx: Transaction) async throws {
    try await tx.execute("SELECT pg_advisory_xact_lock(hashtextextended(\("\(vacancy) \(number)"), 887))")
  }
}
