import Domain
import HTTPSupport
import HTTPTypes
import Hummingbird

/// Where somebody who is invited to interview says that they can’t come.
struct InterviewAnswerPages: Sendable {
  private let environment: WebEnvironment

  init(_ environment: WebEnvironment) { self.environment = environment }

  func add(to pages: RouterGroup<AppRequestContext>) {
    pages.get("applications/{application}/interview/answer") { try await show($0, $1) }
    pages.post("applications/{application}/interview/answer") { try await answer($0, $1) }
  }

  private func show(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let interview = try await read(context)
    var values = FormData()
    values.set("answer", interview.answer?.kind.rawValue)
    values.set("reason", interview.answer?.reason)
    values.set("suits", interview.answer?.suits)
    return page(interview, Fields(values), news: SchoolNews.banner(request), context)
  }

  private func read(_ context: AppRequestContext) async throws -> InterviewToAnswer {
    try await AnswerInterviewInvitation(environment.services).read(
      try context.applicationID("application"), by: context.webActor)
  }

  private func answer(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let id = try context.applicationID("application")
    let form = context.form
    do {
      try await AnswerInterviewInvitation(environment.services)(
        id, InterviewAnswer.Kind(rawValue: form["answer"]), reason: SectionForm.lines(form["reason"]),
        suits: SectionForm.lines(form["suits"]), slot: InterviewSlotID(form["slot"]), by: context.webActor)
      return .seeOther(SchoolNews.ownAnswer.on("/applications/\(id)/interview/answer"))
    } catch {
      let problems = try Refusal.problems(error, field: "answer")
      return page(try await read(context), Fields(form, problems: problems), context)
    }
  }

  private func page(
    _ interview: InterviewToAnswer, _ fields: Fields, news: NotificationBanner? = nil,
    _ context: AppRequestContext
  ) -> Response {
    let application = interview.application
    let base = "/applications/\(application.id)"
    let title = "If you can’t come to the interview"
    return environment.respond(
      Page(
        title, path: "/applications", problems: fields.problems, hasForm: interview.obstacle == nil,
        above: BackLink(to: base, "Back to the application"), banner: news
      ) {
        Heading(title, caption: "\(application.vacancyTitle), \(application.schoolName)")
        if let calledOff = interview.calledOff {
          OwnInterviewCalledOffNote(calledOff, interview.answer)
        } else {
          if let answer = interview.answer { OwnInterviewAnswerNote(answer, linksToChange: false) }
          SummaryList(Self.rows(interview))
        }
        if let obstacle = interview.obstacle {
          Paragraph(obstacle)
          if !fields.problems.isEmpty { Self.typed(fields.values) }
        } else {
          Self.form(interview, fields, context)
        }
        if application.state.mayBecome(.withdrawn) {
          Paragraph(
            html:
              "You no longer want the post? Then \(Link("withdraw your application", to: "\(base)/withdraw"))."
          )
        }
      }, in: context)
  }

  private static func rows(_ interview: InterviewToAnswer) -> [SummaryList.Row] {
    guard let day = interview.day else {
      return [.init("Your time", "As the school has written to you")]
    }
    return [
      .init("Day", LondonTime.longDate(day.heldOn)), .init("Where", day.place),
      .init("Your time", interview.slot.map(InterviewPages.words) ?? "None"),
    ]
  }

  /// What was entered and can't be sent any more, so that nothing of it is lost.
  private static func typed(_ form: FormData) -> HTML {
    let kind = InterviewAnswer.Kind(rawValue: form["answer"])
    return TooLate.kept([
      TooLate.Typed(choice, kind.map(words) ?? ""),
      TooLate.Typed(suits, SectionForm.lines(form["suits"])),
      TooLate.Typed(reason, SectionForm.lines(form["reason"])),
    ])
  }

  private static let choice = "What would you like to tell the school?"
  private static let suits = "Which times suit you?"
  private static let reason = "Why can’t you come? (optional)"

  private static func words(_ kind: InterviewAnswer.Kind) -> String {
    switch kind {
    case .anotherTime: "I would like another time"
    case .declined: "I do not want to be interviewed"
    }
  }

  private static func form(
    _ interview: InterviewToAnswer, _ fields: Fields, _ context: AppRequestContext
  ) -> HTML {
    let givesBack = interview.slot == nil ? "" : " Your time becomes free for somebody else."
    return Form("/applications/\(interview.application.id)/interview/answer", in: context) {
      HiddenInput("slot", interview.slot?.id.description ?? "")
      fields.radios(
        "answer", choice,
        [
          Choice(
            InterviewAnswer.Kind.anotherTime.rawValue, words(.anotherTime),
            hint: "Your application stays. The school may have no other time.\(givesBack)",
            reveal: fields.textarea(
              "suits", suits, hint: "Enter this, or below why you can’t come, or both.",
              rows: 3, limit: .characters(1_000)
            ).html),
          Choice(
            InterviewAnswer.Kind.declined.rawValue, words(.declined),
            hint: "Your application stays until you withdraw it or the school decides on it.\(givesBack)"),
        ])
      fields.textarea(
        "reason", reason, hint: "The school’s head and recruiters read it.",
        rows: 3, limit: .characters(1_000))
      Button(interview.answer == nil ? "Send my answer" : "Change my answer")
    }.html
  }
}
