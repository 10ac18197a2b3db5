public import Postgres

/// What is looked for in the pool, by a school or by officers.
public struct PoolCriteria: Sendable, Equatable {
  /// Words of what people say of themselves.
  public var words = ""
  /// Only who would teach in this phase.
  public var phase: VacancyPhase?
  /// Only who would teach this key stage, by code.
  public var keyStage: String?
  /// Only who would teach this subject, by code.
  public var subject: String?
  /// Only this grade, by code.
  public var grade: String?
  /// Only who can start by this day.
  public var availableBy: CivilDate?
  /// Only who would work so; whoever takes either fits both.
  public var hours: PoolHours?
  /// Only who would travel to the school.
  public var nearSchool = false
  /// Only whom the school has saved.
  public var savedOnly = false

  /// Everybody.
  public init() {}

  /// What holds of an entry `e` that fits what its person looks for and the grade; the rest is a school’s.
  var conditions: [Statement] {
    var conditions: [Statement] = []
    if let phase { conditions.append("e.phases @> ARRAY[\(phase.rawValue)]::text[]") }
    if let keyStage { conditions.append("e.key_stages @> ARRAY[\(keyStage)]::text[]") }
    if let subject { conditions.append("e.subjects @> ARRAY[\(subject)]::text[]") }
    if let grade { conditions.append("e.grade = \(grade)") }
    if let availableBy { conditions.append("e.available_from <= \(availableBy)") }
    if let hours, hours != .either { conditions.append("e.hours IN (\(hours.rawValue), 'either')") }
    return conditions
  }

  /// The codes that nothing has: an empty list would look as if nobody fitted.
  func problems(_ services: Services) async throws -> Problems {
    var problems = Problems()
    if let grade {
      let known = try await SearchPool(services).grades().map(\.code)
      problems.require(
        known.contains(grade), "grade",
        "There is no grade “\(grade.prefix(40))”. Choose among: \(known.joined(separator: ", ")).")
    }
    let reference = ReferenceData(services)
    if let keyStage {
      let known = try await reference.keyStages().map(\.code)
      problems.require(
        known.contains(keyStage), "key_stage",
        "There is no key stage “\(keyStage.prefix(40))”. Choose among: \(known.joined(separator: ", ")).")
    }
    if let subject {
      let known = try await reference.subjects().map(\.code)
      problems.require(
        known.contains(subject), "subject",
        "There is no subject “\(subject.prefix(40))”. Choose among: \(known.joined(separator: ", ")).")
    }
    return problems
  }
}
