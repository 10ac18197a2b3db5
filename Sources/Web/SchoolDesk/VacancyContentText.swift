import Domain

/// What a school wrote, question by question in plain text, to be compared.
enum VacancyContentText {
  static func rows(_ content: VacancyContent) -> [(label: String, value: String)] {
    [
      ("Title", content.title), ("Roles", content.jobRoles.joined(separator: ", ")),
      ("Phase", content.phases.map(\.title).joined(separator: ", ")),
      ("Key stages", content.keyStages.joined(separator: ", ")),
      ("Subjects", content.subjects.joined(separator: ", ")),
      ("Newly qualified teachers welcome", content.nqtsWelcome ? "Yes" : "No"),
      ("Contract", VacancyText.contract(content)), ("Working pattern", VacancyText.pattern(content)),
      ("Lowest pay point", content.payMinimum ?? ""), ("Highest pay point", content.payMaximum ?? ""),
      ("Starts", VacancyText.start(content)),
      ("Closes", content.closesAt.map(LondonTime.dateAndTime) ?? ""), ("Description", content.description),
      ("Visits", content.visits),
    ]
  }
}
