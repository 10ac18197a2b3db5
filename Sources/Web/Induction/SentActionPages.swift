import Domain
import Foundation
import HTTPSupport
import Hummingbird

/// Actions that were sent to the national service, and its answers: choose a file, look at every row, confirm.
struct SentActionPages: Sendable {
  /// The route whose form brings a file.
  static let uploadRoute = "/authority/inductions/files/actions"
  private static let base = uploadRoute
  private let environment: WebEnvironment

  init(_ environment: WebEnvironment) { self.environment = environment }

  func add(to pages: RouterGroup<AppRequestContext>) {
    pages.get("authority/inductions/files/actions") { try await start(Fields(), $0, $1) }
    pages.post("authority/inductions/files/actions") { try await look($0, $1) }
    pages.post("authority/inductions/files/actions/:file/confirm") { try await confirm($0, $1) }
  }

  private func authority(_ context: AppRequestContext) async throws -> Authority {
    let authority = try await Authority.seat(of: context.webActor, in: environment.services.pool)
    try context.webActor.require(.decideInduction, at: authority.place, orHide: "page")
    return authority
  }

  private func start(
    _ fields: Fields, _ request: Request, _ context: AppRequestContext
  ) async throws -> Response {
    let authority = try await authority(context)
    let actions = ImportActions(environment.services)
    let refused = try await actions.sent(
      of: authority, isRefused: true, limit: 100, by: context.webActor
    ).items
    let sent = try await actions.sent(of: authority, limit: 100, by: context.webActor).items
    return environment.respond(
      Page(
        "Actions sent", path: "/authority", problems: fields.problems,
        above: BackLink(to: ClaimsPages.uploadRoute, "Files of the national service"), isWide: true
      ) {
        Heading("Actions sent", caption: authority.name)
        Paragraph(
          "Choose the file of actions as you sent it, to record what was sent. Choose the file that the national "
            + "service gave back, with Error message as its last column, to record what was refused and why.")
        Form(Self.base, in: context, takesFiles: true) {
          fields.file("file", "File", hint: "CSV, at most 1,000 rows and 100 KB.", accepts: ".csv,text/csv")
          Button("Look at the file")
        }
        if sent.isEmpty {
          EmptyState("Nothing is recorded as sent", "Rows appear here once you have confirmed a file.")
        } else {
          if !refused.isEmpty { SentActionTable("Refused by the national service", refused) }
          SentActionTable("Sent last", sent)
        }
      }, in: context)
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
      let report = try await ImportActions(environment.services)(
        file.bytes, of: authority, isDryRun: true, by: context.webActor)
      let held = try await HoldClaims(environment.services)(file.bytes, of: authority, by: context.webActor)
      return page(report, "\(Self.base)/\(held.uuidString.lowercased())/confirm", context)
    } catch DomainError.invalid(let problems) {
      return try await start(Fields(context.form, problems: problems), request, context)
    }
  }

  private func confirm(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let authority = try await authority(context)
    guard let held = context.parameters.get("file").flatMap({ UUID(uuidString: $0) }) else {
      throw DomainError.notFound("file")
    }
    let content = try await HoldClaims(environment.services).read(held, of: authority, by: context.webActor)
    let report = try await ImportActions(environment.services)(
      content, of: authority, isDryRun: false, by: context.webActor)
    return page(report, "", context)
  }

  private func page(_ report: ActionsReport, _ address: String, _ context: AppRequestContext) -> Response {
    let (sent, refused, unknown) = (report.count(.sent), report.count(.refused), report.count(.unknown))
    let title = report.isStored ? "The file is recorded" : "What becomes of the file"
    return environment.respond(
      Page(
        title, path: "/authority", above: BackLink(to: Self.base, "Actions sent"),
        banner: report.isStored ? NotificationBanner("\(sent) sent, \(refused) refused.") : nil, isWide: true
      ) {
        Heading(title)
        Paragraph("\(sent) sent, \(refused) refused, \(unknown) not known here and not recorded.")
        if !report.isStored && sent + refused > 0 {
          Form(address, in: context) {
            Button("Record \(sent + refused) \(sent + refused == 1 ? "row" : "rows")")
          }
        }
        Table(
          "Rows", isCaptionHidden: true,
          columns: [
            .init("Line"), .init("Teacher"), .init("TRN"), .init("End"), .init("Outcome"), .init("State"),
            .init("What to do"),
          ],
          rows: report.rows.map { row in
            [
              "\(row.line)", HTML(text: row.name ?? "Not known here"), HTML(text: row.cells[0]),
              HTML(text: row.cells[2]), HTML(text: row.cells[4]), Self.tag(row.outcome).html,
              HTML(text: row.problems.joined(separator: " ")),
            ]
          })
      }, in: context)
  }

  private static func tag(_ outcome: ActionsReport.Outcome) -> Tag {
    switch outcome {
    case .sent: Tag("Sent", .green)
    case .refused: Tag("Refused", .red)
    case .unknown: Tag("Not known", .grey)
    }
  }
}

/// Actions that were sent, each with what was answered.
private struct SentActionTable: Component {
  private let title: String
  private let actions: [SentAction]

  init(_ title: String, _ actions: [SentAction]) { (self.title, self.actions) = (title, actions) }

  var html: HTML {
    Table(
      title,
      columns: [
        .init("Teacher"), .init("TRN"), .init("End"), .init("Terms"), .init("Outcome"), .init("Sent"),
        .init("Refused for"),
      ],
      rows: actions.map {
        [
          Link($0.name, to: "/inductions/\($0.induction)").html, HTML(text: $0.trn),
          HTML(text: LondonTime.shortDate($0.endsOn)), HTML(text: "\($0.terms)"),
          HTML(text: $0.outcome == "pass" ? "Pass" : "Release"),
          HTML(text: LondonTime.dateAndTime($0.sentAt)), HTML(text: $0.faults.isEmpty ? "–" : $0.faults),
        ]
      }
    ).html
  }
}
