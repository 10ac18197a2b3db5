extension Permissions {
  /// Selection: the head and recruiters run it, whoever is on the panel sifts.
  static let selection: [Operation: Grant] = [
    .readSelection: line(
      [.head, .recruiter], .applicationsRead,
      "Only the school's head or recruiters can see how its selection stands."),
    .runSelection: line(
      [.head, .recruiter], .applicationsWrite,
      "Only the school's head or recruiters can name a panel and agree a shortlist."),
    .closeSift: line([.head], .applicationsWrite, "Only the school's head can close or reopen the sift."),
    .readApplicationToSift: line(
      [.head, .recruiter, .panelMember, .inductionTutor], .applicationsRead,
      "Only members of the vacancy's panel can read its applications."),
    .siftApplication: line(
      [.head, .recruiter, .panelMember, .inductionTutor], .applicationsWrite,
      "Only members of the vacancy's panel can score its applications."),
    .recordTraining: line(
      [.head, .recruiter, .administrator], .accountsWrite,
      "Only the school's head or recruiters can record training in safer recruitment."),
  ]

  /// What an applicant and the school write to each other.
  static let messages: [Operation: Grant] = [
    .readMessages: line(
      [.head, .recruiter], .applicationsRead,
      "Only the school's head or recruiters can read messages of applicants."),
    .messageApplicant: line(
      [.head, .recruiter], .applicationsWrite,
      "Only the school's head or recruiters can write to applicants."),
    .messageSchool: line(
      [.applicant], .applicationsWrite, "Only the applicant can write to the school about an application."),
  ]
}
