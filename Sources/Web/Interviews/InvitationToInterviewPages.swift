import Domain
import HTTPSupport
import Hummingbird

/// Where a school invites somebody on the shortlist to an interview.
struct InvitationToInterviewPages: Sendable {
  private let environment: WebEnvironment

  init(_ environment: WebEnvironment) { self.environment = environment }

  func add(to pages: RouterGroup<AppRequestContext>) {
    pages.get("received/:id/invite") { try await show($0, $1) }
    pages.post("received/:id/invite") { try await invite($0, $1) }
  }

  private func show(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    try await page(try context.applicationID(), Fields(), context)
  }

  private func invite(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let id = try context.applicationID()
    do {
      _ = try await InviteToInterview(environment.services)(
        id, day: InterviewDayID(context.form["day"]), message: SectionForm.lines(context.form["message"]),
        expectedVersion: context.form.int("version"), by: context.webActor)
      return .seeOther(SchoolNews.invited.on("/received/\(id)"))
    } catch {
      let problems = try Refusal.problems(error, field: "message")
      return try await page(id, Fields(context.form, problems: problems), context)
    }
  }

  private func page(
    _ id: ApplicationID, _ fields: Fields, _ context: AppRequestContext
  ) async throws -> Response {
    let application = try await ReadApplication(environment.services)(id, by: context.webActor).application
    try context.webActor.require(.arrangeInterviews, at: application.place, orHide: "application")
    let isOpen = try await InviteToInterview(environment.services).isOpen(
      for: application, by: context.webActor)
    let isInvited = application.state == .interviewing
    let answer = try await ReadInterviewAnswers(environment.services).of(id, by: context.webActor)
    let days = try await environment.daysToInviteTo(
      application.vacancy, inviting: isOpen ? [id] : [], by: context.webActor)
    let choices = days + (isInvited && answer == nil ? [] : [Choice.withoutDay])
    return environment.respond(
      Page(
        "Invite to interview", path: "/school", problems: fields.problems,
        above: BackLink(to: "/received/\(id)")
      ) {
        Heading("Invite to interview", caption: "\(application.applicantName), \(application.vacancyTitle)")
        InterviewAnswerNote(isOpen ? answer : nil, of: application.applicantName)
        if isOpen && isInvited && answer == nil {
          Paragraph(
            "\(application.applicantName) is invited to interview and has no time yet. Choose a day, and we ask them to "
              + "choose one of its times.")
        }
        if isOpen && isInvited && answer == nil && days.isEmpty {
          Paragraph(
            "There is no day to come on which applicants can still choose. Arrange one, or give them a time of a day "
              + "that is arranged.")
        } else if isOpen {
          Form("/received/\(id)/invite", in: context) {
            HiddenInput("version", String(application.version))
            if !days.isEmpty {
              fields.radios(
                "day", "To which day?", choices, hint: "The applicant chooses one of its times.")
            }
            fields.textarea(
              "message",
              isInvited && answer == nil
                ? "A message (optional)"
                : days.isEmpty
                  ? "When and where, and what to bring" : "A message, needed without a day with slots",
              hint: "It goes to the applicant by e-mail.",
              rows: 8, limit: .characters(4_000))
            Button(
              answer != nil ? "Invite again" : isInvited ? "Invite to this day" : "Invite to interview")
          }
        } else if application.isAccountClosed {
          ClosedAccount(application)
        } else if isInvited {
          Paragraph(
            html:
              "\(application.applicantName) has a time already. \(Link("Give them another time", to: "/received/\(id)/interview"))"
          )
        } else {
          Paragraph(
            "The state of this application is “\(application.state.title)”: only the shortlisted are invited."
          )
        }
        if isOpen {
          Paragraph(
            html: Link(
              "Arrange a day with slots", to: "/school/vacancies/\(application.vacancy)/interviews"
            ).html)
        }
      }, in: context)
  }
}
