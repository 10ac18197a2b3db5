import Foundation
import Postgres

/// Puts a search into words, for pages and mails.
public struct CriteriaWords: Sendable {
  private let subjects: [String: String]
  private let roles: [String: String]

  /// Words with the names of the reference data in a database.
  public init(_ services: Services) async throws {
    self = try await Self.load(in: services.pool)
  }

  private init(subjects: [String: String], roles: [String: String]) {
    self.subjects = subjects
    self.roles = roles
  }

  static func load(in db: some Queryable) async throws -> CriteriaWords {
    let rows = try await db.query(
      "SELECT 'subject' AS kind, code, name FROM subject UNION ALL SELECT 'role', code, name FROM job_role")
    var names: [String: [String: String]] = [:]
    for row in rows {
      names[try row.decode("kind"), default: [:]][try row.decode("code")] = try row.decode("name")
    }
    return CriteriaWords(subjects: names["subject"] ?? [:], roles: names["role"] ?? [:])
  }

  /// For example "“maths”, within 10 miles of Grays, primary or secondary, part time".
  public func text(_ criteria: VacancyCriteria, school: String? = nil) -> String {
    var parts: [String] = []
    let words = Self.plain(criteria.words)
    if !words.isEmpty { parts.append("“\(words)”") }
    let place = Self.plain(criteria.place)
    if !place.isEmpty {
      let miles = criteria.miles ?? VacancyCriteria.usualMiles
      parts.append("within \(miles) mile\(miles == 1 ? "" : "s") of \(place)")
    }
    parts += [
      Self.either(criteria.roles.compactMap { roles[$0] }),
      Self.either(criteria.subjects.compactMap { subjects[$0] }),
      Self.either(criteria.phases.map(\.title)), Self.either(criteria.workingPatterns.map(\.title)),
      Self.either(criteria.contractTypes.map(\.title)), Self.either(criteria.schoolTypes.map(\.title)),
      Self.either(criteria.faiths.map(\.title)),
    ].compactMap { $0 }
    if criteria.nqtsWelcome { parts.append("NQTs welcome") }
    if criteria.visaSponsorship { parts.append("visa sponsorship") }
    if let pay = criteria.minimumPay { parts.append("at least \(Pence(pounds: pay)) a year") }
    if let urn = criteria.school { parts.append(school ?? "the school with URN \(urn)") }
    return parts.isEmpty ? "all vacancies" : parts.joined(separator: ", ")
  }

  private static func either(_ names: [String]) -> String? {
    guard let last = names.last else { return nil }
    return names.count == 1 ? last : names.dropLast().joined(separator: ", ") + " or " + last
  }

  /// What somebody typed as it may stand in a mail to a stranger: nothing that a mail program makes a link
  /// of.
  private static func plain(_ text: String) -> String {
    let kept = text.map { character in
      character.isLetter || character.isNumber || "'’-&+".contains(character) ? character : " "
    }
    return String(kept).split(separator: " ").joined(separator: " ").prefix(60).description.trimmed
  }
}
