import Domain
import HTTPSupport
import Hummingbird

/// The offer as the applicant reads and answers it.
struct OwnOfferPages: Sendable {
  private let environment: WebEnvironment

  init(_ environment: WebEnvironment) { self.environment = environment }

  func add(to pages: RouterGroup<AppRequestContext>) {
    pages.get("applications/{application}/offer") { try await show($0, $1) }
    pages.post("applications/{application}/offer") { try await answer($0, $1) }
  }

  private func show(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    try await page(
      try context.applicationID("application"), Fields(), news: SchoolNews.banner(request), context)
  }

  private func answer(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let id = try context.applicationID("application")
    do {
      guard let accepts = ["accept": true, "decline": false][context.form["answer"]] else {
        throw DomainError.invalid([
          FieldProblem(field: "answer", message: "Choose whether you accept the offer.")
        ])
      }
      _ = try await AnswerOffer(environment.services)(
        id, accepts: accepts, note: SectionForm.lines(context.form["note"]), by: context.webActor)
      return .seeOther(SchoolNews.ownAnswer.on("/applications/\(id)/offer"))
    } catch {
      let problems = try Refusal.problems(error, field: "answer")
      return try await page(id, Fields(context.form, problems: problems), context)
    }
  }

  private func page(
    _ id: ApplicationID, _ fields: Fields, news: NotificationBanner? = nil, _ context: AppRequestContext
  ) async throws -> Response {
    let offers = try await ReadOffers(environment.services).own(id, by: context.webActor)
    guard let offer = offers.first else { throw DomainError.notFound("offer") }
    let application = try await ReadApplication(environment.services)(id, by: context.webActor).application
    let explanation = OwnOfferWords.explanation(application, offer)
    let points = try await ReadOffers(environment.services).points(of: [offer], for: application)
    let isOpen = application.state == .offered && offer.awaitsAnswer(on: environment.services.today)
    return environment.respond(
      Page(
        "The school’s offer", path: "/applications", problems: fields.problems,
        above: BackLink(to: "/applications/\(id)", "Back to the application"), banner: news
      ) {
        Heading("The school’s offer", caption: "\(application.vacancyTitle), \(application.schoolName)")
        SummaryList([
          .init("State", html: "\(application.state.tag)<br>\(explanation)")
        ])
        OfferView(offer, at: points[offer.id], isOwn: true)
        if application.state == .offered && !isOpen {
          WarningText(
            "The last day for your answer is over. If you still want the post, write to the school: it can give you more "
              + "time.")
        }
        if isOpen {
          Heading("Your answer", .section)
          Form("/applications/\(id)/offer", in: context) {
            fields.radios(
              "answer", "Do you accept the offer?",
              [Choice("accept", "Yes, I accept it"), Choice("decline", "No, I decline it")])
            fields.textarea("note", "A note to the school (optional)", rows: 3, limit: .characters(1_000))
            Button("Send my answer")
          }
        }
      }, in: context)
  }
}
