import Domain
import Foundation
import HTTPSupport
import HTTPTypes
import Hummingbird

/// An interview as its candidate sees it, who chooses a time.
struct OwnInterviewPages: Sendable {
  private let environment: WebEnvironment

  init(_ environment: WebEnvironment) { self.environment = environment }

  func add(to pages: RouterGroup<AppRequestContext>) {
    pages.get("applications/{application}/interview") { try await own($0, $1) }
    pages.post("applications/{application}/interview") { try await choose($0, $1) }
    pages.get("applications/{application}/interview.ics") { try await calendar($0, $1) }
  }

  private func own(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    try await page(
      try context.applicationID("application"), Fields(), news: SchoolNews.banner(request), context)
  }

  private func choose(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let id = try context.applicationID("application")
    do {
      guard let slot = InterviewSlotID(context.form["slot"]) else {
        throw DomainError.invalid([FieldProblem(field: "slot", message: "Choose one of the times.")])
      }
      _ = try await ChooseSlot(environment.services)(
        id, slot: slot, takesAnswerBack: context.form.has("takes_answer_back"), by: context.webActor)
      return .seeOther(SchoolNews.ownTime.on("/applications/\(id)/interview"))
    } catch DomainError.notFound {
      // The day may have been called off since the page was opened.
      return try await page(id, Fields(), context)
    } catch {
      let problems = try Refusal.problems(error, field: "slot")
      return try await page(id, Fields(context.form, problems: problems), context)
    }
  }

  private func page(
    _ id: ApplicationID, _ fields: Fields, news: NotificationBanner? = nil, _ context: AppRequestContext
  ) async throws -> Response {
    let interview: OwnInterview
    do {
      interview = try await ChooseSlot(environment.services).read(id, by: context.webActor)
    } catch DomainError.notFound(let what) {
      return try await calledOff(id, orNo: what, context)
    }
    let application = interview.application
    let base = "/applications/\(id)"
    let isOver = interview.slot.map { $0.endsAt <= environment.services.now() } ?? false
    return environment.respond(
      Page(
        "Your interview", path: "/applications", problems: fields.problems,
        above: BackLink(to: base, "Back to the application"), banner: news
      ) {
        Heading("Your interview", caption: "\(application.vacancyTitle), \(application.schoolName)")
        if let answer = interview.answer { OwnInterviewAnswerNote(answer) }
        SummaryList(Self.rows(interview, isOver: isOver))
        InterviewTaskTable(interview.day, slot: interview.slot)
        if isOver {
          Paragraph("This interview is over.")
        } else if interview.slot != nil {
          Paragraph(html: Link("Put it into your calendar", to: "\(base)/interview.ics").html)
        }
        if interview.mayChoose { Self.choosing(interview, fields, context) }
        if application.state == .interviewing && !interview.hasBegun && interview.answer == nil {
          OwnInterviewAnswerNote.way(to: id)
        }
      }, in: context)
  }

  /// What is left of an interview whose day was called off; where it was not, there is none.
  private func calledOff(
    _ id: ApplicationID, orNo what: String, _ context: AppRequestContext
  ) async throws -> Response {
    let invitation = try await AnswerInterviewInvitation(environment.services).read(id, by: context.webActor)
    guard let calledOff = invitation.calledOff else { throw DomainError.notFound(what) }
    let application = invitation.application
    return environment.respond(
      Page(
        "Your interview", path: "/applications",
        above: BackLink(to: "/applications/\(id)", "Back to the application")
      ) {
        Heading("Your interview", caption: "\(application.vacancyTitle), \(application.schoolName)")
        OwnInterviewCalledOffNote(calledOff, invitation.answer)
      }, in: context)
  }

  private static func rows(_ interview: OwnInterview, isOver: Bool) -> [SummaryList.Row] {
    let day = interview.day
    var rows: [SummaryList.Row] = [
      .init("Day", LondonTime.longDate(day.heldOn)), .init("Where", day.place),
      .init("Your time", interview.slot.map(InterviewPages.words) ?? "Not chosen yet"),
    ]
    if !day.tasks.isEmpty || day.taskList.isEmpty {
      rows.append(.init("On the day", day.tasks.isEmpty ? "The school has noted nothing." : day.tasks))
    }
    if !isOver { rows.append(.init("Choosing a time", interview.choosing)) }
    return rows
  }

  private static func choosing(
    _ interview: OwnInterview, _ fields: Fields, _ context: AppRequestContext
  ) -> HTML {
    let title =
      interview.answer != nil
      ? "Take a time all the same" : interview.slot == nil ? "Choose your time" : "Choose another time"
    let heading = Heading(title, .section).html
    if interview.free.isEmpty {
      return heading + Paragraph("No time is free at the moment. Ask the school for one.").html
    }
    return heading
      + Form("/applications/\(interview.application.id)/interview", in: context) {
        if interview.answer != nil { HiddenInput("takes_answer_back", "yes") }
        fields.radios(
          "slot", "When would you like to come?",
          interview.free.map { Choice($0.id.description, InterviewPages.words($0)) })
        Button("Take this time")
      }.html
  }

  private func calendar(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let id = try context.applicationID("application")
    return try await ReadInterviewCalendar(environment.services)(id, by: context.webActor).response
  }
}
