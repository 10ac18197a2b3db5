import Domain
import Foundation
import HTTPSupport
import Hummingbird

/// Where a school takes vacancies over from a CSV file: choose, look at what would be done, confirm.
struct ImportPages: Sendable {
  /// The route whose form brings a file.
  static let uploadRoute = "/school/{urn}/vacancies/import"
  private let environment: WebEnvironment

  init(_ environment: WebEnvironment) { self.environment = environment }

  func add(to pages: RouterGroup<AppRequestContext>) {
    pages.get("school/:urn/vacancies/import") { try await ask($0, $1) }
    pages.post("school/:urn/vacancies/import") { try await look($0, $1) }
    pages.post("school/:urn/vacancies/import/confirm") { try await confirm($0, $1) }
    pages.get("school/:urn/vacancies/export") { try await export($0, $1) }
  }

  private func school(_ context: AppRequestContext) async throws -> School {
    let school = try await environment.school(context)
    try context.webActor.require(.draftVacancy, at: school.place)
    return school
  }

  private func address(_ school: School) -> String { "/school/\(school.urn)/vacancies/import" }

  private func page(
    _ school: School, _ title: String, problems: [FieldProblem] = [], isWide: Bool = false,
    _ context: AppRequestContext, @HTMLBuilder body: () -> HTML
  ) -> Response {
    environment.respond(
      Page(
        title, path: "/school", problems: problems, above: BackLink(to: "/school/\(school.urn)", "My school"),
        isWide: isWide, body: body), in: context)
  }

  private func ask(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let school = try await school(context)
    return form(school, Fields(), context)
  }

  private func form(_ school: School, _ fields: Fields, _ context: AppRequestContext) -> Response {
    let title = "Import vacancies"
    return page(school, title, problems: fields.problems, context) {
      Heading(title, caption: school.name)
      Paragraph(
        """
        Choose a CSV file, as spreadsheets save it. Its first line names the columns. You see what would be \
        done before anything is stored.
        """)
      Form(address(school), in: context, takesFiles: true) {
        fields.file(
          "file", "File", hint: "CSV, at most 1,000 rows and 2 MB.", accepts: ".csv,text/csv",
          mostBytes: ImportVacancies.mostBytes)
        if context.webActor.may(.publishVacancy, at: school.place) {
          fields.checkboxes("publish", "Drafts of the file", [Choice("yes", "Publish them at once")])
        }
        Button("Look at the file")
      }
      Details("Columns of the file") {
        Paragraph(
          html: """
            Give each row an <code>external_reference</code>, a name of your own: a file that is imported again \
            then makes no second vacancy. The other columns are the fields of \
            \(Link("a vacancy in the API", to: "/developers/objects#VacancyContent")), in any order; only \
            <code>title</code> must be there. Put semicolons between several values, and write yes or no.
            """)
        Paragraph(
          html: Link("Export your vacancies", to: "/school/\(school.urn)/vacancies/export").html
            + " to see a whole file; it can be imported again.")
      }
    }
  }

  private func look(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let school = try await school(context)
    let (actor, publish) = (context.webActor, context.form["publish"] == "yes")
    do {
      guard let file = context.files.first(where: { $0.field == "file" }) else {
        throw DomainError.invalid([FieldProblem(field: "file", message: "Choose a file.")])
      }
      if file.isTooLarge {
        throw DomainError.invalid([
          FieldProblem(field: "file", message: "Split the file: it may have at most 2 MB.")
        ])
      }
      let report = try await ImportVacancies(environment.services)(
        file.bytes, school: school.id, publish: publish, dryRun: true, by: actor)
      if !report.problems.isEmpty { return faults(report, school, context) }
      let held = try await HoldVacancyImport(environment.services)(
        file.bytes, school: school.id, publish: publish, by: actor)
      return preview(report, held, publish, school, context)
    } catch DomainError.invalid(let problems) {
      return form(school, Fields(context.form, problems: problems), context)
    }
  }

  private func faults(
    _ report: VacancyImportReport, _ school: School, _ context: AppRequestContext
  ) -> Response {
    let title = "The file needs to be put right"
    return page(school, title, isWide: true, context) {
      Heading(title, caption: school.name)
      Paragraph("Nothing was stored. Put these right in the file, then choose it again.")
      Table(
        "What is wrong", isCaptionHidden: true,
        columns: [.init("Line"), .init("Column"), .init("What to do")],
        rows: report.problems.prefix(500).map { problem in
          ["\(problem.line)", HTML(text: problem.column ?? "Whole line"), HTML(text: problem.message)]
        })
      LinkButton("Choose the file again", to: address(school))
    }
  }

  private func preview(
    _ report: VacancyImportReport, _ held: UUID, _ publish: Bool, _ school: School,
    _ context: AppRequestContext
  ) -> Response {
    let title = "Check what will be done"
    return page(school, title, isWide: true, context) {
      Heading(title, caption: school.name)
      SummaryList([
        .init("New drafts", "\(report.count(.created))"),
        .init("Changed drafts", "\(report.count(.changed))"),
        .init("As they are already", "\(report.count(.unchanged))"),
        .init("Published at once", publish ? "Yes, all drafts of the file" : "No"),
      ])
      Table(
        "Rows of the file",
        columns: [.init("Title"), .init("Line", isNumeric: true), .init("Name"), .init("Becomes")],
        rows: report.vacancies.map { row in
          [
            HTML(text: row.title), "\(row.line)", HTML(text: row.externalReference ?? row.reference ?? "–"),
            HTML(text: Self.word(row.action)),
          ]
        })
      Form(address(school) + "/confirm", in: context) {
        HiddenInput("held", held.uuidString.lowercased())
        ButtonGroup {
          Button(publish ? "Import and publish" : "Import as drafts")
          Link("Choose another file", to: address(school))
        }
      }
    }
  }

  private static func word(_ action: VacancyImportReport.Action) -> String {
    switch action {
    case .created: "A new draft"
    case .changed: "A changed draft"
    case .unchanged: "Stays as it is"
    }
  }

  private func confirm(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let school = try await school(context)
    guard let id = UUID(uuidString: context.form["held"]) else { throw DomainError.notFound("file") }
    let report = try await HoldVacancyImport(environment.services).confirm(
      id, school: school.id, by: context.webActor)
    if !report.isStored { return faults(report, school, context) }
    let links = report.vacancies.filter { $0.action != .unchanged }.map { row -> HTML in
      let address = row.vacancy.map { "/school/vacancies/\($0)" } ?? "/school/\(school.urn)"
      return Link(row.title, to: address).html
    }
    let title = "The file was imported"
    return page(school, title, context) {
      Panel(title) {
        let words = "\(report.count(.created)) new, \(report.count(.changed)) changed, "
        HTML(text: words + "\(report.count(.unchanged)) unchanged, \(report.published) published")
      }
      if !links.isEmpty { BulletList(html: links) }
      Paragraph(html: Link("Go to your vacancies", to: "/school/\(school.urn)").html)
    }
  }

  private func export(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let school = try await school(context)
    let text = try await ExportVacancies(environment.services)(school: school.id, by: context.webActor)
    return .csv(text, named: "vacancies-\(school.urn).csv")
  }
}
