import Domain
import HTTPSupport
import Hummingbird

/// Where a school invites several on the shortlist to interview at once.
struct BulkInvitationPages: Sendable {
  private let environment: WebEnvironment

  init(_ environment: WebEnvironment) { self.environment = environment }

  func add(to pages: RouterGroup<AppRequestContext>) {
    pages.get("school/vacancies/:id/selection/invite") { try await show($0, $1) }
    pages.post("school/vacancies/:id/selection/invite") { try await invite($0, $1) }
  }

  private func show(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let ids = ShortlistQuery.values("application", request).compactMap { ApplicationID($0) }
    return try await page(
      try await environment.vacancyToChooseFor(.arrangeInterviews, context), ids, [], context)
  }

  private func invite(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let vacancy = try await environment.vacancyToChooseFor(.arrangeInterviews, context)
    let form = context.form
    let ids = form.strings("application").compactMap { ApplicationID($0) }
    do {
      try await InviteManyToInterview(environment.services)(
        vacancy.id, ids.map { Invitee($0, version: form.int("version-\($0)")) },
        day: InterviewDayID(form["day"]), message: SectionForm.lines(form["message"]), by: context.webActor)
      return .seeOther("/school/vacancies/\(vacancy.id)/selection?done=invited")
    } catch {
      return try await page(vacancy, ids, try Refusal.problems(error, field: "applications"), context)
    }
  }

  /// Where somebody stands who can be invited, or why they can't be.
  private func line(
    _ application: SentApplication, _ context: AppRequestContext
  ) async throws -> (canBe: Bool, note: String) {
    let isOpen = try await InviteToInterview(environment.services).isOpen(
      for: application, by: context.webActor)
    if application.isAccountClosed { return (false, "They have closed their account.") }
    let isInvited = application.state == .interviewing
    guard isOpen else { return (false, isInvited ? "They have a time already." : Self.reason(application)) }
    let answer = try await ReadInterviewAnswers(environment.services).of(application.id, by: context.webActor)
    guard let answer else {
      return (
        true,
        isInvited
          ? "Invited already and without a time: they can be invited to a day." : application.state.title
      )
    }
    let words = answer.schoolsLines + ["An invitation takes the place of this answer."]
    return (true, words.joined(separator: " "))
  }

  /// Why somebody in this state is not invited.
  private static func reason(_ application: SentApplication) -> String {
    switch application.state {
    case .sent, .underConsideration, .longlisted: "\(application.state.title): not on the shortlist yet."
    default: "\(application.state.title): \(application.happened)."
    }
  }

  private func page(
    _ vacancy: Vacancy, _ ids: [ApplicationID], _ problems: [FieldProblem], _ context: AppRequestContext
  ) async throws -> Response {
    let base = "/school/vacancies/\(vacancy.id)/selection"
    let chosen = try await ChosenList(ids, for: vacancy.id, by: context.webActor, environment.services) {
      try await line($0, context)
    }
    let days = try await environment.daysToInviteTo(
      vacancy.id, inviting: chosen.taken.map(\.application.id), by: context.webActor)
    let fields = Fields(context.form, problems: chosen.placed(problems))
    let title = "Invite to interview"
    return environment.respond(
      Page(title, path: "/school", problems: fields.problems, above: BackLink(to: base, "Selection")) {
        Heading(title, caption: vacancy.content.title)
        chosen
        if chosen.taken.isEmpty {
          EmptyState(
            "Nobody to invite", "Tick those on the shortlist whom you want to invite.",
            action: Link("Choose applications", to: base))
        } else {
          form(chosen, days, fields, base, context)
          Paragraph(
            html: Link("Arrange a day with slots", to: "/school/vacancies/\(vacancy.id)/interviews").html)
        }
      }, in: context)
  }

  private func form(
    _ chosen: ChosenList, _ days: [Choice], _ fields: Fields, _ base: String, _ context: AppRequestContext
  ) -> HTML {
    let count = chosen.taken.count
    return Form("\(base)/invite", in: context) {
      for line in chosen.taken {
        HiddenInput("application", line.application.id.description)
        HiddenInput("version-\(line.application.id)", "\(line.application.version)")
      }
      if !days.isEmpty {
        fields.radios(
          "day", "To which day?", days + [Choice.withoutDay],
          hint: "Choose one, and each of them chooses one of its times. Or say below when and where."
        )
      }
      fields.textarea(
        "message",
        days.isEmpty ? "When and where, and what to bring" : "A message, needed without a day with slots",
        hint: "It goes to each of them by e-mail."
          + (days.isEmpty ? " To let them choose a time, first arrange a day with slots (see below)." : ""),
        rows: 8, limit: .characters(4_000))
      ButtonGroup {
        Button(count == 1 ? "Invite to interview" : "Invite these \(count) to interview")
        Link("Cancel", to: base)
      }
    }.html
  }
}

extension WebEnvironment {
  /// The days of a vacancy to which these can be invited now: they are to come, and there is still time to choose. Each
  /// says what there is to think of first.
  func daysToInviteTo(
    _ vacancy: VacancyID, inviting ids: [ApplicationID], by actor: Actor
  ) async throws -> [Choice] {
    let warnings = try await ReadInvitationWarnings(services)(vacancy, inviting: ids, by: actor)
    return try await ArrangeInterviews(services).list(vacancy, by: actor).map(\.day).filter {
      $0.heldOn >= services.today && $0.chooseBy > services.now()
    }.map { day in
      let said = day.warnings + (warnings[day.id] ?? [])
      return Choice(
        day.id.description, LondonTime.longDate(day.heldOn),
        hint: (["\(day.place)."] + said).joined(separator: " "))
    }
  }
}

extension Choice {
  /// To invite in words, not to a day.
  static let withoutDay = Choice("", "No day with slots: I say below when and where", isAfterDivider: true)
}
