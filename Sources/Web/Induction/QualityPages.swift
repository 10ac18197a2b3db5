import Domain
import Foundation
import HTTPSupport
import HTTPTypes
import Hummingbird
import Postgres

/// How well induction is run at each school: for the officers of the body all schools, for a head their own.
struct QualityPages: Sendable {
  private let environment: WebEnvironment

  init(_ environment: WebEnvironment) { self.environment = environment }

  static let base = "/authority/inductions/quality"

  func add(to pages: RouterGroup<AppRequestContext>) {
    pages.get("authority/inductions/quality") { try await list($0, $1) }
    pages.get("authority/inductions/quality.csv") { try await csv($0, $1) }
    pages.get("authority/inductions/quality/:urn") { try await show($0, $1) }
    pages.get("authority/inductions/quality/:urn/visits.csv") { try await visitsFile($0, $1) }
    pages.get("authority/inductions/quality/:urn/feedback.csv") {
      try await feedbackFile(try await environment.assuredSchool($1), $1)
    }
    pages.get("school/:urn/inductions/quality") { try await own($0, $1) }
    pages.get("school/:urn/inductions/quality/feedback.csv") {
      try await feedbackFile(try await environment.school($1), $1)
    }
    SamplePages(environment).add(to: pages)
    VisitPages(environment).add(to: pages)
    FeedbackPages(environment).add(to: pages)
  }

  // MARK: All schools

  private func list(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let authority = try await Authority.seat(of: context.webActor, in: environment.services.pool)
    let form = (try? FormData(decoding: (request.uri.query ?? "").utf8)) ?? FormData()
    let words = form.trimmed("q") ?? ""
    let page = try await ReadInductionQuality(environment.services).list(
      of: authority.place, words: words, limit: 25, after: request.after, by: context.webActor)
    let query = words.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""
    let here = "\(Self.base)?q=\(query)"
    return environment.respond(
      Page(
        "How well induction is run", path: "/authority",
        above: BackLink(to: "/authority/inductions", "Induction"), isWide: true
      ) {
        Heading("How well induction is run", caption: authority.name)
        Paragraph(html: Link(SamplePages.title, to: SamplePages.base).html)
        Paragraph(html: Link("Download as CSV", to: "\(Self.base).csv?q=\(query)").html)
        Paragraph("Assessments, registrations and samples are those of the last twelve months.")
        SearchForm(Self.base, label: "Schools") {
          Fields(form).text("q", "URN or part of a school’s name", width: .twenty, spellcheck: false)
          "<button type=\"submit\" class=\"govuk-button govuk-button--secondary\">Show</button>" as HTML
        }
        if page.items.isEmpty {
          EmptyState("No schools here", "Schools appear once they have registered a new teacher.")
        } else {
          Self.table(page.items)
          Pagination(
            previous: request.after == nil ? nil : here, next: page.next.map { "\(here)&after=\($0)" },
            of: "schools")
        }
      }, in: context)
  }

  private static func table(_ schools: [InductionQuality]) -> Table {
    Table(
      "Schools by name", isCaptionHidden: true,
      columns: [
        .init("School"), .init("In induction", isNumeric: true),
        .init("Assessments in time", isNumeric: true),
        .init("Registered in time", isNumeric: true), .init("Causes for concern", isNumeric: true),
        .init("Criteria met in samples", isNumeric: true), .init("Last visit"),
        .init("Still to be done", isNumeric: true),
      ],
      rows: schools.map { school in
        [
          Link(school.name, to: "\(base)/\(school.urn)").html, "\(school.inductions)",
          HTML(text: QualityText.part(school.inTime, school.due)),
          HTML(text: QualityText.part(school.registeredInTime, school.registrations)),
          "\(school.concerns)", HTML(text: QualityText.met(school)),
          HTML(text: school.lastVisit.map(LondonTime.shortDate) ?? "–"), "\(school.openActions)",
        ]
      })
  }

  private func csv(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let authority = try await Authority.seat(of: context.webActor, in: environment.services.pool)
    let words = request.uri.queryParameters["q"].map(String.init) ?? ""
    let text = try await ReadInductionQuality(environment.services).csv(
      of: authority.place, words: words, by: context.webActor)
    return .csv(text, named: "induction-quality.csv")
  }

  // MARK: One school

  private func show(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let school = try await environment.assuredSchool(context)
    let (services, actor) = (environment.services, context.webActor)
    let quality = try await ReadInductionQuality(services).school(school.id, by: actor)
    let visits = try await RecordVisit(services).list(
      of: school.id, limit: 25, after: request.after, by: actor)
    let older = request.uri.queryParameters["feedback"].flatMap { Cursor(String($0)) }
    let feedback = try await GiveFeedback(services).list(of: school.id, limit: 25, after: older, by: actor)
    let here = "\(Self.base)/\(school.urn)"
    let open = visits.items.flatMap(\.actions).filter { $0.doneOn == nil }
    return environment.respond(
      Page(
        school.name, path: "/authority", above: BackLink(to: Self.base, "How well induction is run"),
        isWide: true
      ) {
        Heading("How well induction is run", caption: school.name)
        SummaryList(QualityText.rows(quality))
        Heading("Visits", .section)
        Paragraph(html: Link("Record a visit", to: "\(here)/visits/new").html)
        if visits.items.isEmpty {
          EmptyState("No visits yet", "Record the first one once you have been there.")
        } else {
          Paragraph(html: Link("Visits as CSV", to: "\(here)/visits.csv").html)
          VisitPages.table(visits.items)
          Pagination(
            previous: request.after == nil ? nil : here, next: visits.next.map { "\(here)?after=\($0)" },
            of: "visits")
        }
        if !open.isEmpty {
          Heading("Agreed and still to be done", .section)
          BulletList(
            html: open.map {
              let text = "\($0.what) (\($0.owner), by \(LondonTime.shortDate($0.dueOn)))"
              return Link(text, to: "/authority/inductions/visits/\($0.visit)").html
            })
        }
        Heading("Feedback to the school", .section)
        Paragraph(html: Link("Write feedback", to: "\(here)/feedback/new").html)
        FeedbackPages.table(feedback.items, file: "\(here)/feedback.csv")
        Pagination(
          previous: older == nil ? nil : here, next: feedback.next.map { "\(here)?feedback=\($0)" },
          of: "feedback")
      }, in: context)
  }

  private func visitsFile(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let school = try await environment.assuredSchool(context)
    let text = try await RecordVisit(environment.services).csv(of: school.id, by: context.webActor)
    return .csv(text, named: "induction-visits-\(school.urn).csv")
  }

  private func feedbackFile(_ school: School, _ context: AppRequestContext) async throws -> Response {
    let text = try await GiveFeedback(environment.services).csv(of: school.id, by: context.webActor)
    return .csv(text, named: "induction-feedback-\(school.urn).csv")
  }

  /// What a school sees: feedback that was sent, and its head the figures.
  private func own(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let school = try await environment.school(context)
    let (services, actor) = (environment.services, context.webActor)
    let feedback = try await GiveFeedback(services).list(
      of: school.id, limit: 25, after: request.after, by: actor)
    let quality =
      actor.may(.readInductionQuality, at: school.place)
      ? try await ReadInductionQuality(services).school(school.id, by: actor) : nil
    let here = "/school/\(school.urn)/inductions/quality"
    return environment.respond(
      Page(
        "How induction is run", path: "/school",
        above: BackLink(to: "/school/\(school.urn)/inductions", "New teachers in induction")
      ) {
        Heading("How induction is run", caption: school.name)
        if let quality {
          Paragraph("This is what the appropriate body sees of your school. Other schools don’t see it.")
          SummaryList(QualityText.rows(quality))
        }
        Heading("Feedback of the appropriate body", .section)
        FeedbackPages.table(feedback.items, file: "\(here)/feedback.csv")
        Pagination(
          previous: request.after == nil ? nil : here, next: feedback.next.map { "\(here)?after=\($0)" },
          of: "feedback")
      }, in: context)
  }
}

/// Figures of quality as people read them.
enum QualityText {
  /// A part of a whole, such as "7 of 8 (88%)".
  static func part(_ part: Int, _ whole: Int) -> String {
    guard let percent = InductionQuality.percent(part, of: whole) else { return "–" }
    return "\(part) of \(whole) (\(percent)%)"
  }

  /// In how many judgements of samples a criterion is met, of assessments and lesson observations together.
  static func met(_ quality: InductionQuality) -> String {
    part(
      quality.assessments.met + quality.observations.met,
      quality.assessments.judgements + quality.observations.judgements)
  }

  static func rows(_ quality: InductionQuality) -> [SummaryList.Row] {
    let overdue = quality.overdueActions
    return [
      .init("In induction now", "\(quality.inductions)"),
      .init("Assessments and reviews in time", part(quality.inTime, quality.due)),
      .init("Registrations sent by the first day", part(quality.registeredInTime, quality.registrations)),
      .init("Causes for concern", "\(quality.concerns)"),
      .init("Assessments looked at in samples", "\(quality.assessments.judged)"),
      .init(
        "Criteria met in samples of assessments",
        part(quality.assessments.met, quality.assessments.judgements)),
      .init("Lesson observations looked at in samples", "\(quality.observations.judged)"),
      .init(
        "Criteria met in samples of lesson observations",
        part(quality.observations.met, quality.observations.judgements)),
      .init("Last visit", quality.lastVisit.map(LondonTime.longDate) ?? "None yet"),
      .init(
        "Agreed and still to be done",
        overdue == 0 ? "\(quality.openActions)" : "\(quality.openActions), of which \(overdue) overdue"),
      .init("Feedback that waits for the head", "\(quality.unacknowledged)"),
    ]
  }
}

extension WebEnvironment {
  /// The school that the address names, for officers of its body.
  func assuredSchool(_ context: AppRequestContext) async throws -> School {
    _ = try context.webActor.requireAccount()
    guard let urn = context.parameters.get("urn").flatMap({ URN($0) }) else {
      throw DomainError.notFound("school")
    }
    let school = try await FindSchool(services)(urn: urn)
    try context.webActor.require(.assureInduction, at: school.place, orHide: "school")
    return school
  }
}

extension AppRequestContext {
  /// What the address names, for somebody who has signed in.
  func named<ID: Domain.Identifier>(_ name: String, as type: ID.Type = ID.self) throws -> ID {
    _ = try webActor.requireAccount()
    guard let id = parameters.get(name).flatMap({ ID($0) }) else { throw DomainError.notFound(name) }
    return id
  }

  /// Refuses what is no part of the thing that the address names before it: there it doesn’t exist.
  func require<ID: Domain.Identifier>(_ parent: ID, named name: String, orHide part: String) throws {
    guard parameters.get(name).flatMap({ ID($0) }) == parent else { throw DomainError.notFound(part) }
  }
}
