import Domain
import HTTPSupport
import Hummingbird

/// Where an applicant takes back the consent to be represented by an agency.
struct RepresentationPages: Sendable {
  private let environment: WebEnvironment

  init(_ environment: WebEnvironment) { self.environment = environment }

  func add(to pages: RouterGroup<AppRequestContext>) {
    pages.get("representations/:candidate/take-back") { try await ask($0, $1) }
    pages.post("representations/:candidate/take-back") { try await takeBack($0, $1) }
  }

  private func ask(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let candidate = try await OwnRepresentations(environment.services).read(
      try context.candidateOfPath(), by: context.webActor)
    let title = "Take your consent back?"
    return environment.respond(
      Page(title, path: "/applications", above: BackLink(to: "/applications", "My applications")) {
        Heading(title, caption: "\(candidate.vacancyTitle), \(candidate.schoolName)")
        Paragraph(
          "\(candidate.agencyName) then no longer represents you, and the school no longer sees what it wrote. You "
            + "can still apply yourself.")
        Form("/representations/\(candidate.id)/take-back", in: context) {
          ButtonGroup {
            Button("Take my consent back", kind: .warning)
            Link("Leave it", to: "/applications")
          }
        }
      }, in: context)
  }

  private func takeBack(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    try await OwnRepresentations(environment.services).takeBack(
      try context.candidateOfPath(), by: context.webActor)
    return .seeOther("/applications")
  }
}

/// The agencies that put somebody forward who has not applied yet, on the page of their applications.
struct RepresentationList: Component {
  private let candidates: [AgencyCandidate]

  init(_ candidates: [AgencyCandidate]) { self.candidates = candidates }

  var html: HTML {
    if candidates.isEmpty { return "" }
    let lists = candidates.map { candidate in
      SummaryList(
        [
          .init("Vacancy", "\(candidate.vacancyTitle), \(candidate.schoolName)"),
          .init("Agency", candidate.agencyName),
          .init("You agreed", candidate.answeredAt.map(LondonTime.dateAndTime)),
        ], title: candidate.vacancyTitle,
        actions: [
          Link(
            "Send your application", to: "/vacancies/\(candidate.vacancy)/apply",
            about: "for \(candidate.vacancyTitle)"),
          Link(
            "Take consent back", to: "/representations/\(candidate.id)/take-back",
            about: "for \(candidate.vacancyTitle)"),
        ]
      ).html
    }
    return Heading("Put forward by agencies", .section).html
      + Paragraph("The school waits for your application for these.").html + HTML(lists)
  }
}
