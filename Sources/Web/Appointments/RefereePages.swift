import Domain
import HTTPSupport
import HTTPTypes
import Hummingbird

/// What a referee sees by the link in their mail: the questions, a letter, or a polite no. No account is needed.
struct RefereePages: Sendable {
  /// The route on which people without an account send a file.
  static let uploadRoute = "/references/{token}"
  private let environment: WebEnvironment

  init(_ environment: WebEnvironment) { self.environment = environment }

  func add(to pages: RouterGroup<AppRequestContext>) {
    pages.get("references/:token") { try await show($0, $1) }
    pages.post("references/:token") { try await save($0, $1) }
    pages.get("references/:token/decline") { try await askToDecline($0, $1) }
    pages.post("references/:token/decline") { try await decline($0, $1) }
  }

  /// Lets a file of somebody without an account in only where their link works.
  static func admission(
    _ environment: WebEnvironment
  ) -> @Sendable (AppRequestContext) async throws -> Void {
    { context in
      _ = try await AnswerReference(environment.services).read(context.parameters.get("token") ?? "")
    }
  }

  private func token(_ context: AppRequestContext) -> String { context.parameters.get("token") ?? "" }

  private func show(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let opened = try await AnswerReference(environment.services).read(token(context))
    if !opened.isOpen { return environment.respondBehindLink(Self.done(opened), context) }
    let fields = Fields(SectionForm.values(opened.answers, opened.form.questions))
    let isSaved = request.uri.queryParameters["saved"] != nil
    var page = page(opened, fields, context)
    if isSaved { page.banner = NotificationBanner("Saved. Come back by the same link until you send it.") }
    return environment.respondBehindLink(page, context)
  }

  private func save(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let form = context.form
    let answering = AnswerReference(environment.services)
    let opened = try await answering.read(token(context))
    if !opened.isOpen { return environment.respondBehindLink(Self.done(opened), context) }
    let answers = SectionForm.answers(form, opened.form.questions)
    // A letter goes with whichever button was pressed, and stays when an answer is at fault.
    let faults = try await takeLetter(context)
    do {
      if Self.sends(form), faults.isEmpty {
        _ = try await answering.send(token(context), answers: answers, by: context.webActor)
        return .seeOther("/references/\(token(context))")
      }
      try await keep(answers, context)
      if !faults.isEmpty { return try await again([], answers, faults, context) }
      if form.has(Self.removal) { _ = try await answering.removeLetter(token(context)) }
      return .seeOther("/references/\(token(context))?saved=1")
    } catch DomainError.staleVersion {
      let conflict = FieldProblem(
        field: "",
        message:
          "You have saved other answers in another window. What stands here now replaces them once you save."
      )
      return try await again([conflict], answers, faults, context)
    } catch DomainError.invalid(let problems) {
      let current = try await answering.read(token(context))
      return environment.respondBehindLink(page(current, Fields(form, problems: problems), context), context)
    }
  }

  /// Whether the button that sends the reference was pressed, and none that only keeps it.
  private static func sends(_ form: FormData) -> Bool {
    !form.has(SaveButtons.later) && !form.has(removal)
  }

  /// Keeps the answers for later. What is stored already is no conflict, however long ago the page was opened.
  private func keep(_ answers: [String: JSONValue], _ context: AppRequestContext) async throws {
    let answering = AnswerReference(environment.services)
    do {
      _ = try await answering.save(
        token(context), answers: answers, expectedSaves: context.form.int("saves"))
    } catch DomainError.staleVersion(let current) {
      let stored = try await answering.read(token(context))
      guard stored.form.asked(stored.answers) == stored.form.asked(answers) else {
        throw DomainError.staleVersion(current: current)
      }
    }
  }

  /// The form once more with everything that is wrong: first what concerns all of it, then each answer, last the letter.
  /// Whoever goes on later may still leave questions open.
  private func again(
    _ first: [FieldProblem], _ answers: [String: JSONValue], _ letter: [FieldProblem],
    _ context: AppRequestContext
  ) async throws -> Response {
    let answering = AnswerReference(environment.services)
    let current = try await answering.read(token(context))
    let own = answering.problems(answers, of: current).filter {
      Self.sends(context.form) || answers[$0.field] != nil
    }
    return environment.respondBehindLink(
      page(current, Fields(context.form, problems: first + own + letter), context), context)
  }

  private func page(
    _ opened: AnswerReference.Opened, _ fields: Fields, _ context: AppRequestContext
  ) -> Page {
    let here = "/references/\(token(context))"
    let application = opened.application
    return Page("Reference for \(application.applicantName)", problems: fields.problems) {
      Heading("Reference for \(application.applicantName)", caption: application.schoolName)
      Paragraph(
        "\(application.applicantName) has applied for the post “\(application.vacancyTitle)” and has named you as a "
          + "referee. What you write goes to the school. The applicant may ask the school to see it."
      )
      Paragraph(
        "You can save your answers and come back to them by the same link until "
          + "\(LondonTime.shortDate(LondonTime.date(of: opened.expiresAt)))."
      )
      Paragraph(
        html: Link("I can’t give this reference", to: "\(here)/decline").html)
      Form(here, in: context, takesFiles: true) {
        HiddenInput("saves", String(opened.saves))
        HTML(
          opened.form.sections.map { section in
            Fieldset(section.title) {
              if let intro = section.intro { Paragraph(intro) }
              QuestionFields(section.questions, fields)
            }.html
          })
        letter(opened, fields)
        ButtonGroup {
          Button("Send this reference")
          Button("Save and come back later", kind: .secondary, name: SaveButtons.later)
          if opened.letter != nil { Button("Remove the letter", kind: .secondary, name: Self.removal) }
        }
      }
    }
  }

  /// The letter, in the same form as the answers: nothing of either is lost, whatever is pressed.
  private func letter(_ opened: AnswerReference.Opened, _ fields: Fields) -> HTML {
    let titles = opened.titlesOfLetter.map { "“\($0)”" }.joined(separator: " and ")
    let known = opened.letter.map {
      "“\($0.name)” goes with your reference. You may leave \(titles) empty, or only add a comment. If you "
        + "answer any other question of one of them, please answer all that it needs."
    }
    return Fieldset("A letter") {
      Paragraph(
        known
          ?? "You may upload a letter instead of answering \(titles). Please answer the other questions in any case: "
          + "they are about safeguarding."
      )
      fields.file(
        "file", known == nil ? "The letter (optional)" : "Another letter in its place (optional)",
        hint: "PDF or Word, at most 10 MB. It is kept with your answers when you send or save them.",
        accepts: DocumentFormat.accepted)
    }.html
  }

  private static func done(_ opened: AnswerReference.Opened) -> Page {
    let name = opened.application.applicantName
    if opened.declinedAt != nil {
      return Page("You have declined") {
        Heading("You have declined")
        Paragraph(
          "We have told the school that you can’t give a reference for \(name). Thank you for letting it know."
        )
      }
    }
    return Page("Reference sent") {
      Panel("Reference sent") { HTML("Thank you") }
      Paragraph(
        "\(opened.application.schoolName) has your reference for \(name). The school may telephone you to confirm that "
          + "you wrote it. You can’t change it any more by this link."
      )
    }
  }

  private func askToDecline(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let opened = try await AnswerReference(environment.services).read(token(context))
    if !opened.isOpen { return environment.respondBehindLink(Self.done(opened), context) }
    return environment.respondBehindLink(declinePage(opened, Fields(), context), context)
  }

  private func declinePage(
    _ opened: AnswerReference.Opened, _ fields: Fields, _ context: AppRequestContext
  ) -> Page {
    let here = "/references/\(token(context))"
    let title = "Tell the school that you can’t give a reference"
    return Page(title, problems: fields.problems, above: BackLink(to: here)) {
      Heading(title, caption: opened.application.applicantName)
      Paragraph(
        "We tell the school, with your reason, and the applicant, without it, so that somebody else can be asked. What "
          + "you have saved here is deleted.")
      Form("\(here)/decline", in: context) {
        fields.textarea(
          "reason", "Why can’t you give it?", hint: "For example: I have not worked with them for ten years.",
          rows: 3,
          limit: .characters(1_000))
        ButtonGroup {
          Button("Tell the school", kind: .warning)
          Link("Go back to the questions", to: here)
        }
      }
    }
  }

  private func decline(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let answering = AnswerReference(environment.services)
    do {
      _ = try await answering.decline(
        token(context), reason: SectionForm.lines(context.form["reason"]), by: context.webActor)
      return .seeOther("/references/\(token(context))")
    } catch DomainError.invalid(let problems) {
      let opened = try await answering.read(token(context))
      return environment.respondBehindLink(
        declinePage(opened, Fields(context.form, problems: problems), context), context)
    }
  }

  /// The name of the button that takes the letter away.
  private static let removal = "remove_letter"

  /// Keeps the letter that came with the form, if one did, and says what is wrong with it.
  private func takeLetter(_ context: AppRequestContext) async throws -> [FieldProblem] {
    guard let file = context.files.first(where: { $0.field == "file" }) else { return [] }
    if file.isTooLarge {
      return [FieldProblem(field: "file", message: "Choose a file of at most 10 MB.")]
    }
    do {
      _ = try await AnswerReference(environment.services).addLetter(
        token(context), name: file.name, content: file.bytes)
      return []
    } catch DomainError.invalid(let problems) {
      return problems
    }
  }
}
