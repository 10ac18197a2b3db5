import Foundation
import Postgres

/// Opens the present recruitment year of the sample's pool and brings its people in.
struct LoadSamplePool: Sendable {
  let services: Services

  init(_ services: Services) { self.services = services }

  /// Everybody who says what they look for joins; officers have checked most. May run again.
  func callAsFunction(_ people: SamplePeople, by actor: Actor) async throws {
    let authority = try await Authority.find(code: SampleBorough.authorityCode, in: services.pool)
    let today = services.today
    let year = today.month >= 9 ? today.year + 1 : today.year
    _ = try await OpenPoolYear(services)(
      year, of: authority, from: CivilDate(year: year - 1, month: 9, day: 1),
      to: CivilDate(year: year, month: 8, day: 31), by: actor)
    for person in people.applicants {
      guard let sample = person.pool else { continue }
      let own = try await LoadSamplePeople(services).actor(of: person.email)
      let join = JoinPool(services)
      let before = try await join.own(by: own).items.first {
        $0.authority == authority.id && $0.year == year
      }
      // Who has left since stays away.
      if let before, before.state.hasEnded { continue }
      let entry = try await join(
        year, of: authority.id, sample.preferences(from: CivilDate(year: year, month: 9, day: 1)),
        consents: true, by: own)
      try await hide(entry, sample, authority, own)
      guard sample.checked, entry.checkedAt == nil else { continue }
      _ = try await AssessPoolEntry(services).check(
        entry.id, PoolCheck(isComplete: true, trnIsRight: true, hasConsented: true), expectedVersion: nil,
        by: actor)
      _ = try await AssessPoolEntry(services).grade(
        entry.id, sample.grade, notes: "", expectedVersion: nil, by: actor)
    }
  }

  private func hide(
    _ entry: PoolEntry, _ sample: SamplePoolEntry, _ authority: Authority, _ own: Actor
  ) async throws {
    guard !sample.hiddenFrom.isEmpty else { return }
    let schools = try await services.pool.query(
      """
      SELECT s.urn FROM school s JOIN organisation o ON o.id = s.organisation_id
      WHERE o.authority_id = \(authority.id) AND o.name = ANY (\(sample.hiddenFrom))
      """
    ).map { try $0.decode("urn", as: URN.self) }
    try await ChangePoolEntry(services).hide(entry.id, from: schools, by: own)
  }
}

/// What a made-up person looks for in the pool.
public struct SamplePoolEntry: Sendable, Decodable {
  /// The grade that officers gave, if they did.
  public let grade: String?
  /// Whether officers have checked the entry.
  public let checked: Bool
  /// Names of schools that it is hidden from.
  public let hiddenFrom: [String]
  private let phases: [VacancyPhase]
  private let keyStages: [String]
  private let subjects: [String]
  private let hours: PoolHours
  private let about: String

  private enum CodingKeys: String, CodingKey {
    case grade, checked, phases, subjects, hours, about
    case hiddenFrom = "hidden_from"
    case keyStages = "key_stages"
  }

  /// Reads an entry of the file.
  public init(from decoder: any Decoder) throws {
    let box = try decoder.container(keyedBy: CodingKeys.self)
    grade = try box.decodeIfPresent(String.self, forKey: .grade)
    checked = try box.decode(Bool.self, forKey: .checked)
    hiddenFrom = try box.decodeIfPresent([String].self, forKey: .hiddenFrom) ?? []
    phases = try box.decode([VacancyPhase].self, forKey: .phases)
    keyStages = try box.decode([String].self, forKey: .keyStages)
    subjects = try box.decode([String].self, forKey: .subjects)
    hours = try box.decode(PoolHours.self, forKey: .hours)
    about = try box.decode(String.self, forKey: .about)
  }

  /// What they look for, from a day on.
  func preferences(from day: CivilDate?) -> PoolPreferences {
    var wanted = PoolPreferences()
    wanted.phases = phases
    wanted.keyStages = keyStages
    wanted.subjects = subjects
    wanted.hours = hours
    wanted.about = about
    wanted.availableFrom = day
    return wanted
  }
}
