import Domain
import Foundation
import HTTPSupport
import Hummingbird
import Postgres

/// Samples of assessments and lesson observations, for the officers of the body.
struct SamplePages: Sendable {
  private let environment: WebEnvironment

  init(_ environment: WebEnvironment) { self.environment = environment }

  static let base = "/authority/inductions/samples"
  static let title = "Samples of assessments and lesson observations"

  func add(to pages: RouterGroup<AppRequestContext>) {
    pages.get("authority/inductions/samples") { try await list(Fields(), $0, $1) }
    pages.post("authority/inductions/samples") { try await draw($0, $1) }
    pages.get("authority/inductions/samples/:sample") { try await show($0, $1) }
    pages.get("authority/inductions/samples/:sample/items.csv") { try await file($0, $1) }
    SampleItemPages(environment).add(to: pages)
  }

  // MARK: Samples

  private func list(
    _ fields: Fields, _ request: Request, _ context: AppRequestContext
  ) async throws -> Response {
    let authority = try await Authority.seat(of: context.webActor, in: environment.services.pool)
    let page = try await SampleInductions(environment.services).list(
      of: authority.place, limit: 25, after: request.after, by: context.webActor)
    var fields = fields
    if !fields.values.has("scope") { fields.values.set("scope", SampleScope.both.rawValue) }
    return environment.respond(
      Page(
        Self.title, path: "/authority", problems: fields.problems,
        above: BackLink(to: QualityPages.base, "How well induction is run"), isWide: true
      ) {
        Heading(Self.title, caption: authority.name)
        if page.items.isEmpty {
          EmptyState("Nothing was drawn yet", "Draw the first sample below.")
        } else {
          Self.table(page.items)
          Pagination(
            previous: request.after == nil ? nil : Self.base,
            next: page.next.map { "\(Self.base)?after=\($0)" }, of: "samples")
        }
        Heading("Draw a sample", .section)
        Paragraph(
          """
          Of each school a share is drawn of the assessments that it completed in the term and of the lesson \
          observations that it shared, and one at least of each. Causes for concern, unsatisfactory judgements and \
          what came late are drawn first; a seed decides the order of the others.
          """)
        Form(Self.base, in: context) {
          fields.select("term", "Term", terms())
          fields.radios(
            "scope", "What do you draw from?", SampleScope.allCases.map { Choice($0.rawValue, $0.title) })
          fields.text("share", "Share of each school’s", width: .five, suffix: "%", inputMode: "numeric")
          fields.text(
            "seed", "Seed (optional)",
            hint: "The same seed and share draw the same again. Without one it is made.", width: .twenty,
            spellcheck: false)
          Button("Draw the sample")
        }
      }, in: context)
  }

  /// The present term and the five before it.
  private func terms() -> [Choice] {
    var terms = [RecruitmentSpan.term(of: environment.services.today)]
    while terms.count < 6, let last = terms.last {
      terms.append(RecruitmentSpan.term(of: last.from.adding(days: -1)))
    }
    return terms.map { Choice($0.from.description, $0.title) }
  }

  private static func table(_ samples: [InductionSample]) -> Table {
    Table(
      "Samples, newest first", isCaptionHidden: true,
      columns: [
        .init("Term"), .init("From"), .init("Drawn"), .init("By"), .init("Share", isNumeric: true),
        .init("Seed"), .init("Candidates", isNumeric: true), .init("Drawn", isNumeric: true),
        .init("Judged", isNumeric: true),
      ],
      rows: samples.map { sample in
        [
          Link(sample.term.title, to: "\(base)/\(sample.id)").html,
          HTML(text: sample.scope.title), HTML(text: LondonTime.dateAndTime(sample.drawnAt)),
          HTML(text: sample.drawnBy),
          "\(sample.share) %", HTML(text: sample.seed), "\(sample.candidates)", "\(sample.drawn)",
          "\(sample.judged)",
        ]
      })
  }

  private func draw(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let form = context.form
    let authority = try await Authority.seat(of: context.webActor, in: environment.services.pool)
    do {
      let sample = try await SampleInductions(environment.services).draw(
        SampleScope(rawValue: form["scope"]) ?? .both, of: authority, termOf: CivilDate(form["term"]),
        share: form.int("share"), seed: form["seed"], by: context.webActor)
      return .seeOther("\(Self.base)/\(sample.id)")
    } catch DomainError.invalid(let problems) {
      return try await list(Fields(form, problems: problems), request, context)
    }
  }

  private func show(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let sampling = SampleInductions(environment.services)
    let sample = try await sampling.find(try context.named("sample"), by: context.webActor)
    let page = try await sampling.items(
      of: sample.id, limit: 25, after: request.after, by: context.webActor)
    let here = "\(Self.base)/\(sample.id)"
    let news = request.uri.queryParameters.has("done") ? "Saved." : nil
    return environment.respond(
      Page(
        "Sample, \(sample.term.title)", path: "/authority",
        above: BackLink(to: Self.base, Self.title), banner: news.map { NotificationBanner($0) },
        isWide: true
      ) {
        Heading("Sample", caption: sample.term.title)
        SummaryList(Self.facts(sample))
        Paragraph(html: Link("Download as CSV", to: "\(here)/items.csv").html)
        Self.table(page.items)
        Pagination(
          previous: request.after == nil ? nil : here, next: page.next.map { "\(here)?after=\($0)" },
          of: "what was drawn")
      }, in: context)
  }

  private func file(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let text = try await SampleInductions(environment.services).csv(
      of: try context.named("sample"), by: context.webActor)
    return .csv(text, named: "induction-sample.csv")
  }

  private static func facts(_ sample: InductionSample) -> [SummaryList.Row] {
    var rows: [SummaryList.Row] = [
      .init("Drawn", "\(LondonTime.dateAndTime(sample.drawnAt)), by \(sample.drawnBy)"),
      .init("From", sample.scope.title),
      .init("Share of each school’s", "\(sample.share) %, and one at least"), .init("Seed", sample.seed),
    ]
    if sample.scope.includes(.assessment) {
      rows += [
        .init("Assessments completed in the term", "\(sample.assessments.candidates)"),
        .init(
          "Assessments judged of those drawn",
          QualityText.part(sample.assessments.judged, sample.assessments.drawn)),
      ]
    }
    if sample.scope.includes(.observation) {
      rows += [
        .init("Lesson observations shared in the term", "\(sample.observations.candidates)"),
        .init(
          "Lesson observations judged of those drawn",
          QualityText.part(sample.observations.judged, sample.observations.drawn)),
      ]
    }
    return rows
  }

  private static func table(_ items: [SampleItem]) -> Table {
    Table(
      "What was drawn, by school", isCaptionHidden: true,
      columns: [
        .init("What"), .init("Teacher"), .init("School"), .init("Drawn first for"),
        .init("Looked at by"),
      ],
      rows: items.map { item in
        [
          Link(item.title, to: SampleItemPages.address(item), about: "of \(item.teacherName)").html,
          HTML(text: item.teacherName), HTML(text: item.schoolName), HTML(text: SampleItemPages.risks(item)),
          HTML(text: item.judgedBy ?? "Nobody yet"),
        ]
      })
  }
}
