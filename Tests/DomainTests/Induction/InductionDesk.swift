import Domain
import Foundation
import Postgres
import TestSupport
import Testing

/// A school that registers new teachers, its tutor, and the officer of the appropriate body.
struct InductionDesk {
  let desk: VacancyDesk
  let authority: Authority
  let officer: Actor
  let administrator: Actor
  let tutor: Actor

  var services: Services { desk.services }
  var clock: TestClock { desk.clock }
  var head: Actor { desk.head }
  var accounts: AccountsFixture { AccountsFixture(services) }

  /// Runs a test at a desk of its own, on 2 November 2026.
  static func run(_ body: (InductionDesk) async throws -> Void) async throws {
    try await VacancyDesk.run { desk async throws in try await body(InductionDesk(desk)) }
  }

  private init(_ desk: VacancyDesk) async throws {
    self.desk = desk
    let (services, accounts) = (desk.services, AccountsFixture(desk.services))
    authority = try await Authority.find(code: "883", in: services.pool)
    officer = try await accounts.acting(.officer, at: authority.organisation, email: "officer@example.org")
    administrator = try await accounts.acting(
      .administrator, at: authority.organisation, email: "administrator@example.org")
    tutor = try await accounts.acting(.inductionTutor, at: desk.school.id, email: "tutor@school.example")
    try await Self.serve(authority, services)
  }

  /// Lets an authority act as appropriate body.
  static func serve(_ authority: Authority, _ services: Services) async throws {
    let manage = ManageAppropriateBodies(services)
    _ = try await manage.setBody(
      "Sample Appropriate Body", of: authority, from: day("2012-09-01"), until: nil,
      source: "A test’s agreement",
      by: .operatorAtCommandLine)
    try await manage.setLevel(
      "full", "Full assurance", pricePence: 40_000, from: day("2020-09-01"), of: authority,
      by: .operatorAtCommandLine)
  }

  /// A registration without a fault on the clock's day.
  static func content(
    trn: String = "1234567", email: String = "nia@people.example", startsOn: String = "2027-01-04"
  ) -> RegistrationContent {
    var content = RegistrationContent()
    (content.firstNames, content.lastName, content.email) = ("Nia", "Sample", email)
    (content.birthDate, content.trn) = (day("2001-02-28"), trn)
    (content.qtsAwardedOn, content.courseBegunOn) = (day("2026-07-10"), day("2025-09-01"))
    (content.post, content.phase, content.keyStage) = ("Year 4 class teacher", "primary", "KS2")
    (content.postConcerns, content.contractType, content.fte) = (["none"], .permanent, 1)
    content.startsOn = day(startsOn)
    (content.tutorName, content.tutorEmail) = ("Tara Tutor", "tutor@school.example")
    (content.mentorName, content.mentorEmail) = ("Mo Mentor", "mentor@school.example")
    content.programme = "school-led"
    (content.timetableReduced, content.institution, content.specialMeasures) = (true, "academy", false)
    (content.supportQualified, content.servedElsewhere, content.serviceLevel) = (true, false, "full")
    return content
  }

  /// A registration that was sent.
  func submitted(_ content: RegistrationContent = content(), by actor: Actor? = nil) async throws
    -> InductionRegistration
  {
    let school = actor == nil ? desk.school.id : try #require(actor?.account?.memberships.first?.organisation)
    let draft = try await DraftRegistration(services)(at: school, content, by: actor ?? head)
    clock.advance(seconds: 1)
    return try await SubmitRegistration(services)(draft.id, expectedVersion: nil, by: actor ?? head)
  }

  /// An induction that has begun.
  func begun(
    _ content: RegistrationContent = content(), on start: String = "2027-01-04", by actor: Actor? = nil
  ) async throws -> InductionRecord {
    let sent = try await submitted(content, by: actor)
    let decide = DecideRegistration(services)
    _ = try await decide.verify(sent.id, expectedVersion: nil, by: officer)
    let accepted = try await decide.accept(
      sent.id, startsOn: day(start),
      reason: day(start) == content.startsOn ? "" : "Agreed with the school before.", isSamePerson: true,
      expectedVersion: nil, by: officer)
    return try await ReadInductions(services).find(try #require(accepted.induction), by: officer)
  }

  /// Somebody signed in with the teacher's address.
  func teacher(_ email: String = "nia@people.example") async throws -> Actor {
    try await accounts.person(email, name: "Nia Sample")
    return try await accounts.acting(email)
  }
}

extension InductionDesk {
  /// Another officer than the desk's.
  func secondOfficer() async throws -> Actor {
    try await accounts.acting(.officer, at: authority.organisation, email: "second@example.org")
  }

  /// Lets an induction be recommended and passed before its end by the plan.
  func passed(_ id: InductionID) async throws {
    let decide = DecideInduction(services)
    _ = try await decide.recommend(
      id, .satisfactory, reasons: "Every Standard is met.", earlyReason: "Most of it was served elsewhere.",
      expectedVersion: nil, by: head)
    _ = try await decide.decide(
      id, .satisfactory, reasons: "Every Standard is met.", earlyReason: "Taught abroad for six years.",
      expectedVersion: nil, by: officer)
  }

  /// Lets an induction be recommended and decided, by a second officer where it takes one.
  func decided(_ id: InductionID, _ outcome: InductionOutcome, teacher: Actor) async throws {
    let (decide, reasons) = (DecideInduction(services), "Standards 2 and 6 were looked at.")
    _ = try await decide.recommend(
      id, outcome, reasons: reasons, earlyReason: "Most of it was served elsewhere.", expectedVersion: nil,
      by: head)
    _ = try await decide.represent(id, "I have seen it.", by: teacher)
    _ = try await decide.decide(
      id, outcome, reasons: reasons, extensionTerms: outcome == .extension ? 1 : nil,
      earlyReason: "The whole of it was served elsewhere.", expectedVersion: nil, by: officer)
    if outcome == .notSatisfactory {
      _ = try await decide.confirm(id, expectedVersion: nil, by: try await secondOfficer())
    }
  }
}
