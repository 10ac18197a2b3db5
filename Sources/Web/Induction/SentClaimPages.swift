import Domain
import Foundation
import HTTPSupport
import Hummingbird
import Postgres

/// Claims that were sent to the national service, and its answers: choose a file, look at every row, confirm; and the
/// list of all of them.
struct SentClaimPages: ServiceFilePages {
  /// The route whose form brings a file.
  static let uploadRoute = "/authority/inductions/files/claims"
  private static let base = uploadRoute
  let environment: WebEnvironment

  init(_ environment: WebEnvironment) { self.environment = environment }

  func add(to pages: RouterGroup<AppRequestContext>) {
    addFile(to: pages)
    pages.get("authority/inductions/files/claims/list.csv") { try await csv($0, $1) }
    pages.get("authority/inductions/files/claims/:file/claims.csv") { try await file($1) }
    pages.post("authority/inductions/files/claims/:file/accept") { try await accept($1) }
  }

  // MARK: The list

  private static func filter(_ form: FormData) -> ReadSentClaims.Filter {
    .init(
      state: ClaimState(rawValue: form["state"]), file: UUID(uuidString: form["file"]),
      words: form.trimmed("q") ?? "")
  }

  private static func query(_ form: FormData) -> String {
    ["state", "file", "q"].compactMap { name in
      form.trimmed(name).flatMap {
        $0.addingPercentEncoding(withAllowedCharacters: .alphanumerics).map { "\(name)=\($0)" }
      }
    }.joined(separator: "&")
  }

  func start(
    _ fields: Fields, _ request: Request, _ context: AppRequestContext
  ) async throws -> Response {
    let authority = try await authority(context)
    let read = ReadSentClaims(environment.services)
    let form = (try? FormData(decoding: (request.uri.query ?? "").utf8)) ?? FormData()
    let page = try await read(
      of: authority, Self.filter(form), limit: 50, after: request.after, by: context.webActor)
    let files = try await read.files(
      of: authority, limit: 20, after: request.cursor("files"), by: context.webActor)
    let here = "\(Self.base)?\(Self.query(form))"
    let accepted = request.uri.queryParameters["accepted"].flatMap { Int($0) }
    return environment.respond(
      Page(
        "Claims sent", path: "/authority", problems: fields.problems,
        above: BackLink(to: ClaimsPages.uploadRoute, "Files of the national service"),
        banner: accepted.map {
          NotificationBanner("\(CountWords.of($0, "claim")) recorded as accepted.")
        }, isWide: true
      ) {
        Heading("Claims sent", caption: authority.name)
        Paragraph(
          "Choose the file of claims as you sent it, to record what was sent. Choose the file that the national "
            + "service gave back, with Error message as its last column, to record what was refused and why.")
        self.form(fields, context)
        if files.items.isEmpty && request.cursor("files") == nil {
          EmptyState("Nothing is recorded as sent", "Rows appear here once you have confirmed a file.")
        } else {
          Self.files(files.items, context)
          request.pages("files", next: files.next, keeping: "after", at: here, of: "files sent")
          Self.search(form)
          if page.items.isEmpty {
            Paragraph("No claim is in this state.")
          } else {
            SentClaimTable("Claims", page.items)
            Paragraph(html: Link("These claims as CSV", to: "\(Self.base)/list.csv?\(Self.query(form))").html)
            request.pages("after", next: page.next, keeping: "files", at: here, of: "claims")
          }
        }
      }, in: context)
  }

  private static func search(_ form: FormData) -> SearchForm {
    SearchForm(base, label: "Claims") {
      Fields(form).text("q", "Name or TRN", width: .twenty, spellcheck: false)
      Fields(form).select(
        "state", "State",
        [Choice("", "Every state")] + ClaimState.allCases.map { Choice($0.rawValue, $0.title) })
      if let file = UUID(uuidString: form["file"]) { HiddenInput("file", file.uuidString.lowercased()) }
      "<button type=\"submit\" class=\"govuk-button govuk-button--secondary\">Show</button>" as HTML
    }
  }

  private static func files(_ files: [SentClaimFile], _ context: AppRequestContext) -> Table {
    Table(
      "Files sent",
      columns: [
        .init("Sent"), .init("By"), .init("Waiting", isNumeric: true), .init("Accepted", isNumeric: true),
        .init("Refused", isNumeric: true), .init("Sent again", isNumeric: true), .init("What to do"),
      ],
      rows: files.map { file in
        let id = file.id.uuidString.lowercased()
        let when = LondonTime.dateAndTime(file.sentAt)
        let download = Link("The file as it was sent", to: "\(base)/\(id)/claims.csv", about: when).html
        let accept: HTML =
          file.waiting == 0
          ? ""
          : Form("\(base)/\(id)/accept", in: context) {
            Button(
              "The national service took the \(CountWords.of(file.waiting, "claim")) that wait\(file.waiting == 1 ? "s" : "")",
              kind: .secondary)
          }.html
        return [
          Link(when, to: "\(base)?file=\(id)").html, HTML(text: file.sentBy), "\(file.waiting)",
          "\(file.accepted)", "\(file.refused)", "\(file.resent)", "\(download)\(accept)",
        ]
      })
  }

  private func csv(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let authority = try await authority(context)
    let form = (try? FormData(decoding: (request.uri.query ?? "").utf8)) ?? FormData()
    return .csv(
      try await ReadSentClaims(environment.services).csv(
        of: authority, Self.filter(form), by: context.webActor), named: "claims-sent.csv")
  }

  private func file(_ context: AppRequestContext) async throws -> Response {
    let authority = try await authority(context)
    return .serviceFile(
      try await ReadSentClaims(environment.services).file(
        try context.fileOfPath(), of: authority, by: context.webActor), named: "claims.csv")
  }

  private func accept(_ context: AppRequestContext) async throws -> Response {
    let count = try await RecordClaims(environment.services).acceptRest(
      of: try context.fileOfPath(), of: try await authority(context), by: context.webActor)
    return .seeOther("\(Self.base)?accepted=\(count)")
  }

  // MARK: One file

  func take(
    _ content: [UInt8], of authority: Authority, isDryRun: Bool, by actor: Actor
  ) async throws -> SentClaimsReport {
    try await RecordClaims(environment.services)(content, of: authority, isDryRun: isDryRun, by: actor)
  }

  func words(_ report: SentClaimsReport, at address: String) -> ServiceFileWords {
    let counts = [
      (report.count(.sent), "sent"), (report.count(.again), "sent again"),
      (report.count(.accepted), "accepted"), (report.count(.refused), "refused"),
    ].filter { $0.0 > 0 }
    let change = counts.map(\.0).reduce(0, +)
    let done = counts.map { "\($0.0) \($0.1)" }.joined(separator: ", ")
    let toDo = counts.map { "\($0.0) to record as \($0.1)" }.joined(separator: ", ")
    let said = change == 0 ? "none to record" : report.isStored ? done : toDo
    return ServiceFileWords(
      back: BackLink(to: Self.base, "Claims sent"),
      titles: ("What becomes of the file", "The file is recorded"),
      news: "\(done).".uppercasedFirst,
      summary: """
        \(CountWords.of(report.rows.count, "row")): \(said), \
        \(report.count(.already)) recorded before, \(report.count(.unknown)) not known here and not recorded.
        """,
      confirm: change == 0 ? nil : "Record \(CountWords.of(change, "row"))",
      cells: [("Programme", 2), ("Start", 3)])
  }

  static func tag(_ outcome: SentClaimOutcome, isStored: Bool) -> Tag {
    func words(_ done: String) -> String { isStored ? done : "To record as \(done.lowercasedFirst)" }
    return switch outcome {
    case .sent: Tag(words("Sent"), .blue)
    case .again: Tag(words("Sent again"), .blue)
    case .accepted: Tag(words("Accepted"), .green)
    case .refused: Tag(words("Refused"), .red)
    case .already: Tag("Recorded before", .grey)
    case .unknown: Tag("Not known", .grey)
    }
  }
}

extension ClaimState {
  /// The state as a tag.
  var tag: Tag {
    switch self {
    case .sent: Tag(title, .blue)
    case .accepted: Tag(title, .green)
    case .refused: Tag(title, .red)
    case .resent: Tag(title, .grey)
    }
  }
}

/// Claims that were sent, each with what was answered.
struct SentClaimTable: Component {
  private let title: String
  private let claims: [SentClaim]

  init(_ title: String, _ claims: [SentClaim]) { (self.title, self.claims) = (title, claims) }

  var html: HTML {
    Table(
      title,
      columns: [
        .init("Teacher"), .init("TRN"), .init("Period"), .init("Sent"), .init("State"), .init("Answer"),
      ],
      rows: claims.map { claim in
        let answered = claim.answeredAt.map {
          "Recorded \(LondonTime.dateAndTime($0)), \(claim.answeredBy)"
        }
        let said = claim.faults.isEmpty ? "" : "“\(claim.faults)” "
        let words = said + (answered ?? "None yet")
        return [
          Link(claim.name, to: "/inductions/\(claim.induction)").html, HTML(whole: claim.trn),
          HTML(text: "From \(LondonTime.shortDate(claim.startsOn)), \(claim.programme)"),
          HTML(text: "\(LondonTime.dateAndTime(claim.sentAt)), \(claim.sentBy)"), claim.state.tag.html,
          HTML(text: words),
        ]
      }
    ).html
  }
}

/// What was sent of one induction to the national service, and how it stands there.
struct NationalServicePart: Component {
  private let claims: [SentClaim]
  private let actions: [SentAction]

  static func load(
    _ id: InductionID, _ environment: WebEnvironment, _ context: AppRequestContext
  ) async throws -> NationalServicePart {
    NationalServicePart(
      claims: try await ReadSentClaims(environment.services).of(id, by: context.webActor),
      actions: try await ImportActions(environment.services).of(id, by: context.webActor))
  }

  var html: HTML {
    if claims.isEmpty && actions.isEmpty { return "" }
    let rows: [[HTML]] =
      claims.map { claim in
        [
          HTML(text: "Claim from \(LondonTime.longDate(claim.startsOn))"),
          HTML(text: LondonTime.dateAndTime(claim.sentAt)), claim.state.tag.html,
          HTML(text: claim.faults.isEmpty ? "–" : claim.faults),
        ]
      }
      + actions.map { action in
        [
          HTML(
            text:
              "\(action.outcome == "pass" ? "Pass" : "Release") on \(LondonTime.longDate(action.endsOn))"),
          HTML(text: LondonTime.dateAndTime(action.sentAt)),
          Self.tag(action).html,
          HTML(text: action.faults.isEmpty ? "–" : action.faults),
        ]
      }
    return Table(
      "What the national service was sent",
      columns: [.init("What"), .init("Sent"), .init("State"), .init("What it says")], rows: rows
    ).html
  }

  private static func tag(_ action: SentAction) -> Tag {
    if action.needsCorrection { return Tag("A correction must be sent", .red) }
    return action.answeredAt == nil ? Tag("Sent", .blue) : Tag("Refused", .red)
  }
}
