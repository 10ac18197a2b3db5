import Domain
import HTTPSupport
import HTTPTypes
import Hummingbird
import Postgres

/// The page on which somebody sends their application for a vacancy: first what is missing, then the personal
/// statement for this vacancy, what its school asks, all answers, and the button.
struct ApplyPage: Sendable {
  private let vacancy: Vacancy
  private let general: GeneralApplication
  private let asked: FormSection
  private let fields: Fields
  private let draftVersion: Int
  private let isSentAgain: Bool
  private let agency: AgencyCandidate?
  private let before: BeforeApplying

  /// The page for a vacancy, with what is in its fields; `isSentAgain` when it comes back with something that kept
  /// it from being sent.
  init(
    _ vacancy: Vacancy, _ general: GeneralApplication, _ asked: FormSection, fields: Fields,
    draftVersion: Int, agency: AgencyCandidate?, before: BeforeApplying, isSentAgain: Bool = false
  ) {
    self.agency = agency
    self.before = before
    self.vacancy = vacancy
    self.general = general
    self.asked = asked
    self.fields = fields
    self.draftVersion = draftVersion
    self.isSentAgain = isSentAgain
  }

  private var address: String { "/vacancies/\(vacancy.id)/apply" }

  /// The page in a request's context.
  func page(in context: AppRequestContext) -> Page {
    let isConfirmed = context.signedIn?.account.emailConfirmed ?? false
    let missing = Set(general.sections.filter { !$0.isReady }.map(\.section.key))
    let own = fields.problems.filter { !missing.contains($0.field) || $0.field == "statement" }
    return Page(
      "Apply: \(vacancy.content.title)", path: "/applications",
      problems: own, above: BackLink(to: "/vacancies/\(vacancy.id)", "Back to the vacancy")
    ) {
      Heading("Send your application", caption: "\(vacancy.content.title), \(vacancy.schoolName)")
      if let closes = vacancy.closesAt { Paragraph("Closes on \(LondonTime.dateAndTime(closes)).") }
      if let sentence = before.ownSchool { InsetText(sentence) }
      represented
      if !isConfirmed { OwnAccountPages.unconfirmed(in: context) }
      if !general.isComplete { todo }
      if (general.isComplete && isConfirmed) || isSentAgain { form(in: context) }
    }
  }

  /// Who represents the person, as they agreed to it: the school learns it with the application.
  private var represented: HTML {
    guard let agency else { return "" }
    return InsetText {
      Paragraph(
        "\(agency.agencyName) represents you for this vacancy, as you agreed. \(vacancy.schoolName) sees with your "
          + "application that it comes through this agency.")
      Paragraph(
        html: Link("Take your consent back", to: "/representations/\(agency.id)/take-back").html)
    }.html
  }

  private var todo: HTML {
    Heading("First complete your general application", .section).html
      + GeneralProgress(general).html
      + Paragraph("These sections are missing:").html
      + TaskList(
        GeneralApplicationPages.tasks(general, next: OwnPath(address), onlyMissing: true)
      ).html
  }

  private func form(in context: AppRequestContext) -> Form {
    Form(address, in: context, autosaveAddress: "\(address)/draft") {
      HiddenInput("version", String(draftVersion))
      Heading("Personal statement for this vacancy", .section)
      Paragraph(
        "It starts as the one in your general application. What you change here is for this vacancy only, and is "
          + "kept as a draft until you send it.")
      if let sentence = before.withoutNames { Paragraph(sentence) }
      fields.textarea("statement", "Personal statement", rows: 20, limit: general.statementLimit)
      Heading("What \(vacancy.schoolName) asks", .section)
      QuestionFields(asked.questions, fields)
      Heading("Check your answers", .section)
      Paragraph(
        "The school gets these answers as they are now. Later changes to your general application don’t change "
          + "what you have sent.")
      AnswersView(
        general.form, general.answers, omitting: ["statement"],
        change: GeneralApplicationPages.changeAddress(general, next: OwnPath(address)))
      Paragraph("We confirm by e-mail to \(context.signedIn?.account.email ?? "you").")
      ButtonGroup {
        Button("Send my application")
        Button("Save and come back later", kind: .secondary, name: "later", action: "\(address)/draft")
      }
    }
  }

  /// The page when the vacancy no longer takes applications. What was typed, or saved before, stands on it.
  static func closed(
    _ sentence: String, typed: TypedApplication? = nil, status: HTTPResponse.Status = .conflict
  ) -> Page {
    let title = "You can’t apply for this vacancy"
    return Page(title, path: "/applications", status: status) {
      Heading(title)
      Paragraph(sentence)
      Paragraph(
        "Nothing was sent. Your general application is kept, and you can send it for other vacancies.")
      if let typed { typed }
      LinkButton("Find other vacancies", to: "/vacancies")
    }
  }
}

extension ApplyPage {
  /// The page for somebody who had sent their application before and sends something else now: what was not sent, with
  /// everything that was typed.
  static func sentAlready(_ outcome: SendApplication.Outcome, typed: TypedApplication) -> Page {
    let application = outcome.application
    let title = "You had already sent your application"
    return Page(title, path: "/applications", status: .conflict) {
      Heading(title, caption: "\(application.vacancyTitle), \(application.schoolName)")
      Paragraph(
        "You had already sent it on \(LondonTime.dateAndTime(application.sentAt)), and the school has it as it was "
          + "then. What you wrote now was not sent. It differs here:")
      BulletList(outcome.leftOut)
      if application.state.mayBecome(.withdrawn) {
        Paragraph(
          "Write to the school from the page of your application if it should know. Or withdraw that application and send "
            + "a new one while the vacancy is open.")
      }
      typed
      LinkButton("See what you have sent", to: "/applications/\(application.id)")
    }
  }
}

/// What somebody had entered for a vacancy and what was not sent, so that nothing of it is lost.
struct TypedApplication: Component {
  private let statement: String
  private let rows: [SummaryList.Row]

  /// A statement, and the answers to what the school asks.
  init(statement: String, _ answers: [String: JSONValue] = [:], to asked: FormSection? = nil) {
    self.statement = statement
    rows = (asked?.questions ?? []).compactMap { question in
      let words = AnswerText.words(answers[question.key], question)
      return words.isEmpty ? nil : SummaryList.Row(question.label, words)
    }
  }

  var html: HTML {
    let own: HTML =
      statement.isEmpty
      ? "" : Details("The personal statement you had entered", isOpen: true) { Prose(statement) }.html
    return own + (rows.isEmpty ? "" : SummaryList(rows, title: "The answers you had entered").html)
  }
}

extension WebEnvironment {
  /// Everything that was typed for a vacancy, whether or not it can still be sent; the statement alone where there is no
  /// such vacancy.
  func typedApplication(_ id: VacancyID, _ context: AppRequestContext) async throws -> TypedApplication {
    let statement = SectionForm.lines(context.form["statement"])
    guard let asked = try await onceAsked(id, context) else { return TypedApplication(statement: statement) }
    return TypedApplication(
      statement: statement, SectionForm.answers(context.form, asked.questions), to: asked)
  }

  /// What the person has saved for a vacancy that takes no more applications; nil where that is nothing.
  func savedApplication(_ id: VacancyID, _ context: AppRequestContext) async throws -> TypedApplication? {
    guard let draft = try await KeepApplicationDraft(services).saved(id, by: context.webActor) else {
      return nil
    }
    return TypedApplication(
      statement: draft.statement, draft.answers, to: try await onceAsked(id, context))
  }

  private func onceAsked(_ id: VacancyID, _ context: AppRequestContext) async throws -> FormSection? {
    do {
      return try await ReadVacancyQuestions(services).sectionOnceAsked(id, by: context.webActor)
    } catch is DomainError {
      return nil
    }
  }

  /// The answer to whoever sends or keeps an application for a vacancy that the school has withdrawn.
  func withdrawn(
    _ id: VacancyID, _ sentence: String, _ context: AppRequestContext
  ) async throws -> Response {
    let typed = try await typedApplication(id, context)
    return respond(ApplyPage.closed(sentence, typed: typed, status: .gone), in: context)
  }
}

extension GeneralApplication {
  /// How much a personal statement may have.
  var statementLimit: Textarea.Limit {
    let question = (try? section("statement"))?.section.questions.first { $0.key == "statement" }
    return question?.words.map { .words($0) } ?? .characters(question?.maximum ?? FormRules.usualMaximum)
  }
}
