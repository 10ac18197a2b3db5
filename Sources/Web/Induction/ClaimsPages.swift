import Domain
import Foundation
import HTTPSupport
import HTTPTypes
import Hummingbird

/// Files of the national service: choose, look at every row, confirm; and files to send.
struct ClaimsPages: Sendable {
  /// The route whose form brings a file.
  static let uploadRoute = "/authority/inductions/files"
  private static let base = "/authority/inductions/files"
  private let environment: WebEnvironment

  init(_ environment: WebEnvironment) { self.environment = environment }

  func add(to pages: RouterGroup<AppRequestContext>) {
    pages.get("authority/inductions/files") { try await start(Fields(), $1) }
    pages.post("authority/inductions/files") { try await look($0, $1) }
    pages.post("authority/inductions/files/:file/confirm") { try await confirm($0, $1) }
    pages.get("authority/inductions/files/:file/errors") { try await errors($0, $1) }
    pages.get("authority/inductions/files/export/:kind") { try await export($0, $1) }
  }

  private func authority(_ context: AppRequestContext) async throws -> Authority {
    let authority = try await Authority.seat(of: context.webActor, in: environment.services.pool)
    try context.webActor.require(.decideInduction, at: authority.place, orHide: "page")
    return authority
  }

  private func start(_ fields: Fields, _ context: AppRequestContext) async throws -> Response {
    let authority = try await authority(context)
    let export = ExportInductions(environment.services)
    let claims = try await export.claims(of: authority, by: context.webActor).count
    let actions = try await export.actions(of: authority, by: context.webActor).count
    let all = try await export.actions(of: authority, all: true, by: context.webActor).count
    return environment.respond(
      Page(
        "Files of the national service", path: "/authority", problems: fields.problems,
        above: BackLink(to: "/authority/inductions", "Induction")
      ) {
        Heading("Files of the national service", caption: authority.name)
        Heading("Take a file of claims", .section)
        Paragraph(
          "Each row accepts the registration that a school has sent. You see what becomes of every row before "
            + "anything is stored.")
        Form(Self.base, in: context, takesFiles: true) {
          fields.file("file", "File", hint: "CSV, at most 1,000 rows and 100 KB.", accepts: ".csv,text/csv")
          Button("Look at the file")
        }
        Details("Columns of the file") {
          Paragraph(
            "TRN, Date of birth, Induction programme, Induction period start date; dates as 2026-09-01.")
          Paragraph("A file of errors has Error message as a last column, and can be loaded again as it is.")
        }
        Paragraph(
          html: Link("What was sent in actions, and what was answered", to: SentActionPages.uploadRoute).html)
        Heading("Files to send", .section)
        BulletList(
          html: Self.links("Claims", "claims", claims)
            + Self.links("Actions that are not sent yet", "actions", actions)
            + Self.links("All actions, sent or not", "all-actions", all) + [
              Link("Every registration, as CSV", to: "\(Self.base)/export/registrations").html,
              Link("Every registration, as JSON", to: "\(Self.base)/export/registrations-json").html,
            ])
      }, in: context)
  }

  private static func links(_ title: String, _ kind: String, _ count: Int) -> [HTML] {
    (0..<count).map { part in
      let name = count == 1 ? title : "\(title), file \(part + 1) of \(count)"
      return Link(name, to: "\(base)/export/\(kind)?part=\(part + 1)").html
    }
  }

  private func look(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let authority = try await authority(context)
    do {
      guard let file = context.files.first(where: { $0.field == "file" }) else {
        throw DomainError.invalid([FieldProblem(field: "file", message: "Choose a file.")])
      }
      if file.isTooLarge {
        throw DomainError.invalid([
          FieldProblem(field: "file", message: "Split the file: it may have at most 100 KB.")
        ])
      }
      let report = try await ImportClaims(environment.services)(
        file.bytes, of: authority, isDryRun: true, by: context.webActor)
      let held = try await HoldClaims(environment.services)(file.bytes, of: authority, by: context.webActor)
      return page(report, held, context)
    } catch DomainError.invalid(let problems) {
      return try await start(Fields(context.form, problems: problems), context)
    }
  }

  private func page(_ report: ClaimsReport, _ held: UUID, _ context: AppRequestContext) -> Response {
    let address = "\(Self.base)/\(held.uuidString.lowercased())"
    let (claimed, faulty) = (report.count(.claimed), report.count(.faulty))
    let title = report.isStored ? "The file was taken" : "What becomes of the file"
    return environment.respond(
      Page(
        title, path: "/authority", above: BackLink(to: Self.base, "Files of the national service"),
        banner: report.isStored ? NotificationBanner("\(claimed) claimed, \(faulty) not taken.") : nil,
        isWide: true
      ) {
        Heading(title)
        Paragraph(
          "\(report.rows.count) rows: \(claimed) \(report.isStored ? "claimed" : "to claim"), "
            + "\(report.count(.already)) claimed before, \(faulty) with faults.")
        if faulty > 0 {
          Paragraph(html: Link("Rows with faults, as a file to put right", to: "\(address)/errors").html)
        }
        if !report.isStored && claimed > 0 {
          Form("\(address)/confirm", in: context) {
            Button("Claim \(claimed) \(claimed == 1 ? "teacher" : "teachers")")
          }
        }
        Table(
          "Rows", isCaptionHidden: true,
          columns: [
            .init("Line"), .init("Teacher"), .init("TRN"), .init("Start"), .init("State"),
            .init("What to do"),
          ],
          rows: report.rows.map { row in
            [
              "\(row.line)", HTML(text: row.name ?? "Not known here"), HTML(text: row.cells[0]),
              HTML(text: row.cells[3]), Self.tag(row.outcome).html,
              HTML(text: row.problems.joined(separator: " ")),
            ]
          })
      }, in: context)
  }

  private static func tag(_ outcome: ClaimsReport.Outcome) -> Tag {
    switch outcome {
    case .claimed: Tag("Valid", .green)
    case .already: Tag("Claimed before", .grey)
    case .faulty: Tag("Faulty", .red)
    }
  }

  private func held(_ context: AppRequestContext) throws -> UUID {
    guard let id = context.parameters.get("file").flatMap({ UUID(uuidString: $0) }) else {
      throw DomainError.notFound("file")
    }
    return id
  }

  private func confirm(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let (authority, held) = (try await authority(context), try held(context))
    let content = try await HoldClaims(environment.services).read(held, of: authority, by: context.webActor)
    let report = try await ImportClaims(environment.services)(
      content, of: authority, isDryRun: false, by: context.webActor)
    return page(report, held, context)
  }

  private func errors(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let (authority, held) = (try await authority(context), try held(context))
    let content = try await HoldClaims(environment.services).read(held, of: authority, by: context.webActor)
    let report = try await ImportClaims(environment.services)(
      content, of: authority, isDryRun: true, by: context.webActor)
    guard let text = report.errorFile else { throw DomainError.notFound("file") }
    return PrivateFile.response(Array(text.utf8), mediaType: "text/csv", name: "claims-errors.csv")
  }

  private func export(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let (authority, actor) = (try await authority(context), context.webActor)
    let export = ExportInductions(environment.services)
    let part = (request.uri.queryParameters["part"].flatMap { Int($0) } ?? 1) - 1
    let kind = context.parameters.get("kind") ?? ""
    let text: String
    switch kind {
    case "claims": text = try Self.part(part, try await export.claims(of: authority, by: actor))
    case "actions": text = try Self.part(part, try await export.actions(of: authority, by: actor))
    case "all-actions":
      text = try Self.part(part, try await export.actions(of: authority, all: true, by: actor))
    case "registrations": text = try await export.registrationsCSV(of: authority, by: actor)
    case "registrations-json":
      let all = try await export.registrations(of: authority, by: actor)
      return PrivateFile.response(
        Array(try JSONEncoder().encode(all)), mediaType: "application/json", name: "registrations.json")
    default: throw DomainError.notFound("file")
    }
    return PrivateFile.response(Array(text.utf8), mediaType: "text/csv", name: "\(kind).csv")
  }

  private static func part(_ part: Int, _ files: [String]) throws -> String {
    guard files.indices.contains(part) else { throw DomainError.notFound("file") }
    return files[part]
  }
}
