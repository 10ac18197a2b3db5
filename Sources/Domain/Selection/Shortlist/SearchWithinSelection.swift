import Foundation
import Postgres

extension ReadShortlist {
  /// As many applications are read whole at once: each is long.
  private static let readTogether = 200

  /// Which applications say all the words, in what of them the actor may see: a name that is hidden is not found.
  func saying(_ words: String, in vacancy: VacancyID) async throws -> [ApplicationID] {
    let wanted = words.split(whereSeparator: \.isWhitespace).map { Self.plain(String($0)) }
    let applications = try await services.pool.query(
      """
      SELECT \(fragment: SentApplication.columns) FROM \(fragment: SentApplication.tables)
      WHERE a.vacancy_id = \(vacancy) ORDER BY a.id
      """, as: SentApplication.self)
    var found: [ApplicationID] = []
    for start in stride(from: 0, to: applications.count, by: Self.readTogether) {
      let some = applications[start..<min(start + Self.readTogether, applications.count)]
      for whole in try await ReadApplication.each(Array(some), in: services.pool) {
        let said = Self.said(SchoolView.reduce(whole, showsAdjustments: false))
        if wanted.allSatisfy({ said.contains($0) }) { found.append(whole.application.id) }
      }
    }
    return found
  }

  private static func said(_ whole: WholeApplication) -> String {
    plain(
      whole.answers.values.map { text(.object($0)) }.joined(separator: " ")
        + " \(whole.application.applicantName) \(whole.application.reference)")
  }

  private static func plain(_ text: String) -> String {
    text.folding(options: [.caseInsensitive, .diacriticInsensitive], locale: Locale(identifier: "en_GB"))
  }

  private static func text(_ value: JSONValue) -> String {
    switch value {
    case .string(let text): text
    case .array(let elements): elements.map(text).joined(separator: " ")
    case .object(let members): members.filter { $0.key != "id" }.values.map(text).joined(separator: " ")
    case .null, .bool, .number: ""
    }
  }
}
