import Domain
import Foundation
import HTTPSupport
import Hummingbird
import Postgres

/// Feedback to schools: written by officers of the body, acknowledged by the head.
struct FeedbackPages: Sendable {
  private let environment: WebEnvironment

  init(_ environment: WebEnvironment) { self.environment = environment }

  func add(to pages: RouterGroup<AppRequestContext>) {
    pages.get("authority/inductions/quality/:urn/feedback/new") { try await begin(Fields(), $0, $1) }
    pages.post("authority/inductions/quality/:urn/feedback/new") { try await draft($0, $1) }
    pages.get("inductions/feedback/:feedback") { try await show(Fields(), $0, $1) }
    for step in ["save", "send", "acknowledge"] {
      pages.post("inductions/feedback/:feedback/\(step)") { try await take(step, $0, $1) }
    }
  }

  /// Feedback, with the address of a file of all of it.
  @HTMLBuilder static func table(_ feedback: [InductionFeedback], file: String) -> HTML {
    if feedback.isEmpty {
      EmptyState("No feedback yet", "It appears here once the appropriate body has written to the school.")
    } else {
      Paragraph(html: Link("Feedback as CSV", to: file).html)
      Table(
        "Feedback, newest first", isCaptionHidden: true,
        columns: [.init("Feedback"), .init("State"), .init("Sent"), .init("Acknowledged")],
        rows: feedback.map {
          [
            Link("Feedback of \(LondonTime.shortDate(LondonTime.date(of: $0.writtenAt)))", to: address($0))
              .html,
            HTML(text: $0.state), HTML(text: $0.sentAt.map(LondonTime.dateAndTime) ?? "–"),
            HTML(text: $0.acknowledgedAt.map(LondonTime.dateAndTime) ?? "–"),
          ]
        })
    }
  }

  private static func address(_ feedback: InductionFeedback) -> String {
    "/inductions/feedback/\(feedback.id)"
  }

  // MARK: A new one

  private func begin(
    _ fields: Fields, _ request: Request, _ context: AppRequestContext
  ) async throws -> Response {
    let school = try await environment.assuredSchool(context)
    let (services, actor) = (environment.services, context.webActor)
    let visits = try await Domain.Page.every { after in
      try await RecordVisit(services).list(of: school.id, limit: 100, after: after, by: actor)
    }
    let authority = try await Authority.seat(of: actor, in: services.pool)
    let samples = try await Domain.Page.every { after in
      try await SampleInductions(services).list(of: authority.place, limit: 100, after: after, by: actor)
    }
    var fields = fields
    if let visit = request.uri.queryParameters["visit"] { fields.values.set("visit_id", String(visit)) }
    let here = "\(QualityPages.base)/\(school.urn)"
    return environment.respond(
      Page(
        "Write feedback", path: "/authority", problems: fields.problems,
        above: BackLink(to: here, school.name)
      ) {
        Heading("Write feedback", caption: school.name)
        Form("\(here)/feedback/new", in: context) {
          fields.select(
            "visit_id", "About a visit",
            [Choice("", "No visit")]
              + visits.map {
                Choice($0.id.description, "\(LondonTime.longDate($0.visitedOn)), \($0.purpose)")
              }, hint: "What was found and agreed goes with the feedback, without what was said of teachers.")
          fields.select(
            "sample_id", "About a sample",
            [Choice("", "No sample")]
              + samples.map {
                Choice($0.id.description, "\($0.term.title), drawn \(LondonTime.dateAndTime($0.drawnAt))")
              },
            hint: """
              In how many of the school’s assessments and lesson observations each criterion is met goes with the \
              feedback.
              """)
          body(fields)
          Button("Save as a draft")
        }
      }, in: context)
  }

  private func body(_ fields: Fields) -> Textarea {
    fields.textarea(
      "body", "What do you tell the school?", hint: "Name no teacher: head and induction tutors read it.",
      rows: 12, limit: .characters(10_000))
  }

  private func draft(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let (school, form) = (try await environment.assuredSchool(context), context.form)
    do {
      let made = try await GiveFeedback(environment.services).draft(
        to: school.id, SectionForm.lines(form["body"]), visit: InductionVisitID(form["visit_id"]),
        sample: SampleID(form["sample_id"]), by: context.webActor)
      return .seeOther(Self.address(made))
    } catch DomainError.invalid(let problems) {
      return try await begin(Fields(form, problems: problems), request, context)
    }
  }

  // MARK: One

  private func show(
    _ fields: Fields, _ request: Request, _ context: AppRequestContext
  ) async throws -> Response {
    let (services, actor) = (environment.services, context.webActor)
    let feedback = try await GiveFeedback(services).find(try context.named("feedback"), by: actor)
    let urn = try await FindSchool(services)(id: feedback.place.organisation).urn
    let isBody = actor.may(.assureInduction, at: feedback.place)
    let back =
      isBody
      ? BackLink(to: "\(QualityPages.base)/\(urn)", feedback.schoolName)
      : BackLink(to: "/school/\(urn)/inductions/quality", "How induction is run")
    var fields = fields
    if !fields.values.has("body") { fields.values.set("body", feedback.body) }
    let news = request.uri.queryParameters["done"].flatMap { Self.news[String($0)] }
    return environment.respond(
      Page(
        "Feedback on induction", path: isBody ? "/authority" : "/school", problems: fields.problems,
        above: back,
        banner: news.map { NotificationBanner($0) }
      ) {
        Heading("Feedback on induction", caption: feedback.schoolName)
        if feedback.sentAt == nil {
          draftForms(feedback, fields, context)
        } else {
          SummaryList(Self.facts(feedback))
          Heading("What the appropriate body writes", .section)
          Prose(feedback.body)
          Self.evidence(feedback)
          if feedback.acknowledgedAt == nil && actor.may(.acknowledgeInductionFeedback, at: feedback.place) {
            Heading("Acknowledge it", .section)
            Form("\(Self.address(feedback))/acknowledge", in: context) {
              fields.textarea("comment", "Comment (optional)", rows: 5, limit: .characters(5_000))
              Button("Acknowledge the feedback")
            }
          }
        }
      }, in: context)
  }

  private static let news = [
    "save": "Saved as a draft.", "send": "Sent. The head and the induction tutors are told by e-mail.",
    "acknowledge": "Acknowledged. The appropriate body is told.",
  ]

  @HTMLBuilder private func draftForms(
    _ feedback: InductionFeedback, _ fields: Fields, _ context: AppRequestContext
  ) -> HTML {
    let version = HiddenInput("version", String(feedback.version))
    Paragraph("This is a draft: the school doesn’t see it yet.")
    Form("\(Self.address(feedback))/save", in: context) {
      version
      body(fields)
      Button("Save the draft", kind: .secondary)
    }
    Form("\(Self.address(feedback))/send", in: context) {
      version
      Paragraph(
        "Save first what you have changed. Once it is sent it stays as it is, with what visit and sample say today."
      )
      Button("Send the saved draft to the school")
    }
  }

  private static func facts(_ feedback: InductionFeedback) -> [SummaryList.Row] {
    var rows: [SummaryList.Row] = [
      .init("State", feedback.state),
      .init(
        "Sent", feedback.sentAt.map { "\(LondonTime.dateAndTime($0)), by \(feedback.sentBy ?? "")" }),
    ]
    if let at = feedback.acknowledgedAt {
      rows.append(
        .init("Acknowledged", "\(LondonTime.dateAndTime(at)), by \(feedback.acknowledgedBy ?? "")"))
      rows.append(.init("The head’s comment", feedback.comment.isEmpty ? "None" : feedback.comment))
    }
    return rows
  }

  @HTMLBuilder private static func evidence(_ feedback: InductionFeedback) -> HTML {
    if let visit = feedback.evidence?.visit {
      SummaryList(
        [
          .init("Day", day(visit.visitedOn)), .init("Who came", visit.visitors),
          .init("Purpose", visit.purpose),
          .init("What was found", visit.found),
        ]
          + visit.actions.map { .init("Agreed: \($0.owner), by \(day($0.dueOn))", $0.what) },
        title: "The visit")
    }
    if let evidence = feedback.evidence {
      let term = evidence.term?.lowercased() ?? "term"
      judged("Your assessments in a sample of the \(term): \(evidence.looked) looked at", evidence.criteria)
      judged(
        "Your lesson observations in a sample of the \(term): \(evidence.observationsLooked ?? 0) looked at",
        evidence.observationCriteria ?? [])
    }
  }

  @HTMLBuilder private static func judged(_ title: String, _ criteria: [FeedbackEvidence.Criterion]) -> HTML {
    if !criteria.isEmpty {
      Table(
        title,
        columns: [
          .init("Criterion"), .init("Met", isNumeric: true), .init("Partly met", isNumeric: true),
          .init("Not met", isNumeric: true),
        ],
        rows: criteria.map { [HTML(text: $0.title), "\($0.met)", "\($0.partly)", "\($0.notMet)"] })
    }
  }

  private static func day(_ text: String) -> String { CivilDate(text).map(LondonTime.longDate) ?? text }

  private func take(
    _ step: String, _ request: Request, _ context: AppRequestContext
  ) async throws -> Response {
    let (form, id) = (context.form, try context.named("feedback", as: InductionFeedbackID.self))
    let (give, actor) = (GiveFeedback(environment.services), context.webActor)
    do {
      switch step {
      case "save":
        _ = try await give.save(
          id, SectionForm.lines(form["body"]), expectedVersion: form.int("version"), by: actor)
      case "send": _ = try await give.send(id, expectedVersion: form.int("version"), by: actor)
      default: _ = try await give.acknowledge(id, comment: SectionForm.lines(form["comment"]), by: actor)
      }
      return .seeOther("/inductions/feedback/\(id)?done=\(step)")
    } catch {
      let problems = try Refusal.problems(error, field: step == "acknowledge" ? "comment" : "body")
      return try await show(Fields(form, problems: problems), request, context)
    }
  }
}
