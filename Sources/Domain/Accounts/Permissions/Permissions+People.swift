extension Permissions {
  /// People.
  static let people: [Operation: Grant] = [
    .manageStaff: line(
      [.head, .administrator], .accountsWrite, "Only the head or an administrator can change roles."),
    .readStaff: line(
      [.head, .recruiter, .administrator, .officer, .allianceLead], .accountsRead,
      "Only the organisation's own lead or an administrator can see its people."),
    .manageOwnAccount: line([.applicant], .accountsWrite, "Sign in to change your account."),
    .manageOwnTokens: line([.applicant], .accountsWrite, "Sign in to change your API tokens."),
    .readAuditTrail: line(
      [.head, .administrator], .auditRead, "Only the head or an administrator can read the audit trail."),
  ]

  /// Schools and accounts of the borough.
  static let borough: [Operation: Grant] = [
    .importSchools: line(
      [.administrator], .schoolsWrite, "Only an administrator of the authority can import schools."),
    .manageSchools: line(
      [.administrator], .schoolsWrite, "Only an administrator of the authority can change schools."),
    .changeSchoolProfile: line(
      [.head, .recruiter], .schoolsWrite, "Only the school's head or recruiters can change its page."),
    .readAccounts: line(
      [.administrator], .accountsRead, "Only an administrator of the authority can list accounts."),
    .readScheduledWork: line(
      [.administrator], .auditRead, "Only an administrator of the authority can see the scheduled work."),
  ]

  /// How long records are kept: the authority sets it and holds people, a head holds applications.
  static let retention: [Operation: Grant] = [
    .readRetention: line(
      [.officer, .administrator], .auditRead,
      "Only the authority's staff can see how long records are kept."),
    .manageRetention: line(
      [.administrator], .accountsWrite,
      "Only an administrator of the authority can set how long records are kept."),
    .holdPerson: line(
      [.officer, .administrator], .accountsWrite,
      "Only the authority's staff can hold everything of a person."),
    .holdApplication: line([.head], .applicationsWrite, "Only the school's head can hold an application."),
  ]
}
