import Domain
import Foundation
import HTTPSupport
import Hummingbird

/// Actions that were sent to the national service, and its answers: choose a file, look at every row, confirm.
struct SentActionPages: ServiceFilePages {
  /// The route whose form brings a file.
  static let uploadRoute = "/authority/inductions/files/actions"
  let environment: WebEnvironment

  init(_ environment: WebEnvironment) { self.environment = environment }

  func add(to pages: RouterGroup<AppRequestContext>) { addFile(to: pages) }

  func start(
    _ fields: Fields, _ request: Request, _ context: AppRequestContext
  ) async throws -> Response {
    let authority = try await authority(context)
    let actions = ImportActions(environment.services)
    let refused = try await actions.sent(
      of: authority, isRefused: true, limit: 25, after: request.cursor("refused"), by: context.webActor)
    let sent = try await actions.sent(of: authority, limit: 50, after: request.after, by: context.webActor)
    let here = Self.uploadRoute
    return environment.respond(
      Page(
        "Actions sent", path: "/authority", problems: fields.problems,
        above: BackLink(to: ClaimsPages.uploadRoute, "Files of the national service"), isWide: true
      ) {
        Heading("Actions sent", caption: authority.name)
        Paragraph(
          "Choose the file of actions as you sent it, to record what was sent. Choose the file that the national "
            + "service gave back, with Error message as its last column, to record what was refused and why.")
        form(fields, context)
        if sent.items.isEmpty && request.after == nil {
          EmptyState("Nothing is recorded as sent", "Rows appear here once you have confirmed a file.")
        } else {
          if !refused.items.isEmpty {
            SentActionTable("Refused by the national service", refused.items)
            request.pages("refused", next: refused.next, keeping: "after", at: here, of: "refused actions")
          }
          SentActionTable("Sent last", sent.items)
          request.pages("after", next: sent.next, keeping: "refused", at: here, of: "actions sent")
        }
      }, in: context)
  }

  func take(
    _ content: [UInt8], of authority: Authority, isDryRun: Bool, by actor: Actor
  ) async throws -> ActionsReport {
    try await ImportActions(environment.services)(content, of: authority, isDryRun: isDryRun, by: actor)
  }

  func words(_ report: ActionsReport, at address: String) -> ServiceFileWords {
    let (sent, refused, unknown) = (report.count(.sent), report.count(.refused), report.count(.unknown))
    return ServiceFileWords(
      back: BackLink(to: Self.uploadRoute, "Actions sent"),
      titles: ("What becomes of the file", "The file is recorded"),
      news: "\(sent) sent, \(refused) refused.",
      summary: report.isStored
        ? "\(sent) sent, \(refused) refused, \(unknown) not known here and not recorded."
        : "\(sent) to record as sent, \(refused) to record as refused, \(unknown) not known here and not recorded.",
      confirm: sent + refused == 0 ? nil : "Record \(CountWords.of(sent + refused, "row"))",
      cells: [("End", 2), ("Outcome", 4)])
  }

  static func tag(_ outcome: ActionOutcome, isStored: Bool) -> Tag {
    switch outcome {
    case .sent: Tag(isStored ? "Sent" : "To record as sent", .green)
    case .refused: Tag(isStored ? "Refused" : "To record as refused", .red)
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
        .init("Refused for"), .init("Corrected since"),
      ],
      rows: actions.map {
        [
          Link($0.name, to: "/inductions/\($0.induction)").html, HTML(text: $0.trn),
          HTML(text: LondonTime.shortDate($0.endsOn)), HTML(text: "\($0.terms)"),
          HTML(text: $0.outcome == "pass" ? "Pass" : "Release"),
          HTML(text: LondonTime.dateAndTime($0.sentAt)), HTML(text: $0.faults.isEmpty ? "–" : $0.faults),
          Self.correction($0),
        ]
      }
    ).html
  }

  private static func correction(_ action: SentAction) -> HTML {
    action.needsCorrection ? Tag("A correction must be sent", .red).html : "–"
  }
}
