public import Postgres

/// What kind of organisation a role is held at.
public enum OrganisationKind: String, Sendable, Codable, CaseIterable, PostgresValue {
  case authority, school, alliance, agency
}

/// What somebody is, at an organisation; `applicant` is what every account is for its own records.
public enum Role: String, Sendable, Codable, CaseIterable, PostgresValue {
  case applicant
  case head
  case recruiter
  case panelMember = "panel_member"
  case inductionTutor = "induction_tutor"
  case officer = "school_improvement_officer"
  case administrator
  case allianceLead = "alliance_lead"
  case allianceCoordinator = "alliance_coordinator"
  case consultant = "agency_consultant"

  /// The kind of organisation the role is held at; nil for applicants.
  public var kind: OrganisationKind? {
    switch self {
    case .applicant: nil
    case .head, .recruiter, .panelMember, .inductionTutor: .school
    case .officer, .administrator: .authority
    case .allianceLead, .allianceCoordinator: .alliance
    case .consultant: .agency
    }
  }

  /// The words for it on pages and in messages.
  public var title: String {
    switch self {
    case .applicant: "Applicant"
    case .head: "Head"
    case .recruiter: "Recruiter"
    case .panelMember: "Panel member"
    case .inductionTutor: "Induction tutor"
    case .officer: "School improvement officer"
    case .administrator: "Administrator"
    case .allianceLead: "Alliance lead"
    case .allianceCoordinator: "Alliance coordinator"
    case .consultant: "Agency consultant"
    }
  }
}

/// What an API token may be used for.
public enum TokenScope: String, Sendable, Codable, CaseIterable, PostgresValue {
  case vacanciesRead = "vacancies:read"
  case vacanciesWrite = "vacancies:write"
  case applicationsRead = "applications:read"
  case applicationsWrite = "applications:write"
  case schoolsWrite = "schools:write"
  case inductionsRead = "inductions:read"
  case inductionsWrite = "inductions:write"
  case accountsRead = "accounts:read"
  case accountsWrite = "accounts:write"
  case auditRead = "audit:read"

  /// What the scope lets a token do, in words.
  public var title: String {
    switch self {
    case .vacanciesRead: "Read vacancies, drafts included"
    case .vacanciesWrite: "Create, change, publish and withdraw vacancies"
    case .applicationsRead: "Read applications"
    case .applicationsWrite: "Fill in, send and move applications"
    case .schoolsWrite: "Create and import schools"
    case .inductionsRead: "Read registrations and inductions"
    case .inductionsWrite: "Register new teachers, and record and decide their inductions"
    case .accountsRead: "Read accounts and roles"
    case .accountsWrite: "Change accounts, roles and API tokens"
    case .auditRead: "Read the audit trail"
    }
  }
}
