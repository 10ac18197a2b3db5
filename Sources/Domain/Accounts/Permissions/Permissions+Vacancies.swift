extension Permissions {
  /// Vacancies: recruiters prepare, heads publish.
  static let vacancies: [Operation: Grant] = [
    .draftVacancy: line(
      [.head, .recruiter], .vacanciesWrite, "Only the school's head or recruiters can prepare vacancies."),
    .readUnpublishedVacancy: line(
      [.head, .recruiter], .vacanciesRead, "Only the school's head or recruiters can read its drafts."),
    .publishVacancy: line(
      [.head], .vacanciesWrite,
      "Only the school's head can publish a vacancy, change it afterwards or decide when it closes."),
    .withdrawVacancy: line([.head], .vacanciesWrite, "Only the school's head can withdraw a vacancy."),
    .recordVacancyOutcome: line(
      [.head, .recruiter], .vacanciesWrite,
      "Only the school's head or recruiters can say how it was filled."),
    .readBoroughFigures: line(
      [.officer, .administrator], .vacanciesRead,
      "Only officers and administrators of the authority can read the borough's figures."),
  ]

  /// Advertising: the authority's for everything, a head's for the school.
  static let advertising: [Operation: Grant] = [
    .manageCampaigns: line(
      [.head, .officer, .administrator], .vacanciesWrite,
      "Only the school's head or the authority's staff can change campaigns."),
    .readCampaigns: line(
      [.head, .officer, .administrator], .vacanciesRead,
      "Only the school's head or the authority's staff can see campaigns."),
  ]
}
