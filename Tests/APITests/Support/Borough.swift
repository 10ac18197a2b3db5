import API
import Domain
import Foundation
import HTTPSupport
import Hummingbird
import TestSupport
import Testing

/// A small borough: two schools, an authority, and a person with a token in every role.
struct Borough: Sendable {
  let services: Services
  let clock: TestClock
  let authority: Authority
  let school: School
  let other: School
  /// Tokens of people at ``school`` (and the authority), by role.
  let tokens: [Role: String]
  /// The token of the head of ``other``.
  let otherHead: String
  /// Identifiers of the same people.
  let people: [Role: AccountID]

  func token(_ role: Role) throws -> String { try #require(tokens[role]) }
  var head: String { get throws { try token(.head) } }
  var applicant: String { get throws { try token(.applicant) } }

  /// The body that sends an application when the school asks nothing of its own.
  static let sending: JSONValue = ["answers": ["close_relationship": "no"]]

  static let password = "violet ladders hum at noon"

  static func build(_ services: Services, _ clock: TestClock) async throws -> Borough {
    let system = Actor.operatorAtCommandLine
    let authority = try await CreateAuthority(services)(code: "883", name: "Thurrock", by: system)
    let school = try await makeSchool("137549", "First Primary School", services)
    let other = try await makeSchool("137550", "Second Primary School", services)
    var tokens: [Role: String] = [:]
    var people: [Role: AccountID] = [:]
    let places: [(Role, OrganisationID?)] = [
      (.applicant, nil), (.head, school.id), (.recruiter, school.id), (.panelMember, school.id),
      (.inductionTutor, school.id), (.administrator, authority.organisation),
      (.officer, authority.organisation),
    ]
    for (role, place) in places {
      let (account, token) = try await person("\(role.rawValue)@example.org", role, place, services)
      tokens[role] = token
      people[role] = account
    }
    clock.advance(seconds: 1)
    let (_, otherHead) = try await person("head@second.example.org", .head, other.id, services)
    return Borough(
      services: services, clock: clock, authority: authority, school: school, other: other, tokens: tokens,
      otherHead: otherHead, people: people)
  }

  private static func makeSchool(_ urn: String, _ name: String, _ services: Services) async throws -> School {
    try await CreateSchool(services)(
      SchoolDraft(urn: urn, name: name, phase: .primary, authority: "883"), by: .operatorAtCommandLine)
  }

  /// Somebody with an account, a role and a token with every scope.
  static func person(
    _ email: String, _ role: Role, _ place: OrganisationID?, _ services: Services
  ) async throws -> (AccountID, String) {
    let system = Actor.operatorAtCommandLine
    let account = try await CreateAccount(services)(
      email: email, name: "\(role.title) Sample", password: password, by: system)
    if let place { try await GrantRole(services)(role, to: account, at: place, by: system) }
    return (account, try await token(of: account, Set(TokenScope.allCases), services))
  }

  /// A token of an account.
  static func token(
    of account: AccountID, _ scopes: Set<TokenScope>, _ services: Services
  ) async throws -> String {
    try await CreateAPIToken(services)(
      name: "Test", scopes: scopes, expiresAt: services.now().addingTimeInterval(30 * 86_400), for: account,
      by: .operatorAtCommandLine
    ).secret
  }

  /// A person as the actor that their token makes them.
  func actor(_ token: String) async throws -> Actor {
    Actor(.account(try await AuthenticateAPIToken(services)(secret: token)), face: .api)
  }

  /// A published vacancy of ``school``.
  func publishedVacancy(title: String = "Year 4 class teacher") async throws -> Vacancy {
    let head = try await actor(self.head)
    let draft = try await DraftVacancy(services)(
      school: school.id, content: Self.content(title: title), by: head)
    // Identifiers, and with them lists, are ordered by time.
    clock.advance(seconds: 1)
    return try await PublishVacancy(services)(draft.id, by: head)
  }

  /// A draft of ``school``.
  func draft() async throws -> Vacancy {
    try await DraftVacancy(services)(
      school: school.id, content: VacancyContent(title: "Secret plans"), by: try await actor(head))
  }

  /// An application of the applicant's for a vacancy.
  func application(for vacancy: Vacancy) async throws -> SentApplication {
    let applicant = try await actor(self.applicant)
    try await CompleteApplication.save(by: applicant, services)
    return try await SendApplication(services)(vacancy: vacancy.id, submission: UUID(), by: applicant)
      .application
  }

  static func content(title: String = "Year 4 class teacher") -> VacancyContent {
    VacancyContent(
      title: title, jobRoles: ["teacher"], phases: [.primary], keyStages: ["ks2"], contractType: .permanent,
      workingPatterns: [.fullTime], fte: 1, payMinimum: "M1", payMaximum: "M6", startsAsSoonAsPossible: true,
      closesOn: LondonDay.closing, closesAtTime: "12:00", nqtsWelcome: true,
      description: String(repeating: "A class of 28 in a two-form school. ", count: 3))
  }
}

/// Runs a test on the API of a small borough.
func withAPI(
  limits: APIRoutes.Limits = APIRoutes.Limits(perToken: 10_000, perAddress: 10_000),
  _ body: @escaping @Sendable (APIClient, Borough) async throws -> Void
) async throws {
  try await withServices { services, clock async throws in
    let borough = try await Borough.build(services, clock)
    let router = Router(context: AppRequestContext.self)
    router.add(middleware: RequestScopeMiddleware(settings: ServerSettings()))
    APIRoutes.add(to: router, services: services, limits: limits)
    let client = TestClient(router)
    try await body(APIClient(client: client), borough)
  }
}
