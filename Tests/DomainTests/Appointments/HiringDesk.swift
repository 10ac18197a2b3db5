import Domain
import Foundation
import Postgres
import TestSupport
import Testing

/// A school with a published vacancy, somebody who has applied for it, and everybody who might look in.
struct HiringDesk {
  let desk: VacancyDesk
  let vacancy: Vacancy
  let applicant: Actor
  let panelMember: Actor
  let officer: Actor
  let administrator: Actor

  var services: Services { desk.services }
  var clock: TestClock { desk.clock }
  var head: Actor { desk.head }
  var recruiter: Actor { desk.recruiter }

  /// Runs a test at a desk of its own; the vacancy has so many posts.
  static func run(posts: Int = 1, _ body: (HiringDesk) async throws -> Void) async throws {
    try await VacancyDesk.run { desk async throws in
      let accounts = AccountsFixture(desk.services)
      let authority = try await Authority.find(code: "883", in: desk.services.pool)
      var content = VacancyDesk.content()
      content.posts = posts
      try await body(
        HiringDesk(
          desk: desk, vacancy: try await desk.published(content),
          applicant: try await person("ada@example.org", desk),
          panelMember: try await accounts.acting(
            .panelMember, at: desk.school.id, email: "panel@example.org"),
          officer: try await accounts.acting(
            .officer, at: authority.organisation, email: "officer@example.org"),
          administrator: try await accounts.acting(
            .administrator, at: authority.organisation, email: "administrator@example.org")))
    }
  }

  /// Somebody whose general application is complete.
  static func person(_ email: String, _ desk: VacancyDesk) async throws -> Actor {
    let accounts = AccountsFixture(desk.services)
    try await accounts.person(email)
    let actor = try await accounts.acting(email)
    try await CompleteApplication.save(by: actor, desk.services)
    return actor
  }

  /// An application that has come as far as a state.
  func application(_ state: ApplicationState, by actor: Actor? = nil) async throws -> SentApplication {
    let actor = actor ?? applicant
    let sent = try await SendApplication(services)(vacancy: vacancy.id, submission: UUID(), by: actor)
    for step in Self.way(to: state) {
      try await services.pool.execute(
        "UPDATE application SET state = \(step), version = version + 1 WHERE id = \(sent.application.id)")
    }
    return try await ReadApplication(services)(sent.application.id, by: actor).application
  }

  private static func way(to state: ApplicationState) -> [ApplicationState] {
    let way: [ApplicationState] = [.underConsideration, .shortlisted, .interviewing]
    return way.firstIndex(of: state).map { Array(way[...$0]) } ?? []
  }

  /// Everybody to whom a school's application does not exist.
  var strangers: [(String, Actor)] {
    [
      ("another head", desk.stranger), ("officer", officer), ("administrator", administrator),
      ("nobody", VacancyDesk.visitor),
    ]
  }

  /// An offer that may be made on the clock's day.
  static let terms = OfferTerms(
    salary: "M3 of the outer London scale", salaryPence: 3_600_000, payPoint: "M3",
    startsOn: day("2027-01-04"), contractType: .permanent, fte: 1, answerBy: day("2026-11-09"))

  /// Why somebody is offered it who was interviewed elsewhere.
  static let reasons = OfferReasons(
    "The strongest lesson of the day.", exception: "Interviewed for the pool on 30 October, scored on paper.")

  /// An application whose offer was accepted.
  func accepted() async throws -> SentApplication {
    let application = try await application(.interviewing)
    _ = try await MakeOffer(services)(application.id, Self.terms, because: Self.reasons, by: head)
    return try await AnswerOffer(services)(application.id, accepts: true, by: applicant)
  }

  /// A satisfactory check that states everything its kind needs.
  static func satisfactory(_ kind: CheckKind, number: String = "7654321", evidence: String = "") -> CheckEntry
  {
    var entry = CheckEntry(
      outcome: .satisfactory, checkedOn: day("2026-11-02"), checkedBy: "Robin Sample", evidence: evidence)
    for need in kind.needs {
      switch need.field {
      case .evidence: entry.evidence = evidence.isEmpty ? "Seen by two" : evidence
      case .documentType: entry.documentType = "Passport"
      case .documentNumber: entry.documentNumber = need.form == .certificate ? "001234567890" : number
      case .documentDate: entry.documentDate = day("2026-10-30")
      case .expiresOn: entry.expiresOn = day("2030-01-01")
      }
    }
    return entry
  }

  /// The token of the newest mail to a referee.
  func token(to email: String) async throws -> String {
    let body = try await services.pool.value(
      "SELECT body FROM outbox_mail WHERE recipient = \(email) ORDER BY created_at DESC, id DESC LIMIT 1",
      as: String.self)
    let start = try #require(body.firstRange(of: "/references/"))
    return String(body[start.upperBound...].prefix { !$0.isWhitespace })
  }

  /// How many references of all schools stand where, of the present school year.
  func referenceCounts(by actor: Actor? = nil) async throws -> [ReferenceState: Int] {
    let authority = try await Authority.find(code: "883", in: services.pool)
    let span = try ReadRecruitmentFigures(services).span()
    return try await ReadReferenceFigures(services)(authority, span, by: actor ?? officer).chosen.counts
  }

  func mails(to email: String) async throws -> [String] {
    try await AccountsFixture(services).subjects(to: email)
  }

  func audited(_ action: String) async throws -> Int { try await AccountsFixture(services).audited(action) }

  /// A reference without anything left open.
  static let answers: [String: JSONValue] = [
    "capacity": "tutor", "known_since": "2024-09", "worked": "yes", "role": "Trainee", "from": "2024-09",
    "current": "yes", "teaching": "good", "subject": "good", "behaviour": "good", "pupils": "very_good",
    "adults": "good", "reliability": "very_good", "integrity": "very_good", "development": "good",
    "capability": "no", "disciplinary": "no", "allegations": "no", "suitable": "yes",
    "suitable_reasons": "Kind, watchful and patient in every lesson I saw.", "re_employ": "yes",
    "declared_name": "Bea Sample", "declared_position": "Tutor",
    "declared_organisation": "Example University",
    "declared_telephone": "01375 000000", "declared_true": "yes",
  ]
}
