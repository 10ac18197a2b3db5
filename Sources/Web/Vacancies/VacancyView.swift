import Domain
import Foundation

/// A vacancy as jobseekers see it; the school's preview is the same.
struct VacancyView: Component {
  private let vacancy: Vacancy
  private let state: VacancyState
  private let subjects: String
  private let keyStages: String
  private let isPreview: Bool

  init(
    _ vacancy: Vacancy, state: VacancyState, subjects: [Subject], keyStages: [KeyStage],
    isPreview: Bool = false
  ) {
    self.vacancy = vacancy
    self.state = state
    self.isPreview = isPreview
    self.subjects = subjects.filter { vacancy.content.subjects.contains($0.code) }.map(\.name)
      .joined(separator: ", ")
    self.keyStages = keyStages.filter { vacancy.content.keyStages.contains($0.code) }.map(\.name)
      .joined(separator: ", ")
  }

  var html: HTML {
    let content = vacancy.content
    let visits: HTML =
      content.visits.isEmpty ? "" : "\(Heading("Visits", .section))\(Prose(content.visits))"
    return """
      \(Heading(content.title, caption: VacancyText.location(vacancy.schoolName, vacancy.schoolTown)))\
      \(standing)\(facts)\(Heading("The post", .section))\(Prose(content.description))\(visits)\
      \(Heading("The school", .section))<p class="govuk-body">\
      \(Link(vacancy.schoolName, to: "/schools/\(vacancy.urn)"))</p>\(apply)
      """
  }

  private var standing: HTML {
    switch state {
    case .published: apply
    case .closed, .interviewing, .filled, .notFilled:
      InsetText(
        "This vacancy closed on \(vacancy.closesAt.map(LondonTime.dateAndTime) ?? "") and takes no more applications."
      ).html
    case .withdrawn: InsetText("This vacancy has been withdrawn. \(vacancy.withdrawnReason ?? "")").html
    case .draft, .awaitingApproval, .scheduled:
      isPreview ? "" : InsetText("This is not published yet: only your school can see it.").html
    }
  }

  private var apply: HTML {
    guard state == .published, !isPreview else { return "" }
    return LinkButton("Apply for this vacancy", to: "/vacancies/\(vacancy.id)/apply", isStart: true).html
  }

  private var facts: HTML {
    let content = vacancy.content
    var rows: [SummaryList.Row] = [
      .init("Phase", content.phases.map(\.title).joined(separator: ", ")),
      .init("Contract", VacancyText.contract(content)),
      .init("Working pattern", VacancyText.pattern(content)),
      .init("Pay", VacancyText.payInFull(vacancy)),
      .init("Starts", VacancyText.start(content)),
      .init("Closes", vacancy.closesAt.map(LondonTime.dateAndTime)),
      .init("Newly qualified teachers", content.nqtsWelcome ? "Welcome to apply" : "Experience is asked for"),
      .init("Reference", vacancy.reference),
    ]
    if !keyStages.isEmpty { rows.insert(.init("Key stages", keyStages), at: 1) }
    if !subjects.isEmpty { rows.insert(.init("Subjects", subjects), at: 1) }
    return SummaryList(rows).html
  }
}
