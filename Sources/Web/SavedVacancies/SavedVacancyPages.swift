import Domain
import Foundation
import HTTPSupport
import Hummingbird

/// A person's saved vacancies, and whether they are reminded of them.
struct SavedVacancyPages: Sendable {
  private let environment: WebEnvironment

  init(_ environment: WebEnvironment) { self.environment = environment }

  func add(to pages: RouterGroup<AppRequestContext>) {
    pages.get("saved-vacancies") { try await list($0, $1) }
    pages.post("vacancies/:id/save") { try await save($0, $1) }
    pages.post("vacancies/:id/unsave") { try await unsave($0, $1) }
    pages.get("account/reminders") { try await reminders($0, $1) }
    pages.post("account/reminders") { try await setReminders($0, $1) }
  }

  private func id(_ context: AppRequestContext) throws -> VacancyID {
    guard let id = VacancyID(try context.parameters.require("id", as: String.self)) else {
      throw DomainError.notFound("vacancy")
    }
    return id
  }

  private func save(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let id = try id(context)
    try await SaveVacancy(environment.services)(id, by: context.webActor)
    return back(to: id, "saved", context)
  }

  private func unsave(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let id = try id(context)
    try await ForgetSavedVacancy(environment.services)(id, by: context.webActor)
    return back(to: id, "unsaved", context)
  }

  private func back(to id: VacancyID, _ done: String, _ context: AppRequestContext) -> Response {
    let page = OwnPath(context.form.string("back"))?.text ?? "/vacancies/\(id)"
    return .seeOther("\(page)\(page.contains("?") ? "&" : "?")done=\(done)")
  }

  private func list(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let after = request.uri.queryParameters["after"].flatMap { SavedVacancyCursor(String($0)) }
    let page = try await ListSavedVacancies(environment.services)(after: after, by: context.webActor)
    return self.page(page, after, request, context)
  }

  private func page(
    _ found: SavedVacancyPage, _ after: SavedVacancyCursor?, _ request: Request, _ context: AppRequestContext
  ) -> Response {
    let (saved, now) = (found.items, environment.services.now())
    let open = saved.filter { $0.standing(at: now) == .open }
    let past = saved.filter { $0.standing(at: now) != .open }
    let page = Page(
      "Saved vacancies", path: "/saved-vacancies", banner: SaveControl.banner(request)
    ) {
      Heading("Saved vacancies")
      if saved.isEmpty, after == nil {
        EmptyState(
          "You have not saved any vacancies", "On a vacancy’s page, press “Save this vacancy”.",
          action: Link("Look for vacancies", to: "/vacancies"))
      }
      if !open.isEmpty {
        Heading("Open to applications", .section)
        results(open, now, context)
      }
      if !past.isEmpty {
        Heading("Closed or withdrawn", .section)
        results(past, now, context)
      }
      CursorPagination(
        next: found.next.map { "/saved-vacancies?after=\($0)" }, first: after.map { _ in "/saved-vacancies" })
      Paragraph(html: Link("Reminders before saved vacancies close", to: "/account/reminders").html)
    }
    return environment.respond(page, in: context)
  }

  private func results(_ saved: [SavedVacancy], _ now: Date, _ context: AppRequestContext) -> HTML {
    let rows = saved.map { vacancy -> HTML in
      let form = SaveControl.form(
        for: vacancy.id, isSaved: true, about: vacancy.title, backTo: "/saved-vacancies", in: context)
      let applied: HTML = vacancy.hasApplied ? " \(Tag("You have applied", .green))" : ""
      return """
        <li class="staffroom-result"><h3 class="govuk-heading-s">\
        \(Link(vacancy.title, to: VacancyText.address(vacancy.id)))\(applied)</h3>\
        <p class="govuk-body">\(VacancyText.location(vacancy.schoolName, vacancy.schoolTown))</p>\
        <p class="govuk-body">\(VacancyText.pay(vacancy.payMinimumPence, vacancy.payMaximumPence))</p>\
        <p class="govuk-body">\(Self.standing(vacancy, now))</p>\(form)</li>
        """
    }
    return "<ul class=\"govuk-list staffroom-results\">\(HTML(rows))</ul>"
  }

  private static func standing(_ vacancy: SavedVacancy, _ now: Date) -> String {
    switch vacancy.standing(at: now) {
    case .open: vacancy.closesAt.map { VacancyText.countdown(to: $0, from: now) } ?? ""
    case .closed: "Closed\(vacancy.closesAt.map { " on \(LondonTime.dateAndTime($0))" } ?? "")"
    case .withdrawn: "Withdrawn by the school"
    }
  }

  private func reminders(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let isOn = try await SetSavedVacancyReminders(environment.services).isOn(by: context.webActor)
    let fields = Fields(FormData([.init(name: "reminders", value: isOn ? "yes" : "no")]))
    let isDone = request.uri.queryParameters["done"] != nil
    let page = Page(
      "Reminders", path: "/account", above: BackLink(to: "/account", "Back to my account"),
      banner: isDone ? NotificationBanner("Your choice is saved.") : nil
    ) {
      Heading("Reminders")
      Form("/account/reminders", in: context) {
        fields.yesNo(
          "reminders", "Shall we remind you of saved vacancies?",
          hint: "One e-mail, 10 days before a vacancy closes that you saved and have not applied for.")
        Button("Save my choice")
      }
    }
    return environment.respond(page, in: context)
  }

  private func setReminders(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    try await SetSavedVacancyReminders(environment.services)(
      context.form["reminders"] == "yes", by: context.webActor)
    return .seeOther("/account/reminders?done=1")
  }
}
