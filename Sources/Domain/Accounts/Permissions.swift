/// Everything that somebody may or may not do.
public enum Operation: String, Sendable, CaseIterable {
  case draftVacancy
  case readUnpublishedVacancy
  case publishVacancy
  case withdrawVacancy
  case recordVacancyOutcome
  case readBoroughFigures
  case readReceivedApplications
  case considerApplication
  case rejectApplication
  case requestReferences
  case readReferences
  case readDisclosures
  case arrangeInterviews
  case scoreInterviews
  case makeOffer
  case readAppointments
  case recordChecks
  case appointApplicant
  case readNationalInsurance
  case readEqualityTotals
  case keepPoolEntry
  case readPool
  case contactPool
  case assessPool
  case readSelection
  case runSelection
  case closeSift
  case readApplicationToSift
  case siftApplication
  case recordTraining
  case readMessages
  case messageApplicant
  case messageSchool
  case keepGeneralApplication
  case sendApplication
  case withdrawOwnApplication
  case readOwnApplications
  case answerInvitation
  case discloseOwnRecord
  case answerOffer
  case nameReferee
  case saveVacancy
  case readSavedVacancies
  case manageStaff
  case readStaff
  case manageOwnAccount
  case manageOwnTokens
  case readAuditTrail
  case importSchools
  case manageSchools
  case changeSchoolProfile
  case readAccounts
  case readScheduledWork
  case readRetention
  case manageRetention
  case holdPerson
  case holdApplication
  case manageCampaigns
  case readCampaigns
  case manageGuidance
  case readSchoolGuidance
  case askEnquiry
  case answerEnquiry
  case manageAgencyTerms
  case readAgency
  case releaseToAgency
  case submitCandidate
  case readCandidates
  case readAgencyReport
  case registerInduction
  case readInductions
  case recordInduction
  case decideInduction
  case askInductionTransfer
  case transferInduction
  case assureInduction
  case readInductionQuality
  case readInductionFeedback
  case acknowledgeInductionFeedback
  case manageInductionService
  case readOwnInduction
  case supportInduction
  case readInductionSupport
  case setTermDates
  case manageActivities
  case bookActivity
  case readOwnBookings
  case bookColleagues
  case readActivityCharges
  case manageSchemes
  case awardSchemes
  case readSchemeBudgets
  case applyForScheme
  case readOwnSchemeApplications
}

/// The table of role × operation: who may do what, and what an API token needs for it.
///
/// A school's roles hold at their school only. The authority's roles hold for every organisation of their
/// authority. `applicant` holds for a person's own records. The operator at the command line and the
/// worker may do everything.
public enum Permissions {
  /// One line of the table.
  public struct Grant: Sendable {
    /// The roles that may.
    public let roles: Set<Role>
    /// The scope that an API token needs as well.
    public let scope: TokenScope
    /// What is said to somebody who may know of the thing but not do this.
    public let refusal: String
  }

  /// The line for an operation.
  public static func grant(for operation: Operation) -> Grant {
    switch operation {
    // Vacancies: recruiters prepare, heads publish.
    case .draftVacancy:
      line(
        [.head, .recruiter], .vacanciesWrite, "Only the school's head or recruiters can prepare vacancies.")
    case .readUnpublishedVacancy:
      line([.head, .recruiter], .vacanciesRead, "Only the school's head or recruiters can read its drafts.")
    case .publishVacancy:
      line([.head], .vacanciesWrite, "Only the school's head can publish a vacancy.")
    case .withdrawVacancy:
      line([.head], .vacanciesWrite, "Only the school's head can withdraw a vacancy.")
    case .recordVacancyOutcome:
      line(
        [.head, .recruiter], .vacanciesWrite,
        "Only the school's head or recruiters can say how it was filled.")
    case .readBoroughFigures:
      line(
        [.officer, .administrator], .vacanciesRead,
        "Only officers and administrators of the authority can read the borough's figures.")
    // Applications received: never visible outside the school.
    case .readReceivedApplications:
      line(
        [.head, .recruiter, .panelMember], .applicationsRead,
        "Only the school's head, recruiters and panel members can read its applications.")
    case .considerApplication:
      line(
        [.head, .recruiter], .applicationsWrite,
        "Only the school's head or recruiters can move an application.")
    case .rejectApplication:
      line([.head], .applicationsWrite, "Only the school's head can turn an application down.")
    // From shortlist to appointment.
    case .requestReferences:
      line(
        [.head, .recruiter], .applicationsWrite,
        "Only the school's head or recruiters can ask for references.")
    case .readReferences:
      line(
        [.head, .recruiter], .applicationsRead, "Only the school's head or recruiters can read references.")
    case .readDisclosures:
      line(
        [.head, .recruiter], .applicationsRead,
        "Only the school's head, and recruiters whom the head has named, can read what applicants disclose.")
    case .arrangeInterviews:
      line(
        [.head, .recruiter], .applicationsWrite,
        "Only the school's head or recruiters can arrange interviews.")
    case .scoreInterviews:
      line(
        [.head, .recruiter, .panelMember], .applicationsWrite,
        "Only those who interview can score an interview.")
    case .makeOffer:
      line([.head], .applicationsWrite, "Only the school's head can decide on offers.")
    case .readAppointments:
      line(
        [.head, .recruiter], .applicationsRead,
        "Only the school's head or recruiters can read offers and checks.")
    case .recordChecks:
      line(
        [.head, .recruiter], .applicationsWrite,
        "Only the school's head or recruiters can record checks.")
    case .appointApplicant:
      line([.head], .applicationsWrite, "Only the school's head can appoint somebody.")
    case .readNationalInsurance:
      line(
        [.head, .recruiter], .applicationsRead,
        "Only the school's head or recruiters can read a National Insurance number.")
    case .readEqualityTotals:
      line(
        [.officer, .administrator], .applicationsRead,
        "Only officers and administrators of the authority can read equality totals.")
    // The pool: heads and recruiters of every school look, officers check.
    case .keepPoolEntry:
      line([.applicant], .applicationsWrite, "Sign in to join the pool.")
    case .readPool:
      line(
        [.head, .recruiter], .applicationsRead,
        "Only heads and recruiters of the authority's schools can look through the pool.")
    case .contactPool:
      line(
        [.head, .recruiter], .applicationsWrite,
        "Only the school's head or recruiters can express interest in somebody of the pool.")
    case .assessPool:
      line(
        [.officer, .administrator], .applicationsWrite,
        "Only officers and administrators of the authority can check entries of the pool.")
    // Selection: the head and recruiters run it, whoever is on the panel sifts.
    case .readSelection:
      line(
        [.head, .recruiter], .applicationsRead,
        "Only the school's head or recruiters can see how its selection stands.")
    case .runSelection:
      line(
        [.head, .recruiter], .applicationsWrite,
        "Only the school's head or recruiters can name a panel and agree a shortlist.")
    case .closeSift:
      line([.head], .applicationsWrite, "Only the school's head can close or reopen the sift.")
    case .readApplicationToSift:
      line(
        [.head, .recruiter, .panelMember, .inductionTutor], .applicationsRead,
        "Only members of the vacancy's panel can read its applications.")
    case .siftApplication:
      line(
        [.head, .recruiter, .panelMember, .inductionTutor], .applicationsWrite,
        "Only members of the vacancy's panel can score its applications.")
    case .recordTraining:
      line(
        [.head, .recruiter, .administrator], .accountsWrite,
        "Only the school's head or recruiters can record training in safer recruitment.")
    // What an applicant and the school write to each other.
    case .readMessages:
      line(
        [.head, .recruiter], .applicationsRead,
        "Only the school's head or recruiters can read messages of applicants.")
    case .messageApplicant:
      line(
        [.head, .recruiter], .applicationsWrite,
        "Only the school's head or recruiters can write to applicants.")
    case .messageSchool:
      line(
        [.applicant], .applicationsWrite, "Only the applicant can write to the school about an application.")
    // An applicant's own records.
    case .keepGeneralApplication:
      line([.applicant], .applicationsWrite, "Sign in to fill in your application.")
    case .sendApplication:
      line([.applicant], .applicationsWrite, "Sign in to send an application.")
    case .withdrawOwnApplication:
      line([.applicant], .applicationsWrite, "Only the applicant can withdraw an application.")
    case .readOwnApplications:
      line([.applicant], .applicationsRead, "Only the applicant can read this.")
    case .answerInvitation:
      line([.applicant], .applicationsWrite, "Only the applicant can answer an invitation to interview.")
    case .discloseOwnRecord:
      line([.applicant], .applicationsWrite, "Only the applicant can answer these questions.")
    case .answerOffer:
      line([.applicant], .applicationsWrite, "Only the applicant can answer an offer.")
    case .nameReferee:
      line([.applicant], .applicationsWrite, "Only the applicant can name another referee.")
    case .saveVacancy:
      line([.applicant], .applicationsWrite, "Sign in to save a vacancy.")
    case .readSavedVacancies:
      line([.applicant], .applicationsRead, "Sign in to see your saved vacancies.")
    // People.
    case .manageStaff:
      line([.head, .administrator], .accountsWrite, "Only the head or an administrator can change roles.")
    case .readStaff:
      line(
        [.head, .recruiter, .administrator, .officer, .allianceLead], .accountsRead,
        "Only the organisation's own lead or an administrator can see its people.")
    case .manageOwnAccount:
      line([.applicant], .accountsWrite, "Sign in to change your account.")
    case .manageOwnTokens:
      line([.applicant], .accountsWrite, "Sign in to change your API tokens.")
    case .readAuditTrail:
      line(
        [.head, .administrator], .auditRead, "Only the head or an administrator can read the audit trail.")
    // Schools and accounts of the borough.
    case .importSchools:
      line([.administrator], .schoolsWrite, "Only an administrator of the authority can import schools.")
    case .manageSchools:
      line([.administrator], .schoolsWrite, "Only an administrator of the authority can change schools.")
    case .changeSchoolProfile:
      line([.head, .recruiter], .schoolsWrite, "Only the school's head or recruiters can change its page.")
    case .readAccounts:
      line([.administrator], .accountsRead, "Only an administrator of the authority can list accounts.")
    case .readScheduledWork:
      line([.administrator], .auditRead, "Only an administrator of the authority can see the scheduled work.")
    // How long records are kept: the authority sets it and holds people, a head holds applications.
    case .readRetention:
      line(
        [.officer, .administrator], .auditRead,
        "Only the authority's staff can see how long records are kept.")
    case .manageRetention:
      line(
        [.administrator], .accountsWrite,
        "Only an administrator of the authority can set how long records are kept.")
    case .holdPerson:
      line(
        [.officer, .administrator], .accountsWrite,
        "Only the authority's staff can hold everything of a person.")
    case .holdApplication:
      line([.head], .applicationsWrite, "Only the school's head can hold an application.")
    // Advertising: the authority's for everything, a head's for the school.
    case .manageCampaigns:
      line(
        [.head, .officer, .administrator], .vacanciesWrite,
        "Only the school's head or the authority's staff can change campaigns.")
    case .readCampaigns:
      line(
        [.head, .officer, .administrator], .vacanciesRead,
        "Only the school's head or the authority's staff can see campaigns.")
    // Advice: officers write and answer, schools read and ask.
    case .manageGuidance:
      line([.officer, .administrator], .schoolsWrite, "Only the authority's staff can write guidance.")
    case .readSchoolGuidance:
      line(
        [.head, .recruiter, .panelMember, .inductionTutor, .officer, .administrator], .vacanciesRead,
        "Only staff of schools can read this guidance.")
    case .askEnquiry:
      line([.head, .recruiter], .schoolsWrite, "Only the school's head or recruiters can ask for advice.")
    case .answerEnquiry:
      line([.officer, .administrator], .schoolsWrite, "Only the authority's staff can answer enquiries.")
    // Agencies: the authority agrees terms, heads release vacancies, consultants put people forward.
    case .manageAgencyTerms:
      line([.officer, .administrator], .schoolsWrite, "Only the authority's staff can agree terms.")
    case .readAgency:
      line(
        [.officer, .administrator, .consultant], .vacanciesRead,
        "Only the authority's staff and the agency's consultants can see an agency's terms.")
    case .releaseToAgency:
      line([.head], .vacanciesWrite, "Only the school's head can release a vacancy to agencies.")
    case .submitCandidate:
      line([.consultant], .applicationsWrite, "Only the agency's consultants can put people forward.")
    case .readCandidates:
      line([.consultant], .applicationsRead, "Only the agency's consultants can see whom it put forward.")
    case .readAgencyReport:
      line(
        [.head, .officer, .administrator, .consultant], .vacanciesRead,
        "Only the school's head, the authority's staff and the agency's consultants can see fees.")
    // Induction: heads register, tutors record, officers of the appropriate body decide.
    case .registerInduction:
      line(
        [.head], .inductionsWrite,
        "Only the school's head can register a new teacher or recommend the outcome of induction.")
    case .readInductions:
      line(
        [.head, .inductionTutor, .officer, .administrator], .inductionsRead,
        "Only the school's head and induction tutors and the appropriate body can read inductions.")
    case .recordInduction:
      line(
        [.head, .inductionTutor, .officer], .inductionsWrite,
        "Only the school's head and induction tutors and the appropriate body can record this.")
    case .decideInduction:
      line([.officer], .inductionsWrite, "Only officers of the appropriate body can decide this.")
    case .askInductionTransfer:
      line(
        [.head], .inductionsWrite,
        "Only the head of the school where the teacher is can ask for a transfer to another appropriate body."
      )
    case .transferInduction:
      line(
        [.officer], .inductionsWrite,
        "Only officers of the appropriate body can transfer an induction to another body.")
    case .assureInduction:
      line(
        [.officer], .inductionsWrite, "Only officers of the appropriate body assure how induction is run.")
    case .readInductionQuality:
      line(
        [.head, .officer], .inductionsRead,
        "Only the school's head and the appropriate body can see how well induction is run.")
    case .readInductionFeedback:
      line(
        [.head, .inductionTutor], .inductionsRead,
        "Only the school's head and induction tutors can read feedback on induction.")
    case .acknowledgeInductionFeedback:
      line([.head], .inductionsWrite, "Only the school's head can acknowledge feedback on induction.")
    case .manageInductionService:
      line(
        [.officer, .administrator], .inductionsWrite,
        "Only the authority's staff can set who acts as appropriate body and what that costs.")
    case .readOwnInduction:
      line([.applicant], .inductionsRead, "Sign in to see your induction.")
    case .supportInduction:
      line(
        [.head, .inductionTutor], .inductionsWrite,
        "Only the head and the induction tutors of the school where the teacher is can write this.")
    case .readInductionSupport:
      line(
        [.head, .inductionTutor, .officer], .inductionsRead,
        "Only the school's head and induction tutors and the appropriate body can read this.")
    case .setTermDates:
      line(
        [.head, .administrator], .schoolsWrite,
        "Only the school's head or an administrator of the authority can set term dates.")
    // Activities: the authority and alliances run them, people book for themselves, schools for their own.
    case .manageActivities:
      line(
        [.officer, .administrator, .allianceLead, .allianceCoordinator], .schoolsWrite,
        "Only the authority's and its alliances' staff can run activities.")
    case .bookActivity:
      line([.applicant], .applicationsWrite, "Sign in to book a place.")
    case .readOwnBookings:
      line([.applicant], .applicationsRead, "Sign in to see your places.")
    case .bookColleagues:
      line(
        [.head, .recruiter], .schoolsWrite, "Only the school's head or recruiters can book for colleagues.")
    case .readActivityCharges:
      line(
        [.head, .officer, .administrator, .allianceLead, .allianceCoordinator], .vacanciesRead,
        "Only the school's head and those who run activities can see charges.")
    // Schemes: the authority's staff make them, officers award, teachers apply.
    case .manageSchemes:
      line([.officer, .administrator], .schoolsWrite, "Only the authority's staff can change schemes.")
    case .awardSchemes:
      line([.officer], .inductionsWrite, "Only officers of the authority can award this.")
    case .readSchemeBudgets:
      line([.officer, .administrator], .inductionsRead, "Only the authority's staff can see budgets.")
    case .applyForScheme:
      line([.applicant], .applicationsWrite, "Sign in to apply.")
    case .readOwnSchemeApplications:
      line([.applicant], .applicationsRead, "Sign in to see what you can apply for.")
    }
  }

  private static func line(_ roles: Set<Role>, _ scope: TokenScope, _ refusal: String) -> Grant {
    Grant(roles: roles, scope: scope, refusal: refusal)
  }

  /// Whether a role may do an operation, before it is asked where.
  public static func allows(_ role: Role, _ operation: Operation) -> Bool {
    grant(for: operation).roles.contains(role)
  }
}
