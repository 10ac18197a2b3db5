import Domain
import Foundation
import HTTPSupport
import Hummingbird

/// A school's interest in a person, and their answer.
struct PoolInterestPages: Sendable {
  private let environment: WebEnvironment

  init(_ environment: WebEnvironment) { self.environment = environment }

  func add(to pages: RouterGroup<AppRequestContext>) {
    pages.get("pool/interest/{interest}") { try await show($0, $1) }
    pages.post("pool/interest/{interest}") { try await answer($0, $1) }
  }

  private func interest(_ context: AppRequestContext) async throws -> PoolInterest {
    _ = try context.webActor.requireAccount()
    guard let id = context.parameters.get("interest").flatMap({ PoolInterestID($0) }) else {
      throw DomainError.notFound("interest")
    }
    return try await AnswerPoolInterest(environment.services).read(id, by: context.webActor)
  }

  private func show(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    try await page(try await interest(context), nil, news: Self.news(request), context)
  }

  /// What the person has just answered.
  private static func news(_ request: Request) -> NotificationBanner? {
    switch request.uri.queryParameters["done"] {
    case "accepted": NotificationBanner("Your answer is sent. The school may contact you now.")
    case "declined": NotificationBanner("Your answer is sent. The school does not contact you.")
    default: nil
    }
  }

  private func asked(_ vacancy: VacancyID, _ context: AppRequestContext) async throws -> FormSection {
    try await ReadVacancyQuestions(environment.services).section(vacancy, by: context.webActor)
  }

  /// The question with the form for its answer: with what was sent, else with what was saved for the vacancy.
  private func page(
    _ interest: PoolInterest, _ sent: Fields?, news: NotificationBanner? = nil,
    _ context: AppRequestContext
  ) async throws -> Response {
    let general = try await ReadGeneralApplication(environment.services)(by: context.webActor)
    let answer = AnswerPoolInterest(environment.services)
    let refusal = try await answer.refusal(interest, by: context.webActor)
    let standing = try await answer.standing(interest, by: context.webActor)
    var fields = sent ?? Fields()
    let isRefused = !fields.problems.isEmpty
    var section: FormSection?
    if let vacancy = interest.vacancy, interest.state == .open, refusal == nil {
      let asked = try await asked(vacancy, context)
      section = asked
      if sent == nil, standing == nil {
        let draft = try await KeepApplicationDraft(environment.services).read(vacancy, by: context.webActor)
        fields = Fields(ApplyForm.values(draft, asked))
      }
    }
    let hasReply = interest.state == .open && standing == nil
    var typed: HTML = ""
    if isRefused || refusal != nil {
      typed = try await self.typed(interest, isRefused: isRefused, hasReply: hasReply, context)
    }
    let title = "\(interest.schoolName) is interested in you"
    return environment.respond(
      Page(
        title, path: "/pool", problems: fields.problems, above: BackLink(to: "/pool", "The pool"),
        banner: news
      ) {
        Heading(title)
        SummaryList(
          [
            .init("Vacancy", html: Self.vacancy(interest, refusal)),
            .init("They write", interest.message), .init("State", html: interest.tagForPerson.html),
            .init("Asked", LondonTime.dateAndTime(interest.createdAt)),
          ] + Self.answered(interest))
        if let application = interest.application {
          Paragraph(html: "\(Link("See the application you sent", to: "/applications/\(application)"))")
        }
        if let standing = standing ?? (isRefused ? interest.application : nil) {
          Self.stands(standing)
          if isRefused { typed }
        } else if interest.state != .open {
          if isRefused { "<div id=\"reply\">\(typed)</div>" as HTML }
        } else if let refusal {
          unanswerable(interest, refusal, fields, context)
          typed
        } else {
          form(interest, section, general, fields, context)
        }
      }, in: context)
  }

  /// The vacancy, with the way to it as long as it is there to be read.
  private static func vacancy(_ interest: PoolInterest, _ refusal: DomainError?) -> HTML {
    guard let id = interest.vacancy else { return "In general" }
    let title = interest.vacancyTitle ?? "Vacancy"
    switch refusal {
    case nil, .conflict: return Link(title, to: "/vacancies/\(id)").html
    default: return HTML(text: title)
    }
  }

  /// What was typed, or saved before, and has no field on the page any more.
  private func typed(
    _ interest: PoolInterest, isRefused: Bool, hasReply: Bool, _ context: AppRequestContext
  ) async throws -> HTML {
    var html: HTML = ""
    if isRefused, !hasReply {
      html = TooLate.kept([.init("Your answer to the school", SectionForm.lines(context.form["reply"]))])
    }
    guard let vacancy = interest.vacancy else { return html }
    if isRefused {
      let application = try await environment.typedApplication(vacancy, context)
      return html + application.html
    }
    return try await environment.savedApplication(vacancy, context)?.html ?? html
  }

  /// What came of it, and what the person wrote.
  private static func answered(_ interest: PoolInterest) -> [SummaryList.Row] {
    guard let at = interest.answeredAt else { return [] }
    let moment = LondonTime.dateAndTime(at)
    let told = " The school was told only that you are no longer available."
    let happened =
      switch interest.state {
      case .open: ""
      case .accepted:
        interest.application == nil
          ? "You said that they may contact you." : "You sent your application for the vacancy."
      case .declined: "You declined contact."
      case .withdrawn: "The school took its question back."
      case .ended: (interest.ending?.sentence ?? "") + told
      }
    var rows: [SummaryList.Row] = [.init("What happened", happened), .init("When", moment)]
    if interest.state == .accepted || interest.state == .declined {
      let reply = interest.reply ?? ""
      rows.append(.init("Your answer", reply.isEmpty ? "You wrote nothing with it." : reply))
    }
    return rows
  }

  /// What the person reads who has applied since the school asked. Its identifier is where a refused answer leads.
  private static func stands(_ application: ApplicationID) -> HTML {
    """
    <div id="reply" class="govuk-inset-text">You have already applied for this vacancy. Your application stands as you \
    sent it, and the school has it, so there is nothing to answer here. \
    \(Link("See your application", to: "/applications/\(application)"))</div>
    """
  }

  /// What is left to answer once a yes would lead nowhere: the vacancy takes no more applications, or an offer was
  /// accepted. No is still heard.
  private func unanswerable(
    _ interest: PoolInterest, _ refusal: DomainError, _ fields: Fields, _ context: AppRequestContext
  ) -> HTML {
    InsetText("\(AnswerPoolInterest.why(refusal)) You can still say no to the school.").html
      + Form("/pool/interest/\(interest.id)", in: context) {
        fields.textarea("reply", "Your answer to the school (optional)", rows: 4, limit: .characters(2000))
        Button("No, thank you", kind: .secondary, name: "answer", value: "decline")
      }.html
  }

  private func form(
    _ interest: PoolInterest, _ section: FormSection?, _ general: GeneralApplication, _ fields: Fields,
    _ context: AppRequestContext
  ) -> Form {
    Form("/pool/interest/\(interest.id)", in: context) {
      fields.textarea("reply", "Your answer to the school (optional)", rows: 4, limit: .characters(2000))
      if let section {
        Heading("Your application for this vacancy", .section)
        Paragraph(
          "If you say yes, your general application is sent for this vacancy, and the school selects as it does "
            + "among all who apply.")
        fields.textarea("statement", "Personal statement", rows: 16, limit: general.statementLimit)
        QuestionFields(section.questions, fields)
      } else {
        Paragraph("If you say yes, the school sees how to reach you and your referees.")
      }
      ButtonGroup {
        Button(
          section == nil ? "Yes, they may contact me" : "Yes, send my application", name: "answer",
          value: "accept")
        Button("No, thank you", kind: .secondary, name: "answer", value: "decline")
      }
    }
  }

  private func answer(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let interest = try await interest(context)
    let form = context.form
    let answer = AnswerPoolInterest(environment.services)
    let reply = SectionForm.lines(form["reply"])
    do {
      guard ["accept", "decline"].contains(form["answer"]) else {
        throw DomainError.invalid([
          FieldProblem(
            field: "reply", message: "Say whether they may contact you, with one of the two buttons.")
        ])
      }
      if form["answer"] == "accept" {
        var answers: [String: JSONValue] = [:]
        if let vacancy = interest.vacancy, interest.state == .open {
          answers = SectionForm.answers(form, try await asked(vacancy, context).questions)
        }
        let accepted = try await answer.accept(
          interest.id, reply: reply, statement: SectionForm.lines(form["statement"]), answers: answers,
          submission: SubmissionToken.read(form) ?? SubmissionToken.mint(), by: context.webActor)
        return .seeOther(
          accepted.application.map { "/applications/\($0)?sent=1" }
            ?? "/pool/interest/\(interest.id)?done=accepted")
      }
      _ = try await answer.decline(interest.id, reply: reply, by: context.webActor)
      return .seeOther("/pool/interest/\(interest.id)?done=declined")
    } catch DomainError.invalid(let problems) {
      return try await page(interest, Fields(form, problems: problems), context)
    } catch DomainError.conflict(let sentence), DomainError.gone(let sentence) {
      return try await refused(sentence, context)
    }
  }

  /// The page as the question stands now, with why the answer was not taken and what was typed.
  private func refused(_ sentence: String, _ context: AppRequestContext) async throws -> Response {
    let problem = FieldProblem(field: "reply", message: sentence)
    return try await page(
      try await interest(context), Fields(context.form, problems: [problem]), context)
  }
}
