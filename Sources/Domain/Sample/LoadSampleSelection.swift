import Foundation
import Postgres

/// Gives one vacancy of the sample a panel and a sift that is half done.
struct LoadSampleSelection: Sendable {
  /// The vacancy's key in the sample.
  static let vacancyKey = "v01"
  /// Who is on its panel, the chair first.
  static let panel = ["head@abbots-hall.test", "recruiter@abbots-hall.test", "panel@abbots-hall.test"]

  let services: Services

  init(_ services: Services) { self.services = services }

  /// Makes what is missing.
  func callAsFunction(_ id: VacancyID, by actor: Actor) async throws {
    let vacancy = try await FindVacancy(services)(id, by: actor)
    let reading = ReadCriteria(services)
    if try await reading(id, by: actor).isEmpty {
      _ = try await SetCriteria(services)(
        id, try await reading.usual(id, by: actor), expectedVersion: nil, by: actor)
    }
    var members: [Actor] = []
    for email in Self.panel {
      if let member = try await member(email) { members.append(member) }
    }
    guard members.count == Self.panel.count, let chair = members[0].account else { return }
    try await RecordTraining(services)(
      of: chair.id, at: vacancy.place.organisation, provider: "Sample Safeguarding Trust",
      completedOn: services.today.adding(days: -200), validUntil: services.today.adding(days: 895), by: actor)
    try await NamePanel(services)(
      id, members: members.compactMap(\.account?.id), chair: chair.id, expectedVersion: nil, by: actor)
    let applications = try await ReadSift(services)(id, by: actor).items.map(\.application.id)
    for (index, application) in applications.enumerated() {
      try await sift(application, place: index, members)
    }
  }

  /// Somebody who works at a school, acting with their roles; nil where they are not there.
  func member(_ email: String) async throws -> Actor? {
    let id = try await services.pool.valueIfAny(
      "SELECT id FROM account WHERE email_normal = \(email)", as: AccountID.self)
    guard let id, let account = try await ActingAccountRows.find(id, in: services.pool) else { return nil }
    return Actor(.account(account), face: .cli)
  }

  /// The first application is scored by all, the second by the chair, the third is begun by the last member.
  private func sift(_ application: ApplicationID, place: Int, _ members: [Actor]) async throws {
    for (seat, member) in members.enumerated() {
      let isSubmitted = place == 0 || (place == 1 && seat == 0)
      let isBegun = isSubmitted || (place == 2 && seat == members.count - 1)
      let view = try await ReadSift(services).sheet(application, by: member)
      guard isBegun, view.own?.version == 0 else { continue }
      let scores = view.criteria.enumerated().compactMap { index, criterion in
        criterion.id.map {
          CriterionScore(
            criterion: $0, score: 1 + (index + seat + place) % 3,
            note: index == 0 ? "Shown in the employment history." : "")
        }
      }
      try await SaveSheet(services)(
        application,
        SheetContent(
          scores: scores, recommendation: seat == 1 ? .unsure : .shortlist,
          note: "A warm statement with examples from the classroom."), submit: isSubmitted,
        expectedVersion: 0, by: member)
    }
  }
}
