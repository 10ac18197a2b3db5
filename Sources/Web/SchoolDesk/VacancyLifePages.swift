import Domain
import HTTPSupport
import HTTPTypes
import Hummingbird
import Postgres

/// The steps of a vacancy's life after publication that ask for something: more time, an end, an answer.
struct VacancyLifePages: Sendable {
  private let environment: WebEnvironment

  init(_ environment: WebEnvironment) { self.environment = environment }

  func add(to pages: RouterGroup<AppRequestContext>) {
    for step in [Step.extend, .reopen] {
      pages.get("school/vacancies/:id/\(step.rawValue)") { try await askClosing(step, $1) }
      pages.post("school/vacancies/:id/\(step.rawValue)") { try await moveClosing(step, $1) }
    }
    pages.get("school/vacancies/:id/close") { try await askClose($0, $1) }
    pages.post("school/vacancies/:id/close") { try await close($0, $1) }
    pages.get("school/vacancies/:id/outcome") { try await askOutcome($0, $1) }
    pages.post("school/vacancies/:id/outcome") { try await recordOutcome($0, $1) }
    pages.post("school/vacancies/:id/interviewing") { try await interview($0, $1) }
    pages.post("school/vacancies/:id/copy") { try await copy(.copy, $1) }
    pages.post("school/vacancies/:id/readvertise") { try await copy(.readvertise, $1) }
    pages.get("school/vacancies/:id/template") { try await askTemplate($0, $1) }
    pages.post("school/vacancies/:id/template") { try await keepTemplate($0, $1) }
  }

  private func done(_ vacancy: Vacancy, _ news: VacancyNews) -> Response { .seeOther(news.on(vacancy.id)) }

  // MARK: The closing date

  private enum Step: String {
    case extend, reopen

    var title: String { self == .extend ? "Give the vacancy more time" : "Open the vacancy again" }

    /// Whether a vacancy in a state can take it.
    func isOpen(in state: VacancyState) -> Bool {
      self == .extend ? state == .published : state == .closed || state == .interviewing
    }

    /// What is said where it can’t any more.
    var refusal: String {
      self == .extend ? "The vacancy can’t be given more time" : "The vacancy can’t be opened again"
    }
  }

  private func askClosing(_ step: Step, _ context: AppRequestContext) async throws -> Response {
    let vacancy = try await environment.ownVacancy(context)
    try context.webActor.require(.publishVacancy, at: vacancy.place)
    guard step.isOpen(in: vacancy.state(at: environment.services.now())) else {
      return try await environment.vacancyMovedOn(vacancy, step.refusal, context)
    }
    var writer = VacancyFormWriter()
    let usual = step == .extend ? vacancy.content.closesAtTime : vacancy.usualClosingTime
    writer.text("closes_at_time", usual ?? "12:00")
    return closingPage(step, vacancy, Fields(writer.form), context)
  }

  private func closingPage(
    _ step: Step, _ vacancy: Vacancy, _ fields: Fields, _ context: AppRequestContext
  ) -> Response {
    let base = "/school/vacancies/\(vacancy.id)"
    return environment.respond(
      Page(step.title, path: "/school", problems: fields.problems, above: BackLink(to: base)) {
        Heading(step.title, caption: vacancy.content.title)
        if let closesAt = vacancy.closesAt {
          Paragraph("Its closing date is \(LondonTime.dateAndTime(closesAt)).")
        }
        if fields.problems.contains(where: { !["closes_on", "closes_at_time", "reason"].contains($0.field) })
        {
          Paragraph(
            html:
              "\(Link("Change all dates of the vacancy together", to: "\(base)/edit/dates")): the new closing "
              + "date goes with the start and the interviews there.")
        }
        Form("\(base)/\(step.rawValue)", in: context) {
          HiddenInput("version", fields.values.string("version") ?? String(vacancy.version))
          fields.date("closes_on", "New closing date", hint: "For example 15 1 2027.")
          fields.text(
            "closes_at_time", "Closing time", hint: "Hours and minutes, such as 12:00.", width: .five)
          fields.textarea("reason", "Why?", hint: "For your school’s record.", rows: 2)
          ButtonGroup {
            Button(step == .extend ? "Move the closing date" : "Open it again")
            Link("Cancel", to: base)
          }
        }
      }, in: context)
  }

  private func moveClosing(_ step: Step, _ context: AppRequestContext) async throws -> Response {
    let vacancy = try await environment.ownVacancy(context)
    var reader = VacancyFormReader(context.form)
    let day = reader.date("closes_on", "closing date")
    if day == nil && reader.problems.found.isEmpty { reader.add("closes_on", "Enter the new closing date.") }
    do {
      guard let day else { throw DomainError.invalid(reader.problems.found) }
      let (time, reason) = (context.form["closes_at_time"], context.form["reason"])
      let version = context.form.int("version")
      switch step {
      case .extend:
        _ = try await ExtendVacancy(environment.services)(
          vacancy.id, closesOn: day, closesAtTime: time, reason: reason, expectedVersion: version,
          by: context.webActor)
      case .reopen:
        _ = try await ReopenVacancy(environment.services)(
          vacancy.id, closesOn: day, closesAtTime: time, reason: reason, expectedVersion: version,
          by: context.webActor)
      }
      return done(vacancy, step == .extend ? .extended : .reopened)
    } catch DomainError.invalid(let problems) {
      return closingPage(step, vacancy, Fields(context.form, problems: problems), context)
    } catch DomainError.conflict(let sentence) {
      return try await late(step, sentence, nil, context)
    } catch DomainError.staleVersion(let current) {
      return try await late(step, "", current, context)
    }
  }

  /// Another has changed the vacancy in the meantime: its closing date, to be chosen again, or its state.
  private func late(
    _ step: Step, _ sentence: String, _ current: Int?, _ context: AppRequestContext
  ) async throws -> Response {
    let vacancy = try await environment.ownVacancy(context)
    let (form, content) = (context.form, vacancy.content)
    guard step.isOpen(in: vacancy.state(at: environment.services.now())) else {
      let day = form.date("closes_on")
      return try await environment.vacancyMovedOn(
        vacancy, step.refusal,
        typed: [
          .init(
            "New closing date", [day.day, day.month, day.year].filter { !$0.isEmpty }.joined(separator: " ")),
          .init("Closing time", form["closes_at_time"]), .init("Why?", form["reason"]),
        ], context)
    }
    guard let current else {
      let problem = FieldProblem(field: "closes_on", message: sentence)
      return closingPage(step, vacancy, Fields(form, problems: [problem]), context)
    }
    var stored = form
    stored.set("closes_on", content.closesOn)
    stored.set("closes_at_time", content.closesAtTime)
    let here = "/school/vacancies/\(vacancy.id)"
    return environment.conflict(
      [.date("closes_on", "Closing date"), .text("closes_at_time", "Closing time")], stored: stored,
      action: "\(here)/\(step.rawValue)", shown: here, at: "/school", current, context)
  }

  private func askClose(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let vacancy = try await environment.ownVacancy(context)
    try context.webActor.require(.publishVacancy, at: vacancy.place)
    let base = "/school/vacancies/\(vacancy.id)"
    return environment.respond(
      Page("Close the vacancy early", path: "/school", above: BackLink(to: base)) {
        Heading("Close the vacancy early", caption: vacancy.content.title)
        Paragraph("No more applications are taken from now on. What was sent counts.")
        Form("\(base)/close", in: context) {
          HiddenInput("version", String(vacancy.version))
          ButtonGroup {
            Button("Close it now", kind: .warning)
            Link("Keep it open", to: base)
          }
        }
      }, in: context)
  }

  private func close(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let vacancy = try await environment.ownVacancy(context)
    return done(
      try await CloseVacancyEarly(environment.services)(
        vacancy.id, expectedVersion: context.form.int("version"), by: context.webActor), .closed)
  }

  // MARK: How it ended

  private func askOutcome(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let vacancy = try await environment.ownVacancy(context)
    var writer = VacancyFormWriter()
    writer.text("outcome", vacancy.outcome?.code)
    writer.text("posts_filled", String(vacancy.outcome?.postsFilled ?? vacancy.content.posts))
    writer.text("note", vacancy.outcome?.note)
    return try await outcomePage(vacancy, Fields(writer.form), context)
  }

  private func outcomePage(
    _ vacancy: Vacancy, _ fields: Fields, _ context: AppRequestContext
  ) async throws -> Response {
    let all = try await ReferenceData(environment.services).outcomes()
    let base = "/school/vacancies/\(vacancy.id)"
    let yes = all.filter(\.isFilled).map { Choice($0.code, "Yes: \($0.name.lowercasedFirst)") }
    let no = all.filter { !$0.isFilled }.enumerated().map { index, outcome in
      Choice(outcome.code, "No: \(outcome.name.lowercasedFirst)", isAfterDivider: index == 0)
    }
    let title = "Did you fill it, and how?"
    return environment.respond(
      Page(title, path: "/school", problems: fields.problems, above: BackLink(to: base)) {
        Heading(title, caption: vacancy.content.title)
        Paragraph("Your answer helps the borough to see which ways of finding people work.")
        Form("\(base)/outcome", in: context) {
          HiddenInput("version", fields.values.string("version") ?? String(vacancy.version))
          fields.radios("outcome", "How did it end?", yes + no)
          if vacancy.content.posts > 1 {
            fields.text(
              "posts_filled", "How many of the \(vacancy.content.posts) posts were filled?", width: .two,
              inputMode: "numeric")
          }
          fields.textarea(
            "note", "Anything else?", hint: "For your school’s record.", rows: 3)
          ButtonGroup {
            Button("Save")
            Link("Not yet", to: base)
          }
        }
      }, in: context)
  }

  private func recordOutcome(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let vacancy = try await environment.ownVacancy(context)
    var reader = VacancyFormReader(context.form)
    let filled = reader.whole("posts_filled", "Enter how many posts were filled.")
    do {
      if !reader.problems.found.isEmpty { throw DomainError.invalid(reader.problems.found) }
      return done(
        try await RecordVacancyOutcome(environment.services)(
          vacancy.id, outcome: context.form["outcome"], postsFilled: filled, note: context.form["note"],
          expectedVersion: context.form.int("version"), by: context.webActor), .outcome)
    } catch DomainError.invalid(let problems) {
      return try await outcomePage(vacancy, Fields(context.form, problems: problems), context)
    }
  }

  private func interview(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let vacancy = try await environment.ownVacancy(context)
    return done(
      try await StartInterviewing(environment.services)(
        vacancy.id, expectedVersion: context.form.int("version"), by: context.webActor), .interviewing)
  }

  // MARK: From one vacancy to another

  private func copy(_ purpose: CopyVacancy.Purpose, _ context: AppRequestContext) async throws -> Response {
    let vacancy = try await environment.ownVacancy(context)
    let copy = try await CopyVacancy(environment.services)(
      vacancy.id, for: purpose, submission: SubmissionToken.read(context.form), by: context.webActor)
    return .seeOther(VacancyNews.copied.on(copy.id))
  }

  private func askTemplate(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let vacancy = try await environment.ownVacancy(context)
    var writer = VacancyFormWriter()
    writer.text("name", vacancy.content.title)
    return templatePage(vacancy, Fields(writer.form), context)
  }

  private func templatePage(_ vacancy: Vacancy, _ fields: Fields, _ context: AppRequestContext) -> Response {
    let base = "/school/vacancies/\(vacancy.id)"
    let title = "Keep the vacancy as a template"
    return environment.respond(
      Page(title, path: "/school", problems: fields.problems, above: BackLink(to: base)) {
        Heading(title, caption: vacancy.content.title)
        Paragraph(
          "A template holds everything but the dates and documents. A template of the same name is replaced.")
        Form("\(base)/template", in: context) {
          fields.text("name", "Name of the template")
          ButtonGroup {
            Button("Keep it")
            Link("Cancel", to: base)
          }
        }
      }, in: context)
  }

  private func keepTemplate(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let vacancy = try await environment.ownVacancy(context)
    do {
      _ = try await SaveTemplate(environment.services)(
        of: vacancy.id, name: context.form["name"], by: context.webActor)
      return .seeOther("/school/\(vacancy.urn)/vacancies/new?done=kept")
    } catch DomainError.invalid(let problems) {
      return templatePage(vacancy, Fields(context.form, problems: problems), context)
    }
  }
}
