import Domain
import HTTPSupport
import HTTPTypes

/// The page on which somebody sends their application for a vacancy: first what is missing, then the personal
/// statement for this vacancy, all answers, and the button.
struct ApplyPage: Sendable {
  private let vacancy: Vacancy
  private let general: GeneralApplication
  private let typed: String?
  private let problems: [FieldProblem]

  /// The page for a vacancy; `typed` is the statement that was sent, if the page is shown again.
  init(_ vacancy: Vacancy, _ general: GeneralApplication, typed: String?, problems: [FieldProblem]) {
    self.vacancy = vacancy
    self.general = general
    self.typed = typed
    self.problems = problems
  }

  private var address: String { "/vacancies/\(vacancy.id)/apply" }

  /// The page in a request's context.
  func page(in context: AppRequestContext) -> Page {
    let isConfirmed = context.signedIn?.account.emailConfirmed ?? false
    let missing = Set(general.sections.filter { $0.progress != .complete }.map(\.section.key))
    let own = problems.filter { !missing.contains($0.field) || $0.field == "statement" }
    return Page(
      "Apply: \(vacancy.content.title)", path: "/applications",
      problems: own, above: BackLink(to: "/vacancies/\(vacancy.id)", "Back to the vacancy")
    ) {
      Heading("Send your application", caption: "\(vacancy.content.title), \(vacancy.schoolName)")
      if let closes = vacancy.closesAt { Paragraph("Closes on \(LondonTime.dateAndTime(closes)).") }
      if !isConfirmed { OwnAccountPages.unconfirmed(in: context) }
      if !general.isComplete { todo }
      if (general.isComplete && isConfirmed) || typed != nil { form(in: context) }
    }
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
    var values = FormData()
    values.set("statement", typed ?? general.statement)
    let fields = Fields(values, problems: problems)
    return Form(address, in: context) {
      Heading("Personal statement for this vacancy", .section)
      Paragraph(
        "It starts as the one in your general application. What you change here is for this vacancy only.")
      fields.textarea(
        "statement", "Personal statement", rows: 20, limit: .characters(general.statementMaximum))
      Heading("Check your answers", .section)
      Paragraph(
        "The school gets these answers as they are now. Later changes to your general application don’t change "
          + "what you have sent.")
      AnswersView(
        general.form, general.answers, omitting: ["statement"],
        change: GeneralApplicationPages.changeAddress(general, next: OwnPath(address)))
      Paragraph("We confirm by e-mail to \(context.signedIn?.account.email ?? "you").")
      Button("Send my application")
    }
  }

  /// The page when the vacancy no longer takes applications. The statement that was typed stands on it.
  static func closed(_ sentence: String, statement: String?, status: HTTPResponse.Status = .conflict) -> Page
  {
    let title = "You can’t apply for this vacancy"
    return Page(title, path: "/applications", status: status) {
      Heading(title)
      Paragraph(sentence)
      Paragraph(
        "Nothing was sent. Your general application is kept, and you can send it for other vacancies.")
      if let statement, !statement.isEmpty {
        Details("The personal statement you had entered", isOpen: true) { Prose(statement) }
      }
      LinkButton("Find other vacancies", to: "/vacancies")
    }
  }
}

extension GeneralApplication {
  /// The personal statement as it is kept.
  var statement: String {
    (try? section("statement"))?.answers["statement"]?.string ?? ""
  }

  /// How many characters a personal statement may have.
  var statementMaximum: Int {
    let question = (try? section("statement"))?.section.questions.first { $0.key == "statement" }
    return question?.maximum ?? FormRules.usualMaximum
  }
}
