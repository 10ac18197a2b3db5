import Domain
import Foundation
import Postgres
import TestSupport
import Testing

/// A published vacancy with criteria, a panel of three and applicants of their own names.
struct SelectionDesk {
  let desk: VacancyDesk
  let vacancy: Vacancy
  let criteria: [Criterion]
  let member: Actor
  let applicants: [Actor]
  let applications: [ApplicationID]

  var services: Services { desk.services }
  var head: Actor { desk.head }
  var recruiter: Actor { desk.recruiter }

  static let names = ["Ada", "Bilal", "Cerys", "Dmitri", "Eilidh", "Fergus", "Gwen"]

  /// Runs a test on a desk with so many applicants.
  static func run(
    applicants: Int = 2, headship: Bool = false, _ body: (SelectionDesk) async throws -> Void
  ) async throws {
    try await withServices { services, clock async throws in
      try await body(try await SelectionDesk(services, clock, applicants, headship))
    }
  }

  private init(_ services: Services, _ clock: TestClock, _ count: Int, _ headship: Bool) async throws {
    desk = try await VacancyDesk(services, clock: clock)
    var content = VacancyDesk.content()
    if headship { content.jobRoles = ["head"] }
    let draft = try await desk.draft(content)
    _ = try await SetCriteria(services)(
      draft.id,
      [
        Criterion(category: .qualifications, wording: "Qualified teacher status"),
        Criterion(wording: "Teaching this age"),
        Criterion(isEssential: false, wording: "Leading a choir"),
        Criterion(wording: "Calm when a parent shouts", assessedBy: [.interview]),
      ], expectedVersion: nil, by: desk.head)
    vacancy = try await PublishVacancy(services)(draft.id, by: desk.head)
    criteria = try await ReadCriteria(services)(vacancy.id, by: desk.head)
    member = try await AccountsFixture(services).acting(
      .panelMember, at: desk.school.id, email: "panel@example.org")
    var applicants: [Actor] = []
    var applications: [ApplicationID] = []
    for name in Self.names.prefix(count) {
      clock.advance(seconds: 60)
      let (actor, sent) = try await Self.apply(name, to: vacancy, services)
      applicants.append(actor)
      applications.append(sent)
    }
    (self.applicants, self.applications) = (applicants, applications)
  }

  /// Somebody new who applies under a first name.
  static func apply(
    _ name: String, to vacancy: Vacancy, _ services: Services
  ) async throws -> (Actor, ApplicationID) {
    let email = "\(name.lowercased())@people.example"
    let accounts = AccountsFixture(services)
    _ = try await accounts.person(email, name: "\(name) Mysterious")
    let actor = try await accounts.acting(email)
    try await CompleteApplication.save(by: actor, services)
    var personal = try #require(try CompleteApplication.answers()["personal"])
    personal["first_names"] = .string(name)
    personal["last_name"] = "Mysterious"
    _ = try await SaveSection(services)("personal", answers: personal, expectedVersion: nil, by: actor)
    _ = try await SaveSection(services)(
      "support", answers: ["needs_adjustments": "yes", "adjustments": "A quiet room."], expectedVersion: nil,
      by: actor)
    let sent = try await SendApplication(services)(
      vacancy: vacancy.id, statement: "I, \(name) Mysterious, taught \(name)ns to read.", submission: UUID(),
      by: actor)
    return (actor, sent.application.id)
  }

  /// Names the head (in the chair), the recruiter and the panel member.
  @discardableResult
  func panel(anonymous: Bool? = nil) async throws -> Panel {
    try await NamePanel(services)(
      vacancy.id, members: try [head, recruiter, member].map { try $0.requireAccount().id },
      chair: head.requireAccount().id, isAnonymous: anonymous, expectedVersion: nil, by: head)
  }

  /// A sheet with one score for every criterion of the sift.
  func sheet(_ score: Int, _ recommendation: Recommendation = .shortlist, note: String = "") -> SheetContent {
    SheetContent(
      scores: criteria.prefix(3).compactMap(\.id).map {
        CriterionScore(criterion: $0, score: score, note: note)
      }, recommendation: recommendation, note: note)
  }

  /// Submits a sheet.
  func submit(_ score: Int, on application: Int, by actor: Actor, note: String = "") async throws {
    _ = try await SaveSheet(services)(
      applications[application], sheet(score, note: note), submit: true, expectedVersion: nil, by: actor)
  }

  /// Has everybody on the panel submit the same score for an application.
  func siftAll(_ scores: [Int]) async throws {
    for (index, score) in scores.enumerated() {
      for actor in [head, recruiter, member] { try await submit(score, on: index, by: actor) }
    }
  }

  /// Where an application stands.
  func state(_ application: Int) async throws -> ApplicationState {
    try await services.pool.value(
      "SELECT state FROM application WHERE id = \(applications[application])", as: ApplicationState.self)
  }

  /// Where all of them stand.
  func states() async throws -> [ApplicationState] {
    var states: [ApplicationState] = []
    for index in applications.indices { states.append(try await state(index)) }
    return states
  }

  func version(_ application: Int) async throws -> Int {
    try await services.pool.value(
      "SELECT version FROM application WHERE id = \(applications[application])", as: Int.self)
  }

  /// A form with every application of the desk, some of them ticked.
  func choices(_ ticked: Set<Int>) async throws -> [ApplicationChoice] {
    var choices: [ApplicationChoice] = []
    for index in applications.indices {
      choices.append(
        ApplicationChoice(
          applications[index], version: try await version(index), isChosen: ticked.contains(index)))
    }
    return choices
  }
}
