import Domain
import Foundation
import HTTPSupport
import Hummingbird

/// Pages on which a file of the national service is chosen, looked at row by row, held meanwhile, and confirmed.
protocol ServiceFilePages: Sendable {
  associatedtype Result: RawRepresentable<String> & Codable & Sendable & Hashable

  /// The route whose form brings a file.
  static var uploadRoute: String { get }

  var environment: WebEnvironment { get }

  /// The page with the form.
  func start(_ fields: Fields, _ request: Request, _ context: AppRequestContext) async throws -> Response

  /// Takes the file, or only looks at it.
  func take(
    _ content: [UInt8], of authority: Authority, isDryRun: Bool, by actor: Actor
  ) async throws -> ServiceReport<Result>

  /// The same where the officer has confirmed something of the whole file beside it.
  func take(
    _ content: [UInt8], of authority: Authority, isConfirmed: Bool, isDryRun: Bool, by actor: Actor
  ) async throws -> ServiceReport<Result>

  /// What an officer confirms of a whole file; nil where there is nothing to confirm.
  static var confirmation: (question: String, words: String)? { get }

  /// What the page says of it.
  func words(_ report: ServiceReport<Result>, at address: String) -> ServiceFileWords

  /// What becomes of a row, or has become of it once the file is stored.
  static func tag(_ outcome: Result, isStored: Bool) -> Tag
}

/// What a page says of a file.
struct ServiceFileWords: Sendable {
  /// The page that it leads back to.
  let back: BackLink
  /// The title before and after the file is stored.
  let titles: (looked: String, stored: String)
  /// What was done, once it is stored.
  let news: String
  /// How many rows came to what.
  let summary: String
  /// What the button says that confirms it; nil when there is nothing to store.
  let confirm: String?
  /// Cells of the file that are shown, by their place.
  let cells: [(title: String, place: Int)]
  /// What is to be done besides.
  var more: HTML = ""
}

extension ServiceFilePages {
  static var confirmation: (question: String, words: String)? { nil }

  func take(
    _ content: [UInt8], of authority: Authority, isConfirmed: Bool, isDryRun: Bool, by actor: Actor
  ) async throws -> ServiceReport<Result> {
    try await take(content, of: authority, isDryRun: isDryRun, by: actor)
  }

  /// Adds the form, and what becomes of a file.
  func addFile(to pages: RouterGroup<AppRequestContext>) {
    let path = String(Self.uploadRoute.dropFirst())
    pages.get("\(path)") { try await start(Fields(), $0, $1) }
    pages.post("\(path)") { try await look($0, $1) }
    pages.post("\(path)/:file/confirm") { try await confirm($1) }
  }

  /// The authority whose officer acts.
  func authority(_ context: AppRequestContext) async throws -> Authority {
    let authority = try await Authority.seat(of: context.webActor, in: environment.services.pool)
    try context.webActor.require(.decideInduction, at: authority.place, orHide: "page")
    return authority
  }

  /// The form that brings a file.
  func form(_ fields: Fields, _ context: AppRequestContext) -> Form {
    Form(Self.uploadRoute, in: context, takesFiles: true) {
      fields.file(
        "file", "File", hint: "CSV, at most 1,000 rows and 100 KB.", accepts: ".csv,text/csv",
        mostBytes: HoldClaims.mostBytes)
      if let confirmation = Self.confirmation {
        fields.checkboxes(
          "is_confirmed", confirmation.question, [Choice("yes", confirmation.words)], isSmall: true)
      }
      Button("Look at the file")
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
      let report = try await take(
        file.bytes, of: authority, isConfirmed: context.form.has("is_confirmed"), isDryRun: true,
        by: context.webActor)
      let held = try await HoldClaims(environment.services)(file.bytes, of: authority, by: context.webActor)
      return page(report, at: "\(Self.uploadRoute)/\(held.uuidString.lowercased())", context)
    } catch DomainError.invalid(let problems) {
      return try await start(Fields(context.form, problems: problems), request, context)
    }
  }

  private func confirm(_ context: AppRequestContext) async throws -> Response {
    let authority = try await authority(context)
    let (held, content) = try await held(of: authority, context)
    let report = try await take(
      content, of: authority, isConfirmed: context.form.has("is_confirmed"), isDryRun: false,
      by: context.webActor)
    return page(
      report, at: "\(Self.uploadRoute)/\(held.uuidString.lowercased())", isConfirmed: true, context)
  }

  /// The file that is held under the name in the path.
  func held(
    of authority: Authority, _ context: AppRequestContext
  ) async throws -> (id: UUID, content: [UInt8]) {
    let id = try context.fileOfPath()
    return (
      id, try await HoldClaims(environment.services).read(id, of: authority, by: context.webActor)
    )
  }

  private func page(
    _ report: ServiceReport<Result>, at address: String, isConfirmed: Bool = false,
    _ context: AppRequestContext
  ) -> Response {
    let words = words(report, at: address)
    let unstored = isConfirmed ? "Nothing new was recorded" : words.titles.looked
    let title = report.isStored ? words.titles.stored : unstored
    return environment.respond(
      Page(
        title, path: "/authority", above: words.back,
        banner: report.isStored ? NotificationBanner(words.news) : nil, isWide: true
      ) {
        Heading(title)
        Paragraph(words.summary)
        words.more
        if !report.isStored, let confirm = words.confirm {
          Form("\(address)/confirm", in: context) {
            if context.form.has("is_confirmed") { HiddenInput("is_confirmed", "yes") }
            Button(confirm)
          }
        }
        Table(
          "Rows", isCaptionHidden: true,
          columns: [.init("Line"), .init("Teacher"), .init("TRN")] + words.cells.map { .init($0.title) } + [
            .init("State"), .init("What to do"),
          ],
          rows: report.rows.map { row in
            ["\(row.line)", HTML(text: row.name ?? "Not known here"), HTML(whole: row.cells[0])]
              + words.cells.map { HTML(whole: row.cells[$0.place]) } + [
                Self.tag(row.outcome, isStored: report.isStored).html,
                HTML(text: row.problems.joined(separator: " ")),
              ]
          })
      }, in: context)
  }
}

extension AppRequestContext {
  /// The identifier of a file in the path.
  func fileOfPath() throws -> UUID {
    guard let id = parameters.get("file").flatMap({ UUID(uuidString: $0) }) else {
      throw DomainError.notFound("file")
    }
    return id
  }
}

/// So many of something, such as "1 row" and "2 rows".
enum CountWords {
  static func of(_ count: Int, _ one: String, _ many: String? = nil) -> String {
    "\(count) \(count == 1 ? one : many ?? "\(one)s")"
  }
}
