import Domain
import HTTPSupport
import Hummingbird

/// Where the head tells those who still wait that all posts of a vacancy are filled.
struct WaitingPages: Sendable {
  private let environment: WebEnvironment

  init(_ environment: WebEnvironment) { self.environment = environment }

  func add(to pages: RouterGroup<AppRequestContext>) {
    pages.get("school/vacancies/:id/selection/waiting") { try await show($0, $1) }
    pages.post("school/vacancies/:id/selection/waiting") { try await tell($0, $1) }
  }

  private func show(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let waiting = try await WaitingCandidates(environment.services).list(
      try context.vacancyOfPath(), after: request.after, by: context.webActor)
    var values = FormData()
    values.set("message", waiting.message)
    return page(waiting, Fields(values), after: request.after, context)
  }

  private func tell(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let id = try context.vacancyOfPath()
    let waiting = WaitingCandidates(environment.services)
    do {
      try await waiting.tell(id, message: SectionForm.lines(context.form["message"]), by: context.webActor)
      return .seeOther("/school/vacancies/\(id)/selection?done=told")
    } catch {
      let problems = try Refusal.problems(error, field: "message")
      return page(
        try await waiting.list(id, by: context.webActor), Fields(context.form, problems: problems), context)
    }
  }

  private func page(
    _ found: WaitingCandidates.Listing, _ fields: Fields, after: Cursor? = nil,
    _ context: AppRequestContext
  ) -> Response {
    let (vacancy, waiting) = (found.vacancy, found.page.items)
    let count = found.page.total ?? waiting.count
    let base = "/school/vacancies/\(vacancy.id)/selection"
    let title = "Tell those who still wait"
    return environment.respond(
      Page(title, path: "/school", problems: fields.problems, above: BackLink(to: base, "Selection")) {
        Heading(title, caption: vacancy.content.title)
        if waiting.isEmpty {
          EmptyState(
            "Nobody waits",
            vacancy.storedState == .filled
              ? "Everybody who applied has an answer."
              : "Not all posts are filled, so the selection goes on.",
            action: Link("All applications", to: base))
        } else {
          Paragraph("All posts are filled. These people have no answer yet:")
          BulletList(
            html: waiting.map {
              "\(Link($0.applicantName, to: "/received/\($0.id)")) \($0.state.tag)\(ClosedAccount.line($0))"
            })
          CursorPagination(
            next: found.page.next.map { "\(base)/waiting?after=\($0)" },
            first: after.map { _ in "\(base)/waiting" })
          if context.webActor.may(.rejectApplication, at: vacancy.place) {
            Form("\(base)/waiting", in: context) {
              fields.textarea(
                "message", "What they are told",
                hint: "By e-mail, after “Dear” and their name, and on their page of the application.",
                rows: 10,
                limit: .characters(RejectApplications.longestMessage))
              Button(count == 1 ? "Tell this person" : "Tell all \(count) people")
            }
          } else {
            Paragraph("Your head tells them here.")
          }
        }
      }, in: context)
  }
}

/// What stands on the page of a selection when people still wait although all posts are filled.
struct WaitingNote: Component {
  private let vacancy: VacancyID
  private let count: Int

  init(_ vacancy: VacancyID, _ count: Int) { (self.vacancy, self.count) = (vacancy, count) }

  var html: HTML {
    if count == 0 { return "" }
    let words =
      count == 1
      ? "One person who applied still waits for an answer."
      : "\(count) people who applied still wait for an answer."
    return WarningText("All posts are filled. \(words)").html
      + Paragraph(
        html: Link("Tell those who still wait", to: "/school/vacancies/\(vacancy)/selection/waiting").html
      ).html
  }
}

/// Decisions that were made before two members of the panel had handed in scores.
struct SiftExceptionList: Component {
  private let exceptions: [SiftException]

  init(_ exceptions: [SiftException]) { self.exceptions = exceptions }

  var html: HTML {
    if exceptions.isEmpty { return "" }
    return Table(
      "Decided without the scores of two people", isEven: true,
      columns: [.init("Applicant"), .init("Decision"), .init("Why"), .init("Who and when")],
      rows: exceptions.map { exception in
        let when = LondonTime.dateAndTime(exception.decidedAt)
        return [
          Link(exception.applicantName, to: "/received/\(exception.application)").html,
          HTML(text: exception.decision.title), HTML(text: exception.reason),
          HTML(text: exception.decidedBy.map { "\($0), \(when)" } ?? when),
        ]
      }
    ).html
  }
}

extension ApplicationState {
  /// Whether an application is still to be sifted, so that decisions on it ask for the scores of two people.
  var isSifted: Bool { self == .sent || self == .underConsideration || self == .longlisted }
}

extension Fields {
  /// Why somebody is turned down before two members of the panel have scored them.
  var siftException: Textarea {
    textarea(
      "exception", "Why without the scores of two people",
      hint:
        "Needed only while fewer than two members of the panel have handed in their scores. Kept for the school.",
      rows: 2)
  }
}
