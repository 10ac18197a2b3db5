extension Permissions {
  /// Activities: the authority and alliances run them, people book for themselves, schools for their own.
  static let activities: [Operation: Grant] = [
    .manageActivities: line(
      [.officer, .administrator, .allianceLead, .allianceCoordinator], .schoolsWrite,
      "Only the authority's and its alliances' staff can run activities."),
    .bookActivity: line([.applicant], .applicationsWrite, "Sign in to book a place."),
    .readOwnBookings: line([.applicant], .applicationsRead, "Sign in to see your places."),
    .bookColleagues: line(
      [.head, .recruiter], .schoolsWrite, "Only the school's head or recruiters can book for colleagues."),
    .readActivityCharges: line(
      [.head, .officer, .administrator, .allianceLead, .allianceCoordinator], .vacanciesRead,
      "Only the school's head and those who run activities can see charges."),
  ]

  /// Schemes: the authority's staff make them, officers award, teachers apply.
  static let schemes: [Operation: Grant] = [
    .manageSchemes: line(
      [.officer, .administrator], .schoolsWrite, "Only the authority's staff can change schemes."),
    .awardSchemes: line([.officer], .inductionsWrite, "Only officers of the authority can award this."),
    .readSchemeBudgets: line(
      [.officer, .administrator], .inductionsRead, "Only the authority's staff can see budgets."),
    .applyForScheme: line([.applicant], .applicationsWrite, "Sign in to apply."),
    .readOwnSchemeApplications: line(
      [.applicant], .applicationsRead, "Sign in to see what you can apply for."),
  ]
}
