import Domain
import Foundation
import HTTPSupport
import Hummingbird
import Postgres

/// Samples of assessments, for the officers of the body.
struct SamplePages: Sendable {
  private let environment: WebEnvironment

  init(_ environment: WebEnvironment) { self.environment = environment }

  private static let base = "/authority/inductions/samples"

  func add(to pages: RouterGroup<AppRequestContext>) {
    pages.get("authority/inductions/samples") { try await list(Fields(), $0, $1) }
    pages.post("authority/inductions/samples") { try await draw($0, $1) }
    pages.get("authority/inductions/samples/:sample") { try await show($0, $1) }
    pages.get("authority/inductions/samples/items/:item") { try await item(Fields(), $1) }
    pages.post("authority/inductions/samples/items/:item") { try await judge($0, $1) }
  }

  // MARK: Samples

  private func list(
    _ fields: Fields, _ request: Request, _ context: AppRequestContext
  ) async throws -> Response {
    let authority = try await Authority.seat(of: context.webActor, in: environment.services.pool)
    let page = try await SampleInductions(environment.services).list(
      of: authority.place, limit: 25, after: request.after, by: context.webActor)
    return environment.respond(
      Page(
        "Samples of assessments", path: "/authority", problems: fields.problems,
        above: BackLink(to: QualityPages.base, "How well induction is run"), isWide: true
      ) {
        Heading("Samples of assessments", caption: authority.name)
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
          Of each school a share is drawn of what it completed in the term, and one at least. Causes for concern, \
          unsatisfactory judgements and late assessments come first; a seed decides the order of the others.
          """)
        Form(Self.base, in: context) {
          fields.select("term", "Term", terms())
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
        .init("Term"), .init("Drawn"), .init("By"), .init("Share", isNumeric: true), .init("Seed"),
        .init("Candidates", isNumeric: true), .init("Drawn", isNumeric: true),
        .init("Judged", isNumeric: true),
      ],
      rows: samples.map { sample in
        [
          Link(sample.term.title, to: "\(base)/\(sample.id)").html,
          HTML(text: LondonTime.dateAndTime(sample.drawnAt)), HTML(text: sample.drawnBy),
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
        of: authority, termOf: CivilDate(form["term"]), share: form.int("share"), seed: form["seed"],
        by: context.webActor)
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
        above: BackLink(to: Self.base, "Samples of assessments"), banner: news.map { NotificationBanner($0) },
        isWide: true
      ) {
        Heading("Sample of assessments", caption: sample.term.title)
        SummaryList([
          .init("Drawn", "\(LondonTime.dateAndTime(sample.drawnAt)), by \(sample.drawnBy)"),
          .init("Share of each school’s", "\(sample.share) %, and one at least"), .init("Seed", sample.seed),
          .init("Completed in the term", "\(sample.candidates)"),
          .init("Drawn and judged", QualityText.part(sample.judged, sample.drawn)),
        ])
        Self.table(page.items)
        Pagination(
          previous: request.after == nil ? nil : here, next: page.next.map { "\(here)?after=\($0)" },
          of: "assessments")
      }, in: context)
  }

  private static func table(_ items: [SampleItem]) -> Table {
    Table(
      "What was drawn, by school", isCaptionHidden: true,
      columns: [
        .init("Assessment"), .init("Teacher"), .init("School"), .init("Drawn first for"),
        .init("Looked at by"),
      ],
      rows: items.map { item in
        [
          Link(item.title, to: "\(base)/items/\(item.id)", about: "of \(item.teacherName)").html,
          HTML(text: item.teacherName), HTML(text: item.schoolName), HTML(text: risks(item)),
          HTML(text: item.judgedBy ?? "Nobody yet"),
        ]
      })
  }

  private static func risks(_ item: SampleItem) -> String {
    item.risks.isEmpty ? "–" : item.risks.map(\.title).joined(separator: ", ")
  }

  // MARK: One assessment

  private func item(_ fields: Fields, _ context: AppRequestContext) async throws -> Response {
    let item = try await SampleInductions(environment.services).item(
      try context.named("item"), by: context.webActor)
    let record = try await AssessInduction(environment.services).find(item.assessment, by: context.webActor)
    let lessons = try await RecordObservation(environment.services).list(
      item.induction, by: context.webActor)
    let criteria = try SampleCriteria.load()
    var fields = fields
    if fields.values == FormData() { fields.values = Self.values(item) }
    let choices = SampleCriteria.Judgement.allCases.map { Choice($0.rawValue, $0.title) }
    return environment.respond(
      Page(
        item.title, path: "/authority", problems: fields.problems,
        above: BackLink(to: "\(Self.base)/\(item.sample)", "Sample, \(item.term.title)")
      ) {
        Heading(item.title, caption: "\(item.teacherName), \(item.schoolName)")
        SummaryList(
          [
            .init("Drawn first for", Self.risks(item)),
            .init(
              "The assessment",
              html: Link("Read it", to: "/inductions/assessments/\(item.assessment)").html),
            .init("Lesson observations", html: Self.lessons(lessons)),
            .init(
              "Looked at", item.judgedAt.map { "\(LondonTime.dateAndTime($0)), by \(item.judgedBy ?? "")" }),
          ]
            + record.signatures.map {
              .init($0.title, "\(LondonTime.dateAndTime($0.signedAt)), \($0.signedBy)")
            })
        Form("\(Self.base)/items/\(item.id)", in: context) {
          fields.version(item.version)
          HTML(
            criteria.criteria.map {
              fields.radios($0.code, $0.title, choices, hint: $0.help, isInline: true).html
            })
          fields.textarea(
            "notes", "Notes",
            hint: "Say what is wanting. The school is told in feedback, without these notes.",
            limit: .characters(5_000))
          Button("Save what you found")
        }
      }, in: context)
  }

  /// What stands in the fields before an officer changes what was found.
  private static func values(_ item: SampleItem) -> FormData {
    var values = FormData()
    for (code, judgement) in item.judgements ?? [:] { values.set(code, judgement.rawValue) }
    values.set("notes", item.notes)
    return values
  }

  /// What two officers found, side by side.
  private func conflict(_ current: Int, _ context: AppRequestContext) async throws -> Response {
    let item = try await SampleInductions(environment.services).item(
      try context.named("item"), by: context.webActor)
    let choices = SampleCriteria.Judgement.allCases.map { Choice($0.rawValue, $0.title) }
    let asked = try SampleCriteria.load().criteria.map {
      Conflict.Question.chosen($0.code, $0.title, choices)
    }
    let here = "\(Self.base)/items/\(item.id)"
    return environment.conflict(
      asked + [.text("notes", "Notes")], stored: Self.values(item), action: here, shown: here,
      at: "/authority", current, context)
  }

  private static func lessons(_ observations: [ObservationRecord]) -> HTML {
    if observations.isEmpty { return "None was shared with the teacher yet" }
    return BulletList(
      html: observations.map {
        Link(
          $0.observation.content.context, to: ObservationPages.address($0.observation),
          about: $0.observation.title
        ).html
      }
    ).html
  }

  private func judge(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let (form, id) = (context.form, try context.named("item", as: SampleItemID.self))
    let pairs = try SampleCriteria.load().criteria.compactMap { criterion in
      form.trimmed(criterion.code).map { (criterion.code, $0) }
    }
    do {
      let judged = try await SampleInductions(environment.services).judge(
        id, Dictionary(pairs, uniquingKeysWith: { $1 }), notes: SectionForm.lines(form["notes"]),
        expectedVersion: form.int("version"), by: context.webActor)
      return .seeOther("\(Self.base)/\(judged.sample)?done=1")
    } catch DomainError.staleVersion(let current) {
      return try await conflict(current, context)
    } catch {
      let problems = try Refusal.problems(error, field: "notes")
      return try await item(Fields(form, problems: problems), context)
    }
  }
}
