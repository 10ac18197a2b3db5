import Domain
import Foundation
import HTTPSupport
import Hummingbird
import Postgres

/// Equality monitoring: what applicants may answer after sending, and the totals that the authority reads.
struct EqualityPages: Sendable {
  private let environment: WebEnvironment

  init(_ environment: WebEnvironment) { self.environment = environment }

  func add(to pages: RouterGroup<AppRequestContext>) {
    pages.get("applications/{application}/equality") { try await show($0, $1) }
    pages.post("applications/{application}/equality") { try await save($0, $1) }
    pages.post("applications/{application}/equality/remove") { try await remove($0, $1) }
    pages.get("authority/equality") { try await totals($0, $1) }
    pages.get("authority/equality.csv") { try await csv($0, $1) }
  }

  // MARK: Answering

  private func application(_ context: AppRequestContext) throws -> ApplicationID {
    _ = try context.webActor.requireAccount()
    guard let id = context.parameters.get("application").flatMap({ ApplicationID($0) }) else {
      throw DomainError.notFound("application")
    }
    return id
  }

  private func show(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let id = try application(context)
    let answer = AnswerEquality(environment.services)
    let isAnswered = try await answer.isAnswered(id, by: context.webActor)
    return page(id, try await answer.form(), isAnswered: isAnswered, Fields(), context)
  }

  private func page(
    _ id: ApplicationID, _ form: EqualityForm, isAnswered: Bool, _ fields: Fields,
    _ context: AppRequestContext
  ) -> Response {
    let own = "/applications/\(id)"
    return environment.respond(
      Page(
        "Equality monitoring", path: "/applications", problems: fields.problems,
        above: BackLink(to: own, "Back to the application")
      ) {
        Heading("Equality monitoring")
        Paragraph(
          "These questions are voluntary. The answers are kept apart from your application: the school never sees "
            + "them, and they are only ever read as totals in which nobody can be recognised.")
        if isAnswered {
          InsetText("You have answered already. For your privacy we don’t show what; you can answer again.")
        }
        Form("\(own)/equality", in: context) {
          QuestionFields(form.section.questions, fields)
          ButtonGroup {
            Button("Save my answers")
            Link("I don’t want to answer", to: own)
          }
        }
        if isAnswered {
          Form("\(own)/equality/remove", in: context) { Button("Remove my answers", kind: .warning) }
        }
      }, in: context)
  }

  private func save(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let id = try application(context)
    let answer = AnswerEquality(environment.services)
    let form = try await answer.form()
    do {
      try await answer(id, SectionForm.answers(context.form, form.section.questions), by: context.webActor)
      return .seeOther("/applications/\(id)?equality=1")
    } catch DomainError.invalid(let problems) {
      return page(id, form, isAnswered: false, Fields(context.form, problems: problems), context)
    }
  }

  private func remove(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let id = try application(context)
    try await AnswerEquality(environment.services).remove(id, by: context.webActor)
    return .seeOther("/applications/\(id)")
  }

  // MARK: Totals

  private func report(_ request: Request, _ context: AppRequestContext) async throws -> EqualityReport {
    let authority = try await Authority.seat(of: context.webActor, in: environment.services.pool)
    let year = request.uri.queryParameters["year"].flatMap { Int($0) }
    return try await EqualityTotals(environment.services)(of: authority, year: year, by: context.webActor)
  }

  private func totals(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let report = try await report(request, context)
    let year = report.from.year
    return environment.respond(
      Page(
        "Equality totals", path: "/authority", above: BackLink(to: "/authority", "Authority"), isWide: true
      ) {
        Heading("Equality totals", caption: "Applications from 1 September \(year) to 31 August \(year + 1)")
        Paragraph(
          "Up to \(LondonTime.shortDate(report.releasedOn)); the next figures come with the next month. No group of "
            + "fewer than five people is shown or can be worked out: small groups stand together, and stages are "
            + "left out where a difference would be too small.")
        Paragraph(
          html: """
            \(Link("The year before", to: "/authority/equality?year=\(year - 1)")) \
            \(Link("Download as CSV", to: "/authority/equality.csv?year=\(year)"))
            """)
        for one in report.characteristics { EqualityTableView(one) }
      }, in: context)
  }

  private func csv(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let report = try await report(request, context)
    return Response(
      status: .ok,
      headers: [
        .contentType: "text/csv; charset=utf-8", .cacheControl: "no-store",
        .contentDisposition: ContentDisposition.attachment("equality-\(report.from.year).csv"),
      ], body: .init(byteBuffer: .init(string: report.csv)))
  }
}

/// The totals of one question.
struct EqualityTableView: Component {
  private let one: EqualityCharacteristic

  init(_ one: EqualityCharacteristic) { self.one = one }

  var html: HTML {
    let table = one.table
    if table.stages.isEmpty {
      return Heading(one.question.label, .section).html
        + Paragraph("Too few people for any figure.").html
    }
    let rows = (table.rows + [table.others].compactMap(\.self)).map { row -> [HTML] in
      [HTML(text: one.title(row.category))] + row.counts.map { "\($0)" }
    }
    let sum: [HTML] = ["Everybody"] + table.totals.map { "\($0)" }
    return Table(
      one.question.label,
      columns: [.init("Answer")] + table.stages.map { .init($0.title, isNumeric: true) }, rows: rows + [sum]
    ).html
  }
}

/// Where an applicant finds the questions, on the page of an application.
struct EqualityLink: Component {
  private let application: SentApplication

  init(_ application: SentApplication) { self.application = application }

  var html: HTML {
    Paragraph(
      html: """
        \(Link("Answer our equality questions", to: "/applications/\(application.id)/equality")) \
        (voluntary, and never seen by the school)
        """
    ).html
  }
}
