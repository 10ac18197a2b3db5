import Foundation
import Postgres

/// One edition of a rule set: its rules as they are from a day on.
protocol RuleEdition: Sendable {
  /// What it is called, such as "2024-09".
  var version: String { get }
  /// The first day that it holds for; nil of the first edition, which holds for every day before the second.
  var inForceFrom: CivilDate? { get }
}

/// The editions of a rule set, in the order of their days. An induction runs on the edition of the day on which it began,
/// a time limit on that of the day that sets it off, so a later edition changes nothing of what has begun.
///
/// Each is an entry of a file in `RuleSets`, and what stands there is never changed: a correction is one more entry, with
/// the day from which it holds. The files lie beside the program, in `staffroom_Domain.resources`, and are read when it
/// starts. So an installation can add an edition without a release, by an entry of its own and a restart of every process;
/// the next installation brings the files of its release, which must have that entry too. Two limits follow. They are no
/// rows of the database, because the calculator and the command line reckon without one, and all processes have to go by
/// the same rules. And an edition cannot be made to hold for inductions that began before it: what the law changes for
/// them, such as the move to six terms, is a rule with days of its own inside an edition.
struct RuleEditions<Edition: RuleEdition>: Sendable {
  /// All of them, the first first.
  let all: [Edition]
  private let newest: Edition

  /// Throws ``DomainError`` unless the first holds from ever, each later one from a later day, and each has a name of its
  /// own.
  init(_ editions: [Edition]) throws {
    let days = editions.dropFirst().map(\.inForceFrom)
    let isInOrder = zip(days, days.dropFirst()).allSatisfy { earlier, later in
      guard let earlier, let later else { return false }
      return earlier < later
    }
    guard let first = editions.first, let newest = editions.last, first.inForceFrom == nil,
      !days.contains(nil), isInOrder, Set(editions.map(\.version)).count == editions.count
    else { throw DomainError.conflict("The editions of a rule set are not in the order of their days.") }
    (all, self.newest) = (editions, newest)
  }

  /// The edition of a day; the newest where no day is known yet.
  func inForce(on day: CivilDate?) -> Edition {
    guard let day else { return newest }
    return all.last { edition in edition.inForceFrom.map { $0 <= day } ?? true } ?? newest
  }

  /// The edition of a name; nil where there is none.
  func named(_ version: String?) -> Edition? { all.first { $0.version == version } }
}

/// Reads files of the rule sets. They never change while the program runs, and reading one takes as long as reckoning a
/// plan: whoever reads one keeps what it says.
enum RuleSet {
  private struct EditionsFile<Edition: Decodable>: Decodable { let editions: [Edition] }

  static func read<T: Decodable>(_ type: T.Type, _ name: String) throws -> T {
    guard let url = Bundle.module.url(forResource: name, withExtension: "json", subdirectory: "RuleSets")
    else { throw DomainError.notFound("rule set \(name).json") }
    return try decode(type, try Data(contentsOf: url))
  }

  /// The editions of a rule set.
  static func editions<Edition: RuleEdition & Decodable>(
    _ type: Edition.Type, _ name: String
  ) throws -> RuleEditions<Edition> {
    try RuleEditions(read(EditionsFile<Edition>.self, name).editions)
  }

  static func decode<T: Decodable>(_ type: T.Type, _ json: Data) throws -> T {
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    return try decoder.decode(type, from: json)
  }
}
