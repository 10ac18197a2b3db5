import Domain
import Foundation
import HTTPSupport
import HTTPTypes
import Hummingbird
import Postgres

/// Letters on decisions and confirmations of completed inductions, to read, to print and as PDF; and what the
/// appropriate body still has to do.
struct LetterPages: Sendable {
  private let environment: WebEnvironment
  private let pdf = PDFRenderer()

  init(_ environment: WebEnvironment) { self.environment = environment }

  func add(to pages: RouterGroup<AppRequestContext>) {
    pages.get("inductions/letters/:letter") { try await show($0, $1) }
    pages.get("inductions/letters/:letter/pdf") { try await file($0, $1) }
    pages.post("inductions/letters/:letter/sent") { try await sent($0, $1) }
    pages.get("inductions/:induction/confirmation") { try await confirmation($0, $1) }
    pages.get("inductions/:induction/confirmation/pdf") { try await confirmationFile($0, $1) }
    pages.get("authority/inductions/duties") { try await duties($0, $1) }
    pages.get("authority/inductions/duties.csv") { try await dutiesFile($0, $1) }
  }

  // MARK: Letters

  private func letter(_ context: AppRequestContext) async throws -> InductionLetter {
    _ = try context.webActor.requireAccount()
    guard let id = context.parameters.get("letter").flatMap({ LetterID($0) }) else {
      throw DomainError.notFound("letter")
    }
    return try await InductionLetters(environment.services).find(id, by: context.webActor)
  }

  private func show(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let (query, letter) = (request.uri.queryParameters, try await letter(context))
    let recorded = letter.sentOn.map {
      "Recorded: sent on \(LondonTime.longDate($0)), \((letter.way ?? "").lowercasedFirst)."
    }
    let news = query.has("saved") ? recorded : query.has("mailed") ? "Mailed to the employer." : nil
    return try await page(letter, Fields(), news, context)
  }

  private func page(
    _ letter: InductionLetter, _ fields: Fields, _ news: String?, _ context: AppRequestContext
  ) async throws -> Response {
    let induction = try await ReadInductions(environment.services).find(
      letter.induction, by: context.webActor)
    let isBody = context.webActor.may(.decideInduction, at: induction.induction.place)
    let employer = try await EmployerLetterPart.load(letter, environment, context)
    return environment.respond(
      Page(
        letter.subject, path: "/induction", problems: fields.problems,
        above: BackLink(to: "/inductions/\(letter.induction)", "Induction of \(induction.induction.name)"),
        banner: news.map { NotificationBanner($0) }
      ) {
        HTML(markup: PrintedLetter(letter).markup)
        Paragraph(html: Link("PDF file", to: "/inductions/letters/\(letter.id)/pdf").html)
        if let employer { employer }
        if isBody { sending(letter, fields, context) }
      }, in: context)
  }

  private func sending(_ letter: InductionLetter, _ fields: Fields, _ context: AppRequestContext) -> HTML {
    var ways: [InductionLetter.Means] = [.electronic, .post, .hand]
    if letter.recipient == .secretaryOfState && letter.outcome == .satisfactory { ways.append(.termlyReturn) }
    let title = letter.sentOn == nil ? "Record that it was sent" : "Record another way in which it went"
    let isDue = letter.sentOn == nil && !letter.isSuperseded
    return Details(title, isOpen: isDue || !fields.problems.isEmpty) {
      Form("/inductions/letters/\(letter.id)/sent", in: context) {
        fields.radios("means", "How was it sent?", ways.map { Choice($0.rawValue, letter.title(of: $0)) })
        fields.date("sent_on", "When was it sent?")
        Button("Record it", kind: .secondary)
      }
    }.html
  }

  private func sent(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let letter = try await letter(context)
    do {
      _ = try await InductionLetters(environment.services).markSent(
        letter.id, InductionLetter.Means(rawValue: context.form["means"]),
        on: context.form.date("sent_on").date,
        by: context.webActor)
      return .seeOther("/inductions/letters/\(letter.id)?saved=1")
    } catch {
      let problems = try Refusal.problems(error, field: "means")
      return try await page(letter, Fields(context.form, problems: problems), nil, context)
    }
  }

  private func file(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let letter = try await letter(context)
    return try await file(PrintedLetter(letter), or: "/inductions/letters/\(letter.id)", context)
  }

  private func file(
    _ paper: some Paper, or page: String, _ context: AppRequestContext
  ) async throws -> Response {
    do {
      return PrivateFile.response(
        Array(try await pdf(paper.document)), mediaType: "application/pdf", name: paper.fileName)
    } catch is PDFRenderer.Failure {
      return environment.respond(Page.noPDF(path: "/induction", print: page), in: context)
    }
  }

  // MARK: Confirmation

  private func confirmation(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let id = try context.inductionOfPath()
    let found = try await ConfirmInduction(environment.services)(id, by: context.webActor)
    return environment.respond(
      Page(
        "Confirmation of induction", path: "/induction",
        above: BackLink(to: "/inductions/\(id)", "Induction of \(found.name)")
      ) {
        HTML(markup: PrintedConfirmation(found).markup)
        Paragraph(html: Link("PDF file", to: "/inductions/\(id)/confirmation/pdf").html)
      }, in: context)
  }

  private func confirmationFile(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let id = try context.inductionOfPath()
    let found = try await ConfirmInduction(environment.services)(id, by: context.webActor)
    return try await file(PrintedConfirmation(found), or: "/inductions/\(id)/confirmation", context)
  }

  // MARK: What is to be done

  private func duties(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let authority = try await Authority.seat(of: context.webActor, in: environment.services.pool)
    let found = try await ReadInductionDuties(environment.services)(
      of: authority.place, limit: 50, after: request.after, by: context.webActor)
    let base = "/authority/inductions/duties"
    let today = environment.services.today
    return environment.respond(
      Page(
        "Decisions, letters and appeals to see to", path: "/authority",
        above: BackLink(to: "/authority/inductions", "Induction"), isWide: true
      ) {
        Heading("Decisions, letters and appeals to see to", caption: authority.name)
        if found.items.isEmpty {
          EmptyState(
            "Nothing to see to",
            "Decisions, letters that were not sent and appeals appear here with their last day.")
        } else {
          Paragraph(html: Link("Download as CSV", to: "\(base).csv").html)
          InductionDutyTable(found.items, today: today)
          Pagination(
            previous: request.after == nil ? nil : base, next: found.next.map { "\(base)?after=\($0)" },
            of: "what is to be done")
        }
      }, in: context)
  }

  private func dutiesFile(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let authority = try await Authority.seat(of: context.webActor, in: environment.services.pool)
    let text = try await ReadInductionDuties(environment.services).csv(
      of: authority.place, by: context.webActor)
    return .csv(text, named: "induction-duties.csv")
  }
}

/// What a body has still to do about decisions, letters and appeals.
struct InductionDutyTable: Component {
  private let duties: [InductionDuty]
  private let today: CivilDate
  private let title: String?

  /// With a title, it stands above the table.
  init(_ duties: [InductionDuty], today: CivilDate, title: String? = nil) {
    (self.duties, self.today, self.title) = (duties, today, title)
  }

  var html: HTML {
    Table(
      title ?? "The most urgent first", isCaptionHidden: title == nil,
      columns: [.init("What"), .init("Teacher"), .init("Reference"), .init("By"), .init("State")],
      rows: duties.map { duty in
        [
          HTML(text: duty.title), Link(duty.name, to: "/inductions/\(duty.induction)").html,
          HTML(whole: duty.reference),
          HTML(text: "\(duty.kind.hasLastDay ? "" : "From ")\(LondonTime.longDate(duty.dueOn))"),
          state(duty).html,
        ]
      }
    ).html
  }

  private func state(_ duty: InductionDuty) -> Tag {
    if duty.isOverdue(on: today) { return Tag("Overdue", .red) }
    return duty.isReady(on: today) ? Tag("To do now", .blue) : Tag("To come", .grey)
  }
}
