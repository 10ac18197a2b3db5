import Domain
import Foundation
import HTTPSupport
import Hummingbird

/// The authority's own desk: what its staff see of the whole borough.
struct AuthorityPages: Sendable {
  private let environment: WebEnvironment

  init(_ environment: WebEnvironment) { self.environment = environment }

  func add(to pages: RouterGroup<AppRequestContext>) {
    pages.get("authority") { try start($0, $1) }
    pages.get("authority/scheduled-work") { try await scheduledWork($0, $1) }
  }

  private func start(_ request: Request, _ context: AppRequestContext) throws -> Response {
    let account = try context.webActor.requireAccount()
    let seats = account.memberships.filter { $0.kind == .authority }
    guard let seat = seats.first else { throw DomainError.notFound("page") }
    let place = Place(organisation: seat.organisation, authority: seat.authority)
    return environment.respond(
      Page("Authority", path: "/authority") {
        Heading(seat.organisationName, caption: "Authority")
        BulletList(
          html: [
            context.webActor.may(.readBoroughFigures, at: place)
              ? Link("Figures of the borough’s vacancies", to: "/borough/vacancies").html : nil,
            context.webActor.may(.readBoroughFigures, at: place)
              ? Link("References that schools have asked for", to: "/borough/references").html : nil,
            context.webActor.may(.readBoroughFigures, at: place)
              ? Link(
                "Figures of recruitment: applications, times, posts and the pool", to: "/authority/figures"
              ).html
              : nil,
            context.webActor.may(.readStaff, at: place)
              ? Link("Training in safer recruitment of the schools’ people", to: "/authority/training").html
              : nil,
            context.webActor.may(.manageGuidance, at: place)
              ? Link("Guidance for heads and governing bodies", to: "/authority/guidance").html : nil,
            context.webActor.may(.answerEnquiry, at: place)
              ? Link("Enquiries of schools", to: "/enquiries").html : nil,
            context.webActor.may(.readCampaigns, at: place)
              ? Link("Campaigns and what came of them", to: "/campaigns").html : nil,
            context.webActor.may(.assessPool, at: place)
              ? Link("The pool: years, checks and grades", to: "/authority/pool").html : nil,
            context.webActor.may(.manageAgencyTerms, at: place)
              ? Link("Recruitment agencies: terms, fees and outcomes", to: "/authority/agencies").html : nil,
            context.webActor.may(.decideInduction, at: place)
              ? Link("Induction: registrations and new teachers", to: "/authority/inductions").html : nil,
            context.webActor.may(.manageInductionService, at: place)
              ? Link("Appropriate body and prices", to: "/authority/inductions/bodies").html : nil,
            context.webActor.may(.setTermDates, at: place)
              || context.webActor.may(.decideInduction, at: place)
              ? Link("Term dates of the borough’s schools", to: "/authority/inductions/term-dates").html
              : nil,
            context.webActor.may(.manageActivities, at: place)
              ? Link("Activities for new teachers, tutors and mentors", to: "/manage/activities").html : nil,
            context.webActor.may(.manageSchemes, at: place)
              ? Link("Schemes for teachers: offers, awards and budgets", to: "/authority/schemes").html : nil,
            context.webActor.may(.readEqualityTotals, at: place)
              ? Link("Equality totals", to: "/authority/equality").html : nil,
            context.webActor.may(.readRetention, at: place)
              ? Link("How long records are kept", to: "/authority/retention").html : nil,
            context.webActor.may(.readScheduledWork, at: place)
              ? Link("Scheduled work", to: "/authority/scheduled-work").html : nil,
          ].compactMap { $0 })
      }, in: context)
  }

  private func scheduledWork(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let read = ReadScheduledWork(environment.services)
    let tasks = try await read.tasks(by: context.webActor)
    let runs = try await read.runs(limit: 50, by: context.webActor)
    return environment.respond(
      Page(
        "Scheduled work", path: "/authority", above: BackLink(to: "/authority", "Authority"), isWide: true
      ) {
        Heading("Scheduled work")
        Paragraph("What the service does by itself. Times are London’s.")
        if tasks.isEmpty {
          EmptyState("Nothing has run yet", "Tasks appear here once a worker has started.")
        } else {
          Table(
            "Tasks",
            columns: [
              .init("Task"), .init("State"), .init("Last run"), .init("Done", isNumeric: true),
              .init("Next run"),
            ], rows: tasks.map(Self.row))
        }
        if !runs.isEmpty {
          Table(
            "Runs that did something or failed, newest first",
            columns: [
              .init("Task"), .init("Began"), .init("Ended"), .init("Done", isNumeric: true), .init("Worker"),
              .init("Result"),
            ], rows: runs.map(Self.row))
        }
      }, in: context)
  }

  private static func row(_ task: ScheduledTaskStatus) -> [HTML] {
    let state =
      task.isRunning
      ? Tag("Running", .teal)
      : task.failures > 0 ? Tag("Failed", .red) : Tag(task.lastFinishedAt == nil ? "Waiting" : "Well", .green)
    return [
      HTML(text: ScheduledTask.title(of: task.name)), state.html, moment(task.lastFinishedAt),
      task.lastCount.map { "\($0)" } ?? "–", moment(task.nextRunAt),
    ]
  }

  private static func row(_ run: ScheduledRun) -> [HTML] {
    [
      HTML(text: ScheduledTask.title(of: run.task)), moment(run.startedAt), moment(run.finishedAt),
      run.count.map { "\($0)" } ?? "–",
      HTML(text: run.worker),
      HTML(text: run.error ?? (run.finishedAt == nil ? "Running" : "Done")),
    ]
  }

  private static func moment(_ date: Date?) -> HTML { HTML(text: date.map(LondonTime.dateAndTime) ?? "–") }
}
