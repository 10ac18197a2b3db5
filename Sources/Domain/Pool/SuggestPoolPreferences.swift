import Foundation
import Postgres

/// What somebody probably looks for, by their general application, so that the pool doesn't ask again what they have
/// said: phases, key stages by the age ranges they teach, and subjects that they name.
public struct SuggestPoolPreferences: Sendable {
  let services: Services

  /// The use case over an installation's services.
  public init(_ services: Services) { self.services = services }

  /// What can be filled in; the person changes it as they like. Throws ``DomainError``.
  public func callAsFunction(by actor: Actor) async throws -> PoolPreferences {
    let teaching = try await ReadGeneralApplication(services)(by: actor).section("teaching").answers
    return Self.suggested(teaching, subjects: try await ReferenceData(services).subjects())
  }

  /// The same by the answers on teaching status.
  static func suggested(_ teaching: [String: JSONValue], subjects: [Subject]) -> PoolPreferences {
    func chosen(_ key: String) -> [String] { (teaching[key]?.array ?? []).compactMap(\.string) }
    var wanted = PoolPreferences()
    wanted.phases = chosen("phases").compactMap(VacancyPhase.init)
    wanted.keyStages = chosen("age_ranges").compactMap { keyStages[$0] }
    wanted.subjects = named(in: teaching["subjects"]?.string ?? "", subjects)
    return wanted
  }

  /// The key stage of each age range of the form.
  private static let keyStages = [
    "3-5": "early-years", "5-7": "ks1", "7-11": "ks2", "11-14": "ks3", "14-16": "ks4", "16-19": "ks5",
  ]

  /// The subjects whose names stand in a text as words of their own, ten at the most; longer names first, so that
  /// "physical education" is not also another subject of its words.
  private static func named(in text: String, _ subjects: [Subject]) -> [String] {
    var rest = words(text)
    var found: Set<String> = []
    for subject in subjects.sorted(by: { ($0.name.count, $0.code) > ($1.name.count, $1.code) }) {
      // "Primary (all subjects)" is mostly written as "primary".
      let name = words(String(subject.name.prefix { $0 != "(" }))
      guard rest.contains(name) else { continue }
      rest = rest.replacing(name, with: " | ")
      found.insert(subject.code)
    }
    return Array(subjects.map(\.code).filter(found.contains).prefix(10))
  }

  private static func words(_ text: String) -> String {
    " " + text.lowercased().split { !$0.isLetter }.joined(separator: "  ") + " "
  }
}
