import Domain
import HTTPSupport
import HTTPTypes
import Hummingbird
import Postgres

/// The last look at a vacancy, and who decides what: recruiters send it to the head, heads publish it.
struct PublishVacancyPages: Sendable {
  private let environment: WebEnvironment

  init(_ environment: WebEnvironment) { self.environment = environment }

  func add(to pages: RouterGroup<AppRequestContext>) {
    pages.get("school/vacancies/:id/preview") { try await preview($0, $1) }
    pages.post("school/vacancies/:id/publish") { request, context in
      try await decide(.published, context) { vacancy, version in
        try await PublishVacancy(environment.services)(
          vacancy.id, expectedVersion: version, by: context.webActor)
      }
    }
    pages.post("school/vacancies/:id/submit") { request, context in
      try await decide(.submitted, context) { vacancy, version in
        try await SubmitVacancyForApproval(environment.services)(
          vacancy.id, expectedVersion: version, by: context.webActor)
      }
    }
    pages.post("school/vacancies/:id/return") { request, context in
      try await decide(.returned, context) { vacancy, version in
        try await ReturnVacancyToDraft(environment.services)(
          vacancy.id, note: context.form["note"], expectedVersion: version, by: context.webActor)
      }
    }
    pages.post("school/vacancies/:id/schedule") { request, context in
      try await decide(.scheduled, context) { vacancy, version in
        try await schedule(vacancy, version, context)
      }
    }
  }

  private func decide(
    _ news: VacancyNews, _ context: AppRequestContext, _ act: (Vacancy, Int?) async throws -> Vacancy
  ) async throws -> Response {
    let vacancy = try await environment.ownVacancy(context)
    do {
      let changed = try await act(vacancy, context.form.int("version"))
      return .seeOther(news.on(changed.id))
    } catch DomainError.invalid(let problems) {
      return try await page(vacancy, Fields(context.form, problems: problems), context)
    } catch DomainError.staleVersion {
      return .seeOther("/school/vacancies/\(vacancy.id)/preview?changed=yes")
    }
  }

  private func schedule(
    _ vacancy: Vacancy, _ version: Int?, _ context: AppRequestContext
  ) async throws -> Vacancy {
    var reader = VacancyFormReader(context.form)
    let day = reader.date("publish_on", "day")
    if day == nil && reader.problems.found.isEmpty { reader.add("publish_on", "Enter the day.") }
    let time = VacancyContent.clock(context.form["publish_at_time"])
    if time == nil {
      reader.add("publish_at_time", "Enter the time as hours and minutes, such as 08:00 or 8am.")
    }
    guard let day, let time, let moment = LondonTime.instant(day, hour: time.hour, minute: time.minute) else {
      throw DomainError.invalid(reader.problems.found)
    }
    do {
      return try await ScheduleVacancy(environment.services)(
        vacancy.id, at: moment, expectedVersion: version, by: context.webActor)
    } catch DomainError.invalid(let problems) {
      throw DomainError.invalid(
        problems.map {
          $0.field == "publish_at" ? FieldProblem(field: "publish_on", message: $0.message) : $0
        })
    }
  }

  private func preview(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let changed = request.uri.queryParameters.has("changed")
    return try await page(try await environment.ownVacancy(context), Fields(), isChanged: changed, context)
  }

  private func page(
    _ vacancy: Vacancy, _ fields: Fields, isChanged: Bool = false, _ context: AppRequestContext
  ) async throws -> Response {
    let state = vacancy.state(at: environment.services.now())
    let view = try await environment.previewed(vacancy, by: context.webActor)
    let missing = try await CheckPublication(environment.services)(vacancy, by: context.webActor)
    let advice = try await AdviseOnVacancy(environment.services)(vacancy.id, by: context.webActor)
    // What is asked on this page stands in its own summary; the rest is asked on other pages.
    let own = fields.problems.filter { ["publish_on", "publish_at_time", "note"].contains($0.field) }
    let hasFailed = !fields.problems.isEmpty
    let base = "/school/vacancies/\(vacancy.id)"
    let decision = PublishingDecision(
      vacancy, state, Fields(fields.values, problems: own), isWhole: missing.isEmpty,
      publishes: context.webActor.may(.publishVacancy, at: vacancy.place), in: context)
    return environment.respond(
      Page(
        "Preview: \(vacancy.content.title)", path: "/school",
        status: hasFailed ? .unprocessableContent : .ok, problems: own,
        above: BackLink(to: base, "All parts of the vacancy"),
        banner: isChanged
          ? NotificationBanner("Somebody has changed the vacancy. Look at it again.", isSuccess: false) : nil
      ) {
        if state.isInPreparation {
          if !missing.isEmpty { Self.missing(missing, vacancy) }
          AdviceList(advice, vacancy)
        }
        InsetText("This is how jobseekers will see the vacancy.")
        view
        if state.isInPreparation { decision }
      }, in: context)
  }

  /// What keeps the vacancy from being published; each leads to where it is written.
  private static func missing(_ problems: [FieldProblem], _ vacancy: Vacancy) -> HTML {
    InsetText {
      Paragraph(html: "<strong>Before you can publish</strong>")
      BulletList(
        html: problems.map {
          Link($0.message, to: VacancySection.address(of: $0.field, vacancy.id)).html
        })
    }.html
  }
}

/// What the plain-English check says: advice, closed until asked for when there is much of it.
struct AdviceList: Component {
  private let findings: [AdviceFinding]
  private let vacancy: VacancyID

  init(_ findings: [AdviceFinding], _ vacancy: Vacancy) {
    self.findings = findings
    self.vacancy = vacancy.id
  }

  var html: HTML {
    if findings.isEmpty { return "" }
    let items = findings.map { finding -> HTML in
      let place = Link(
        VacancyFieldNames.title(finding.field), to: VacancySection.address(of: finding.field, vacancy))
      let words: HTML = finding.words.map { ": <q>\($0)</q>" } ?? ""
      return "\(place)\(words)<br>\(finding.suggestion) <span class=\"govuk-hint\">\(finding.reason)</span>"
    }
    let count = findings.count == 1 ? "A suggestion" : "\(findings.count) suggestions"
    return Details("\(count) for wording and dates", isOpen: findings.count <= 3) {
      Paragraph("These are suggestions. You can publish without following them.")
      BulletList(html: items)
    }.html
  }
}
