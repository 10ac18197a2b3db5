import Domain
import HTTPSupport
import Hummingbird

/// Where a head or recruiter records training in safer recruitment of the school's people; reached from them, and from
/// the panel of a vacancy, to which it leads back.
struct TrainingPages: Sendable {
  private let environment: WebEnvironment

  init(_ environment: WebEnvironment) { self.environment = environment }

  /// Where the training of a school stands; with the vacancy it is reached from.
  static func address(_ urn: some CustomStringConvertible, from vacancy: VacancyID? = nil) -> String {
    "/school/\(urn)/people/training" + (vacancy.map { "?vacancy=\($0)" } ?? "")
  }

  func add(to pages: RouterGroup<AppRequestContext>) {
    pages.get("school/:urn/people/training") { request, context in
      let news = request.uri.queryParameters["done"].flatMap { TrainingNews(rawValue: String($0)) }
      return try await page(
        try await school(request, context), Fields(), news, after: request.after, context)
    }
    pages.post("school/:urn/people/training") { try await record($0, $1) }
    pages.get("school/:urn/people/training/strike") { try await askStrike($0, $1) }
    pages.post("school/:urn/people/training/strike") { try await strike($0, $1) }
  }

  /// What has just been done.
  private enum TrainingNews: String {
    case recorded, struck

    var sentence: String {
      self == .recorded ? "The training is recorded." : "The record of the training is struck out."
    }
  }

  /// A school, and the vacancy from which somebody came.
  private struct Visit {
    let school: School
    let vacancy: VacancyID?

    var base: String { TrainingPages.address(school.urn) }
    var back: String { TrainingPages.address(school.urn, from: vacancy) }
    func back(_ news: TrainingNews) -> String { "\(base)?\(query)done=\(news.rawValue)" }
    func page(_ after: Cursor) -> String { "\(base)?\(query)after=\(after)" }
    func strike(_ record: TrainingID) -> String { "\(base)/strike?\(query)record=\(record)" }
    private var query: String { vacancy.map { "vacancy=\($0)&" } ?? "" }
    var link: BackLink {
      vacancy.map { BackLink(to: "/school/vacancies/\($0)/selection", "Selection") }
        ?? BackLink(to: "/school/\(school.urn)/people", "People with access")
    }
    var hidden: HTML { vacancy.map { HiddenInput("vacancy", $0.description).html } ?? .empty }
  }

  private func school(_ request: Request, _ context: AppRequestContext) async throws -> Visit {
    let school = try await environment.school(context)
    try context.webActor.require(.readStaff, at: school.place, orHide: "school")
    let given = request.uri.queryParameters["vacancy"].map(String.init) ?? context.form["vacancy"]
    return Visit(school: school, vacancy: VacancyID(given))
  }

  private func record(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let visit = try await school(request, context)
    let form = context.form
    do {
      _ = try await RecordTraining(environment.services)(
        of: AccountID(form["account"]), at: visit.school.id, provider: form["provider"],
        completedOn: form.date("completed_on").date, validUntil: form.date("valid_until").date,
        by: context.webActor)
      return .seeOther(visit.back(.recorded))
    } catch DomainError.invalid(let problems) {
      return try await page(visit, Fields(form, problems: problems), nil, context)
    }
  }

  /// Asks before a record is struck out for good.
  private func askStrike(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let visit = try await school(request, context)
    try context.webActor.require(.recordTraining, at: visit.school.place)
    guard let id = request.uri.queryParameters["record"].flatMap({ TrainingID(String($0)) }) else {
      throw DomainError.notFound("training")
    }
    let record = try await RecordTraining(environment.services).find(
      id, at: visit.school.id, by: context.webActor)
    let title = "Strike out the record of \(record.name)"
    return environment.respond(
      Page(title, path: "/school", above: BackLink(to: visit.back, "Training in safer recruitment")) {
        Heading(title, caption: visit.school.name)
        SummaryList([
          .init("Name", record.name), .init("Provider", record.provider),
          .init("Completed", LondonTime.longDate(record.completedOn)),
          .init("Valid until", LondonTime.longDate(record.validUntil)),
        ])
        Paragraph(
          "Strike it out only if it is a mistake. It can’t be brought back, and panels that rely on it are without a "
            + "trained member then.")
        Form("\(visit.base)/strike", in: context) {
          HiddenInput("record", record.id.description)
          visit.hidden
          ButtonGroup {
            Button("Strike it out", kind: .warning)
            Link("Keep it", to: visit.back)
          }
        }
      }, in: context)
  }

  private func strike(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let visit = try await school(request, context)
    guard let id = TrainingID(context.form["record"]) else { throw DomainError.notFound("training") }
    try await RecordTraining(environment.services).strike(id, at: visit.school.id, by: context.webActor)
    return .seeOther(visit.back(.struck))
  }

  private func page(
    _ visit: Visit, _ fields: Fields, _ news: TrainingNews?, after: Cursor? = nil,
    _ context: AppRequestContext
  ) async throws -> Response {
    let school = visit.school
    let records = try await RecordTraining(environment.services).list(
      at: school.id, after: after, by: context.webActor)
    let people = try await ListStaff(environment.services).every(at: school.id, by: context.webActor)
    let mayRecord = context.webActor.may(.recordTraining, at: school.place)
    return environment.respond(
      Page(
        "Training in safer recruitment", path: "/school", problems: fields.problems, above: visit.link,
        banner: news.map { NotificationBanner($0.sentence) }
      ) {
        Heading("Training in safer recruitment", caption: school.name)
        if records.items.isEmpty {
          Paragraph("No training has been recorded yet.")
        } else {
          table(records.items, visit, mayStrike: mayRecord)
          CursorPagination(
            next: records.next.map { visit.page($0) }, first: after.map { _ in visit.back })
        }
        if mayRecord { form(visit, people, fields, context) }
      }, in: context)
  }

  private func table(
    _ records: [SaferRecruitmentTraining], _ visit: Visit, mayStrike: Bool
  ) -> Table {
    let today = environment.services.today
    return Table(
      "Recorded training",
      columns: [.init("Name"), .init("Provider"), .init("Valid until"), .init("Change")],
      rows: records.map { record in
        [
          HTML(text: record.name), HTML(text: record.provider),
          "\(LondonTime.shortDate(record.validUntil)) \(record.counts(on: today) ? Tag("Valid", .green) : Tag("Ran out", .grey))",
          mayStrike
            ? Link("Strike out the record", to: visit.strike(record.id), about: "of \(record.name)").html
            : "",
        ]
      })
  }

  private func form(
    _ visit: Visit, _ people: [StaffMember], _ fields: Fields, _ context: AppRequestContext
  ) -> HTML {
    var seen: Set<AccountID> = []
    let choices = people.filter { seen.insert($0.account).inserted }
      .map { Choice($0.account.description, $0.name) }
    let form = Form(visit.base, in: context) {
      visit.hidden
      fields.select("account", "Who was trained?", [Choice("", "Choose somebody")] + choices)
      fields.text("provider", "Who gave the training?", width: .twoThirds, maximumLength: 200)
      fields.date("completed_on", "When was it completed?", hint: "For example, 27 3 2026")
      fields.date(
        "valid_until", "Until when is it valid?",
        hint: "For example, 27 3 2029. No longer than \(SaferRecruitmentTraining.longestYears) years.")
      Button("Record the training")
    }
    return Heading("Record training", .section).html + form.html
  }
}
