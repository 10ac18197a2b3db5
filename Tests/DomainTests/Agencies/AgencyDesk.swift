import Domain
import Foundation
import Postgres
import TestSupport
import Testing

/// A school with a vacancy and two agencies under terms, each with a consultant.
struct AgencyDesk {
  let desk: VacancyDesk
  let authority: Authority
  let officer: Actor
  let vacancy: Vacancy
  let first: Organisation
  let second: Organisation
  let consultant: Actor
  let rival: Actor

  var services: Services { desk.services }
  var clock: TestClock { desk.clock }
  var head: Actor { desk.head }
  var accounts: AccountsFixture { AccountsFixture(services) }

  /// Runs a test at a desk of its own, on 2 November 2026.
  static func run(_ body: (AgencyDesk) async throws -> Void) async throws {
    try await VacancyDesk.run { desk async throws in try await body(AgencyDesk(desk)) }
  }

  private init(_ desk: VacancyDesk) async throws {
    self.desk = desk
    let accounts = AccountsFixture(desk.services)
    authority = try await Authority.find(code: "883", in: desk.services.pool)
    officer = try await accounts.acting(
      .officer, at: authority.organisation, email: "officer@example.org")
    vacancy = try await desk.published()
    var agencies: [Organisation] = []
    for name in ["First Agency", "Second Agency"] {
      agencies.append(
        try await CreateOrganisation(desk.services)(
          kind: .agency, name: name, authority: authority.id, by: .operatorAtCommandLine))
      desk.clock.advance(seconds: 1)
    }
    (first, second) = (agencies[0], agencies[1])
    consultant = try await accounts.acting(.consultant, at: first.id, email: "kit@agency.example")
    rival = try await accounts.acting(.consultant, at: second.id, email: "sam@rival.example")
  }

  /// Terms that hold on the clock's day.
  static func terms(
    _ rate: AgencyRate = .share(basisPoints: 1_250), from: String = "2026-10-01",
    until: String = "2027-09-30"
  ) -> AgencyTermsContent {
    AgencyTermsContent(
      validFrom: day(from), validUntil: day(until), rate: rate, rebateNotes: "Half within 12 weeks.",
      vetting: AgencyVetting(
        confirmedOn: day("2026-09-20"), expiresOn: day("2027-09-20"), confirmedBy: "Robin Sample",
        checks: "Identity and DBS checks of ten people."))
  }

  /// Gives both agencies terms and releases the vacancy to them; the releases in the same order.
  @discardableResult
  func release() async throws -> (first: AgencyRelease, second: AgencyRelease) {
    for agency in [first, second] {
      _ = try await RecordAgencyTerms(services)(
        of: agency.id, Self.terms(), expectedVersion: 0, by: officer)
    }
    let made = try await ReleaseVacancy(services)(vacancy.id, to: [first.id, second.id], by: head)
    return (
      try #require(made.first { $0.agency == first.id }), try #require(made.first { $0.agency == second.id })
    )
  }

  static func content(_ email: String = "ada@people.example") -> AgencyCandidateContent {
    AgencyCandidateContent(
      name: "Ada Sample", email: email, telephone: "01375 000000", statement: "Ada sings.",
      experience: "Two years in Year 4.")
  }

  /// Puts somebody forward and gives the token of the mail to them.
  func submit(
    _ release: AgencyRelease, _ email: String = "ada@people.example", by actor: Actor? = nil
  ) async throws -> (candidate: AgencyCandidate, token: String) {
    let made = try await SubmitCandidate(services)(
      for: release.id, Self.content(email), submission: UUID(), by: actor ?? consultant)
    let body = try await services.pool.value(
      "SELECT body FROM outbox_mail WHERE recipient = \(email) AND subject LIKE 'May %' ORDER BY created_at DESC, id DESC LIMIT 1",
      as: String.self)
    clock.advance(seconds: 1)
    let start = try #require(body.firstRange(of: "/candidates/"))
    return (made, String(body[start.upperBound...].prefix { !$0.isWhitespace }))
  }

  /// The person agrees; without an account they choose a name and password.
  @discardableResult
  func agree(_ token: String, by actor: Actor = VacancyDesk.visitor) async throws -> AgencyCandidate {
    try await AnswerCandidate(services).agree(
      token, agrees: true, wordingVersion: 1, name: "Ada Sample", password: AccountsFixture.password,
      by: actor)
  }

  /// Sends the person's application for the vacancy.
  func apply(_ actor: Actor) async throws -> SentApplication {
    try await CompleteApplication.save(by: actor, services)
    return try await SendApplication(services)(vacancy: vacancy.id, submission: UUID(), by: actor).application
  }

  /// How the agency sees somebody.
  func standing(_ candidate: AgencyCandidate, by actor: Actor? = nil) async throws -> CandidateStanding {
    try await ReadCandidates(services).find(candidate.id, by: actor ?? consultant).standing
  }
}
