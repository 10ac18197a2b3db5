import Domain
import Foundation
import HTTPSupport
import HTTPTypes
import Hummingbird

/// Files of the national service: choose, look at every row, confirm; and files to send.
struct ClaimsPages: ServiceFilePages {
  /// The route whose form brings a file.
  static let uploadRoute = "/authority/inductions/files"
  private static let base = uploadRoute
  let environment: WebEnvironment

  init(_ environment: WebEnvironment) { self.environment = environment }

  func add(to pages: RouterGroup<AppRequestContext>) {
    addFile(to: pages)
    pages.get("authority/inductions/files/:file/errors") { try await errors($0, $1) }
    pages.get("authority/inductions/files/export/:kind") { try await export($0, $1) }
  }

  func start(
    _ fields: Fields, _ request: Request, _ context: AppRequestContext
  ) async throws -> Response {
    let authority = try await authority(context)
    let export = ExportInductions(environment.services)
    let claims = try await export.claims(of: authority, by: context.webActor).count
    let unsent = try await export.claims(of: authority, onlyNew: true, by: context.webActor).count
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
        form(fields, context)
        Details("Columns of the file") {
          Paragraph(
            "TRN, Date of birth, Induction programme, Induction period start date; dates as 2026-09-01.")
          Paragraph("A file of errors has Error message as a last column, and can be loaded again as it is.")
        }
        Heading("Files to send", .section)
        BulletList(
          html: Self.links("Claims not sent yet, or refused", "new-claims", unsent)
            + Self.links("Claims of all who serve, and of periods that ended unclaimed", "claims", claims)
            + Self.links("Actions that are not sent yet", "actions", actions)
            + Self.links("All actions, sent or not", "all-actions", all) + [
              Link("Every registration, as CSV", to: "\(Self.base)/export/registrations").html,
              Link("Every registration, as JSON", to: "\(Self.base)/export/registrations-json").html,
            ])
        Heading("What was sent, and what was answered", .section)
        Paragraph("Record here what you have sent, and read in the files of errors that came back.")
        BulletList(html: [
          Link("Claims sent, and what was answered", to: SentClaimPages.uploadRoute).html,
          Link("What was sent in actions, and what was answered", to: SentActionPages.uploadRoute).html,
        ])
      }, in: context)
  }

  private static func links(_ title: String, _ kind: String, _ count: Int) -> [HTML] {
    (0..<count).map { part in
      let name = count == 1 ? title : "\(title), file \(part + 1) of \(count)"
      return Link(name, to: "\(base)/export/\(kind)?part=\(part + 1)").html
    }
  }

  static let confirmation: (question: String, words: String)? = (
    "Registrations that nobody has verified yet",
    "I have compared the TRN and qualified teacher status of every row with the national record"
  )

  func take(
    _ content: [UInt8], of authority: Authority, isDryRun: Bool, by actor: Actor
  ) async throws -> ClaimsReport {
    try await take(content, of: authority, isConfirmed: false, isDryRun: isDryRun, by: actor)
  }

  func take(
    _ content: [UInt8], of authority: Authority, isConfirmed: Bool, isDryRun: Bool, by actor: Actor
  ) async throws -> ClaimsReport {
    try await ImportClaims(environment.services)(
      content, of: authority, isVerified: isConfirmed, isDryRun: isDryRun, by: actor)
  }

  func words(_ report: ClaimsReport, at address: String) -> ServiceFileWords {
    let (claimed, faulty) = (report.count(.claimed), report.count(.faulty))
    let lacksConfirmation = report.rows.contains { $0.problems.contains(ImportClaims.unverified) }
    let errors = "\(address)/errors\(lacksConfirmation ? "" : "?is_confirmed=yes")"
    return ServiceFileWords(
      back: BackLink(to: Self.base, "Files of the national service"),
      titles: ("What becomes of the file", "The file was taken"),
      news: "\(claimed) claimed, \(faulty) not taken.",
      summary: """
        \(CountWords.of(report.rows.count, "row")): \(claimed) \(report.isStored ? "claimed" : "to claim"), \
        \(report.count(.already)) claimed before, \(faulty) with faults.
        """,
      confirm: claimed == 0 ? nil : "Claim \(CountWords.of(claimed, "teacher"))", cells: [("Start", 3)],
      more: faulty == 0
        ? ""
        : Paragraph(html: Link("Rows with faults, as a file to put right", to: errors).html).html
    )
  }

  static func tag(_ outcome: ClaimOutcome, isStored: Bool) -> Tag {
    switch outcome {
    case .claimed: Tag(isStored ? "Claimed" : "Valid", .green)
    case .already: Tag("Claimed before", .grey)
    case .faulty: Tag("Faulty", .red)
    }
  }

  private func errors(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let authority = try await authority(context)
    let content = try await held(of: authority, context).content
    let report = try await take(
      content, of: authority, isConfirmed: request.uri.queryParameters.has("is_confirmed"), isDryRun: true,
      by: context.webActor)
    guard let text = report.errorFile else { throw DomainError.notFound("file") }
    return .serviceFile(text, named: "claims-errors.csv")
  }

  private func export(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let (authority, actor) = (try await authority(context), context.webActor)
    let export = ExportInductions(environment.services)
    let part = (request.uri.queryParameters["part"].flatMap { Int($0) } ?? 1) - 1
    let kind = context.parameters.get("kind") ?? ""
    let text: String
    switch kind {
    case "claims": text = try Self.part(part, try await export.claims(of: authority, by: actor))
    case "new-claims":
      text = try Self.part(part, try await export.claims(of: authority, onlyNew: true, by: actor))
    case "actions": text = try Self.part(part, try await export.actions(of: authority, by: actor))
    case "all-actions":
      text = try Self.part(part, try await export.actions(of: authority, all: true, by: actor))
    case "registrations":
      return .csv(try await export.registrationsCSV(of: authority, by: actor), named: "registrations.csv")
    case "registrations-json":
      let all = try await export.registrations(of: authority, by: actor)
      return PrivateFile.response(
        Array(try JSONEncoder().encode(all)), mediaType: "application/json", name: "registrations.json")
    default: throw DomainError.notFound("file")
    }
    return .serviceFile(text, named: "\(kind).csv")
  }

  private static func part(_ part: Int, _ files: [String]) throws -> String {
    guard files.indices.contains(part) else { throw DomainError.notFound("file") }
    return files[part]
  }
}
