extension Permissions {
  /// Applications received: never visible outside the school.
  static let received: [Operation: Grant] = [
    .readReceivedApplications: line(
      [.head, .recruiter, .panelMember], .applicationsRead,
      "Only the school's head, recruiters and panel members can read its applications."),
    .considerApplication: line(
      [.head, .recruiter], .applicationsWrite,
      "Only the school's head or recruiters can move an application."),
    .rejectApplication: line(
      [.head], .applicationsWrite, "Only the school's head can turn an application down."),
  ]

  /// From shortlist to appointment.
  static let appointments: [Operation: Grant] = [
    .requestReferences: line(
      [.head, .recruiter], .applicationsWrite,
      "Only the school's head or recruiters can ask for references."),
    .readReferences: line(
      [.head, .recruiter], .applicationsRead, "Only the school's head or recruiters can read references."),
    .readDisclosures: line(
      [.head, .recruiter], .applicationsRead,
      "Only the school's head, and recruiters whom the head has named, can read what applicants disclose."),
    .arrangeInterviews: line(
      [.head, .recruiter], .applicationsWrite,
      "Only the school's head or recruiters can arrange interviews."),
    .scoreInterviews: line(
      [.head, .recruiter, .panelMember], .applicationsWrite,
      "Only those who interview can score an interview."),
    .makeOffer: line([.head], .applicationsWrite, "Only the school's head can decide on offers."),
    .readAppointments: line(
      [.head, .recruiter], .applicationsRead,
      "Only the school's head or recruiters can read offers and checks."),
    .recordChecks: line(
      [.head, .recruiter], .applicationsWrite,
      "Only the school's head or recruiters can record checks."),
    .appointApplicant: line([.head], .applicationsWrite, "Only the school's head can appoint somebody."),
    .readNationalInsurance: line(
      [.head, .recruiter], .applicationsRead,
      "Only the school's head or recruiters can read a National Insurance number."),
    .readEqualityTotals: line(
      [.officer, .administrator], .applicationsRead,
      "Only officers and administrators of the authority can read equality totals."),
  ]

  /// The pool: heads and recruiters of every school look, officers check.
  static let pool: [Operation: Grant] = [
    .keepPoolEntry: line([.applicant], .applicationsWrite, "Sign in to join the pool."),
    .readPool: line(
      [.head, .recruiter], .applicationsRead,
      "Only heads and recruiters of the authority's schools can look through the pool."),
    .contactPool: line(
      [.head, .recruiter], .applicationsWrite,
      "Only the school's head or recruiters can express interest in somebody of the pool."),
    .assessPool: line(
      [.officer, .administrator], .applicationsWrite,
      "Only officers and administrators of the authority can check entries of the pool."),
  ]
}
