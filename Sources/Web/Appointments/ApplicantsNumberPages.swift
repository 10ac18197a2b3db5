import Domain
import HTTPSupport
import Hummingbird

/// The National Insurance number of somebody who has accepted the school's offer, as the school reads it to pay them.
struct ApplicantsNumberPages: Sendable {
  private let environment: WebEnvironment

  init(_ environment: WebEnvironment) { self.environment = environment }

  func add(to pages: RouterGroup<AppRequestContext>) {
    pages.get("received/:id/national-insurance") { try await show($0, $1) }
  }

  private func show(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let id = try context.applicationID()
    let number = try await ReadNationalInsuranceNumber(environment.services)(of: id, by: context.webActor)
    let application = try await ReadApplication(environment.services)(id, by: context.webActor).application
    return environment.respond(
      Page("National Insurance number", path: "/school", above: BackLink(to: "/received/\(id)")) {
        Heading(
          "National Insurance number", caption: "\(application.applicantName), \(application.vacancyTitle)")
        if let number {
          SummaryList([.init("National Insurance number", number.spaced)])
        } else {
          EmptyState(
            "None is kept",
            "The applicant has not given one. Ask them to add it to their general application.",
            action: application.isAccountClosed
              ? nil : Link("Write to the applicant", to: "/received/\(id)/messages"))
        }
        Paragraph(
          "It is for payroll. The applicant keeps it apart from the application, and that you have read it is recorded."
        )
      }, in: context)
  }
}

/// The link to the number on the pages of the offer and the checks, for those who may read it.
struct ApplicantsNumberLink: Component {
  private let application: SentApplication
  private let actor: Actor

  init(_ application: SentApplication, _ actor: Actor) {
    self.application = application
    self.actor = actor
  }

  var html: HTML {
    guard application.state.hasAcceptedOffer, actor.may(.readNationalInsurance, at: application.place) else {
      return ""
    }
    return Paragraph(
      html:
        "\(Link("National Insurance number", to: "/received/\(application.id)/national-insurance")), for payroll"
    ).html
  }
}
