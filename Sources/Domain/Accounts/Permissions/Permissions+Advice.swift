extension Permissions {
  /// Advice: officers write and answer, schools read and ask.
  static let advice: [Operation: Grant] = [
    .manageGuidance: line(
      [.officer, .administrator], .schoolsWrite, "Only the authority's staff can write guidance."),
    .readSchoolGuidance: line(
      [.head, .recruiter, .panelMember, .inductionTutor, .officer, .administrator], .vacanciesRead,
      "Only staff of schools can read this guidance."),
    .askEnquiry: line(
      [.head, .recruiter], .schoolsWrite, "Only the school's head or recruiters can ask for advice."),
    .answerEnquiry: line(
      [.officer, .administrator], .schoolsWrite, "Only the authority's staff can answer enquiries."),
  ]

  /// Agencies: the authority agrees terms, heads release vacancies, consultants put people forward.
  static let agencies: [Operation: Grant] = [
    .manageAgencyTerms: line(
      [.officer, .administrator], .schoolsWrite, "Only the authority's staff can agree terms."),
    .readAgency: line(
      [.officer, .administrator, .consultant], .vacanciesRead,
      "Only the authority's staff and the agency's consultants can see an agency's terms."),
    .releaseToAgency: line(
      [.head], .vacanciesWrite, "Only the school's head can release a vacancy to agencies."),
    .submitCandidate: line(
      [.consultant], .applicationsWrite, "Only the agency's consultants can put people forward."),
    .readCandidates: line(
      [.consultant], .applicationsRead, "Only the agency's consultants can see whom it put forward."),
    .readAgencyReport: line(
      [.head, .officer, .administrator, .consultant], .vacanciesRead,
      "Only the school's head, the authority's staff and the agency's consultants can see fees."),
  ]
}
