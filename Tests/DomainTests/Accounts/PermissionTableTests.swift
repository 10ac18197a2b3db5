import Foundation
import Testing

@testable import Domain

/// Walks every cell of role × operation against the table as it is meant to be.
@Suite("The table of permissions")
struct PermissionTableTests {
  /// `O` at the own organisation, `A` throughout the own authority, `S` for one's own records, `.` never.
  private static let table = """
                             applicant head recruiter panel tutor officer administrator lead coordinator consultant
    draftVacancy             .         O    O         .     .     .       .             .    .           .
    readUnpublishedVacancy   .         O    O         .     .     .       .             .    .           .
    publishVacancy           .         O    .         .     .     .       .             .    .           .
    withdrawVacancy          .         O    .         .     .     .       .             .    .           .
    recordVacancyOutcome     .         O    O         .     .     .       .             .    .           .
    readBoroughFigures       .         .    .         .     .     A       A             .    .           .
    readReceivedApplications .         O    O         O     .     .       .             .    .           .
    considerApplication      .         O    O         .     .     .       .             .    .           .
    rejectApplication        .         O    .         .     .     .       .             .    .           .
    requestReferences        .         O    O         .     .     .       .             .    .           .
    readReferences           .         O    O         .     .     .       .             .    .           .
    readDisclosures          .         O    O         .     .     .       .             .    .           .
    arrangeInterviews        .         O    O         .     .     .       .             .    .           .
    scoreInterviews          .         O    O         O     .     .       .             .    .           .
    makeOffer                .         O    .         .     .     .       .             .    .           .
    readAppointments         .         O    O         .     .     .       .             .    .           .
    recordChecks             .         O    O         .     .     .       .             .    .           .
    appointApplicant         .         O    .         .     .     .       .             .    .           .
    readNationalInsurance    .         O    O         .     .     .       .             .    .           .
    readEqualityTotals       .         .    .         .     .     A       A             .    .           .
    keepPoolEntry            S         .    .         .     .     .       .             .    .           .
    readPool                 .         O    O         .     .     .       .             .    .           .
    contactPool              .         O    O         .     .     .       .             .    .           .
    assessPool               .         .    .         .     .     A       A             .    .           .
    readSelection            .         O    O         .     .     .       .             .    .           .
    runSelection             .         O    O         .     .     .       .             .    .           .
    closeSift                .         O    .         .     .     .       .             .    .           .
    readApplicationToSift    .         O    O         O     O     .       .             .    .           .
    siftApplication          .         O    O         O     O     .       .             .    .           .
    recordTraining           .         O    O         .     .     .       A             .    .           .
    readMessages             .         O    O         .     .     .       .             .    .           .
    messageApplicant         .         O    O         .     .     .       .             .    .           .
    messageSchool            S         .    .         .     .     .       .             .    .           .
    keepGeneralApplication   S         .    .         .     .     .       .             .    .           .
    sendApplication          S         .    .         .     .     .       .             .    .           .
    withdrawOwnApplication   S         .    .         .     .     .       .             .    .           .
    readOwnApplications      S         .    .         .     .     .       .             .    .           .
    answerInvitation         S         .    .         .     .     .       .             .    .           .
    discloseOwnRecord        S         .    .         .     .     .       .             .    .           .
    answerOffer              S         .    .         .     .     .       .             .    .           .
    nameReferee              S         .    .         .     .     .       .             .    .           .
    saveVacancy              S         .    .         .     .     .       .             .    .           .
    readSavedVacancies       S         .    .         .     .     .       .             .    .           .
    manageStaff              .         O    .         .     .     .       A             .    .           .
    readStaff                .         O    O         .     .     A       A             O    .           .
    manageOwnAccount         S         .    .         .     .     .       .             .    .           .
    manageOwnTokens          S         .    .         .     .     .       .             .    .           .
    readAuditTrail           .         O    .         .     .     .       A             .    .           .
    importSchools            .         .    .         .     .     .       A             .    .           .
    manageSchools            .         .    .         .     .     .       A             .    .           .
    changeSchoolProfile      .         O    O         .     .     .       .             .    .           .
    readAccounts             .         .    .         .     .     .       A             .    .           .
    readScheduledWork        .         .    .         .     .     .       A             .    .           .
    readRetention            .         .    .         .     .     A       A             .    .           .
    manageRetention          .         .    .         .     .     .       A             .    .           .
    holdPerson               .         .    .         .     .     A       A             .    .           .
    holdApplication          .         O    .         .     .     .       .             .    .           .
    manageCampaigns          .         O    .         .     .     A       A             .    .           .
    readCampaigns            .         O    .         .     .     A       A             .    .           .
    manageGuidance           .         .    .         .     .     A       A             .    .           .
    readSchoolGuidance       .         O    O         O     O     A       A             .    .           .
    askEnquiry               .         O    O         .     .     .       .             .    .           .
    answerEnquiry            .         .    .         .     .     A       A             .    .           .
    manageAgencyTerms        .         .    .         .     .     A       A             .    .           .
    readAgency               .         .    .         .     .     A       A             .    .           O
    releaseToAgency          .         O    .         .     .     .       .             .    .           .
    submitCandidate          .         .    .         .     .     .       .             .    .           O
    readCandidates           .         .    .         .     .     .       .             .    .           O
    readAgencyReport         .         O    .         .     .     A       A             .    .           O
    registerInduction        .         O    .         .     .     .       .             .    .           .
    readInductions           .         O    .         .     O     A       A             .    .           .
    recordInduction          .         O    .         .     O     A       .             .    .           .
    decideInduction          .         .    .         .     .     A       .             .    .           .
    askInductionTransfer     .         O    .         .     .     .       .             .    .           .
    transferInduction        .         .    .         .     .     A       .             .    .           .
    assureInduction          .         .    .         .     .     A       .             .    .           .
    readInductionQuality     .         O    .         .     .     A       .             .    .           .
    readInductionFeedback    .         O    .         .     O     .       .             .    .           .
    acknowledgeInductionFeedback . O   .         .     .     .       .             .    .           .
    manageInductionService   .         .    .         .     .     A       A             .    .           .
    readOwnInduction         S         .    .         .     .     .       .             .    .           .
    supportInduction         .         O    .         .     O     .       .             .    .           .
    readInductionSupport     .         O    .         .     O     A       .             .    .           .
    setTermDates             .         O    .         .     .     .       A             .    .           .
    readEmployer             .         O    .         .     O     A       .             .    .           .
    setEmployer              .         O    .         .     .     A       .             .    .           .
    manageActivities         .         .    .         .     .     A       A             O    O           .
    bookActivity             S         .    .         .     .     .       .             .    .           .
    readOwnBookings          S         .    .         .     .     .       .             .    .           .
    bookColleagues           .         O    O         .     .     .       .             .    .           .
    readActivityCharges      .         O    .         .     .     A       A             O    O           .
    manageSchemes            .         .    .         .     .     A       A             .    .           .
    awardSchemes             .         .    .         .     .     A       .             .    .           .
    readSchemeBudgets        .         .    .         .     .     A       A             .    .           .
    applyForScheme           S         .    .         .     .     .       .             .    .           .
    readOwnSchemeApplications S        .    .         .     .     .       .             .    .           .
    """

  /// The columns of the table.
  private static let columns: [Role] = [
    .applicant, .head, .recruiter, .panelMember, .inductionTutor, .officer, .administrator, .allianceLead,
    .allianceCoordinator, .consultant,
  ]

  /// What an API token needs.
  private static let scopes: [Domain.Operation: TokenScope] = [
    .draftVacancy: .vacanciesWrite, .readUnpublishedVacancy: .vacanciesRead, .publishVacancy: .vacanciesWrite,
    .withdrawVacancy: .vacanciesWrite, .recordVacancyOutcome: .vacanciesWrite,
    .readBoroughFigures: .vacanciesRead,
    .readReceivedApplications: .applicationsRead,
    .considerApplication: .applicationsWrite, .rejectApplication: .applicationsWrite,
    .requestReferences: .applicationsWrite, .readReferences: .applicationsRead,
    .readDisclosures: .applicationsRead, .arrangeInterviews: .applicationsWrite,
    .scoreInterviews: .applicationsWrite, .makeOffer: .applicationsWrite,
    .readAppointments: .applicationsRead,
    .recordChecks: .applicationsWrite, .appointApplicant: .applicationsWrite,
    .answerInvitation: .applicationsWrite, .discloseOwnRecord: .applicationsWrite,
    .answerOffer: .applicationsWrite, .nameReferee: .applicationsWrite,
    .readNationalInsurance: .applicationsRead, .readEqualityTotals: .applicationsRead,
    .keepPoolEntry: .applicationsWrite, .readPool: .applicationsRead, .contactPool: .applicationsWrite,
    .assessPool: .applicationsWrite,
    .readSelection: .applicationsRead, .runSelection: .applicationsWrite, .closeSift: .applicationsWrite,
    .readApplicationToSift: .applicationsRead, .siftApplication: .applicationsWrite,
    .recordTraining: .accountsWrite, .readMessages: .applicationsRead,
    .messageApplicant: .applicationsWrite, .messageSchool: .applicationsWrite,
    .keepGeneralApplication: .applicationsWrite, .sendApplication: .applicationsWrite,
    .withdrawOwnApplication: .applicationsWrite, .readOwnApplications: .applicationsRead,
    .saveVacancy: .applicationsWrite, .readSavedVacancies: .applicationsRead,
    .manageStaff: .accountsWrite, .readStaff: .accountsRead, .manageOwnAccount: .accountsWrite,
    .manageOwnTokens: .accountsWrite, .readAuditTrail: .auditRead, .importSchools: .schoolsWrite,
    .manageSchools: .schoolsWrite, .changeSchoolProfile: .schoolsWrite, .readAccounts: .accountsRead,
    .readScheduledWork: .auditRead, .readRetention: .auditRead, .manageRetention: .accountsWrite,
    .holdPerson: .accountsWrite, .holdApplication: .applicationsWrite, .manageCampaigns: .vacanciesWrite,
    .readCampaigns: .vacanciesRead,
    .manageGuidance: .schoolsWrite, .readSchoolGuidance: .vacanciesRead, .askEnquiry: .schoolsWrite,
    .answerEnquiry: .schoolsWrite, .manageAgencyTerms: .schoolsWrite, .readAgency: .vacanciesRead,
    .releaseToAgency: .vacanciesWrite, .submitCandidate: .applicationsWrite,
    .readCandidates: .applicationsRead, .readAgencyReport: .vacanciesRead,
    .registerInduction: .inductionsWrite, .readInductions: .inductionsRead,
    .recordInduction: .inductionsWrite, .decideInduction: .inductionsWrite,
    .askInductionTransfer: .inductionsWrite, .transferInduction: .inductionsWrite,
    .assureInduction: .inductionsWrite, .readInductionQuality: .inductionsRead,
    .readInductionFeedback: .inductionsRead, .acknowledgeInductionFeedback: .inductionsWrite,
    .manageInductionService: .inductionsWrite, .readOwnInduction: .inductionsRead,
    .supportInduction: .inductionsWrite, .readInductionSupport: .inductionsRead,
    .setTermDates: .schoolsWrite, .readEmployer: .inductionsRead, .setEmployer: .inductionsWrite,
    .manageActivities: .schoolsWrite, .bookActivity: .applicationsWrite, .readOwnBookings: .applicationsRead,
    .bookColleagues: .schoolsWrite, .readActivityCharges: .vacanciesRead,
    .manageSchemes: .schoolsWrite, .awardSchemes: .inductionsWrite, .readSchemeBudgets: .inductionsRead,
    .applyForScheme: .applicationsWrite, .readOwnSchemeApplications: .applicationsRead,
  ]

  private static let rows: [String: [Character]] = Dictionary(
    uniqueKeysWithValues: table.split(separator: "\n").dropFirst().map { line in
      let words = line.split(separator: " ")
      return (String(words[0]), words.dropFirst().compactMap(\.first))
    })

  private static func cell(_ role: Role, _ operation: Domain.Operation) throws -> Character {
    let row = try #require(rows[operation.rawValue])
    return row[try #require(columns.firstIndex(of: role))]
  }

  // One place of the role's own kind, another of the same authority, the authority itself, and one elsewhere.
  private static let authority = AuthorityID(rawValue: UUID())
  private static let own = Place(organisation: OrganisationID(rawValue: UUID()), authority: authority)
  private static let neighbour = Place(organisation: OrganisationID(rawValue: UUID()), authority: authority)
  private static let elsewhere = Place(
    organisation: OrganisationID(rawValue: UUID()), authority: AuthorityID(rawValue: UUID()))
  private static let me = AccountID(rawValue: UUID())
  private static let somebody = AccountID(rawValue: UUID())

  private static func actor(_ role: Role, scopes: Set<TokenScope>? = nil) -> Actor {
    let memberships = role.kind.map { kind in
      [
        Membership(
          role: role, organisation: own.organisation, organisationName: "Own", kind: kind,
          authority: own.authority)
      ]
    }
    return Actor(
      .account(
        ActingAccount(
          id: me, email: "robin@example.org", name: "Robin", emailConfirmed: true,
          memberships: memberships ?? [], scopes: scopes)), face: .web)
  }

  @Test("The table has a line for every operation and a column for every role")
  func whole() {
    #expect(Set(Self.rows.keys) == Set(Domain.Operation.allCases.map(\.rawValue)))
    #expect(Set(Self.columns) == Set(Role.allCases))
    #expect(Self.rows.values.allSatisfy { $0.count == Self.columns.count })
    #expect(Set(Self.scopes.keys) == Set(Domain.Operation.allCases))
    let lines = Permissions.groups.flatMap(\.keys)
    #expect(lines.count == Domain.Operation.allCases.count && Set(lines) == Set(Domain.Operation.allCases))
  }

  @Test("Every cell holds at the own organisation, a neighbour's and elsewhere", arguments: Role.allCases)
  func places(role: Role) throws {
    let actor = Self.actor(role)
    for operation in Domain.Operation.allCases {
      let cell = try Self.cell(role, operation)
      #expect(
        actor.may(operation, at: Self.own) == (cell == "O" || cell == "A"), "\(role) \(operation) at own")
      #expect(
        actor.may(operation, at: Self.neighbour) == (cell == "A"), "\(role) \(operation) at a neighbour's")
      #expect(!actor.may(operation, at: Self.elsewhere), "\(role) \(operation) elsewhere")
    }
  }

  @Test(
    "Everybody does to their own records what an applicant may, and to nobody else's",
    arguments: Role.allCases)
  func ownRecords(role: Role) throws {
    let actor = Self.actor(role)
    for operation in Domain.Operation.allCases {
      let own = try Self.cell(.applicant, operation) == "S"
      #expect(actor.may(operation, ownedBy: Self.me) == own, "\(role) \(operation)")
      #expect(!actor.may(operation, ownedBy: Self.somebody), "\(role) \(operation)")
    }
  }

  @Test("An API token adds nothing, and each operation needs its scope", arguments: Role.allCases)
  func tokens(role: Role) throws {
    let unlimited = Self.actor(role)
    for operation in Domain.Operation.allCases {
      let needed = try #require(Self.scopes[operation])
      for scope in TokenScope.allCases {
        let actor = Self.actor(role, scopes: [scope])
        for place in [Self.own, Self.neighbour, Self.elsewhere] {
          #expect(
            actor.may(operation, at: place) == (unlimited.may(operation, at: place) && scope == needed),
            "\(role) \(operation) with \(scope)")
        }
        #expect(
          actor.may(operation, ownedBy: Self.me)
            == (unlimited.may(operation, ownedBy: Self.me) && scope == needed),
          "\(role) \(operation) with \(scope)")
      }
      let none = Self.actor(role, scopes: [])
      #expect(!none.may(operation, at: Self.own))
      #expect(!none.may(operation, ownedBy: Self.me))
    }
  }

  @Test("A visitor may do none of it and is asked to sign in; the operator and the worker may do all")
  func others() throws {
    let visitor = Actor(.anonymous, face: .web)
    for operation in Domain.Operation.allCases {
      #expect(!visitor.may(operation, at: Self.own))
      #expect(!visitor.may(operation, ownedBy: Self.me))
      #expect(throws: DomainError.signInRequired) { try visitor.require(operation, at: Self.own) }
      #expect(throws: DomainError.signInRequired) { _ = try visitor.requireOwn(operation) }
      #expect(throws: DomainError.notFound("vacancy")) {
        try visitor.require(operation, at: Self.own, orHide: "vacancy")
      }
      for system in [Actor.operatorAtCommandLine, .worker] {
        #expect(system.may(operation, at: Self.elsewhere))
        #expect(system.may(operation, ownedBy: Self.somebody))
      }
    }
  }

  @Test("A refusal says who may instead", arguments: Domain.Operation.allCases)
  func refusals(operation: Domain.Operation) {
    let nobody = Self.actor(.applicant)
    #expect(throws: DomainError.notAllowed(Permissions.grant(for: operation).refusal)) {
      try nobody.require(operation, at: Self.own)
    }
  }
}
