import Domain
import HTTPSupport
import Hummingbird

/// Where officers invite several people of the pool to an interview day at once.
struct PoolInvitePages: Sendable {
  private let environment: WebEnvironment

  init(_ environment: WebEnvironment) { self.environment = environment }

  func add(to pages: RouterGroup<AppRequestContext>) {
    pages.get("authority/pool/invite") { try await show($0, $1) }
    pages.post("authority/pool/invite") { try await invite($0, $1) }
  }

  private func show(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let ids = ShortlistQuery.values("entry", request).compactMap { PoolEntryID($0) }
    return try await page(ids, [], context)
  }

  private func invite(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let form = context.form
    let ids = form.strings("entry").compactMap { PoolEntryID($0) }
    let (instant, unread) = AuthorityPoolPages.moment(form, today: environment.services.today)
    do {
      let chosen = try await chosen(ids, context)
      try await InviteManyFromPool(environment.services)(
        ids.map { PoolInvitee($0, version: form.int("version-\($0)")) }, at: instant,
        place: form["interview_place"], unread: unread, by: context.webActor)
      let year = chosen.first.map { "year=\($0.entry.year)&" } ?? ""
      return .seeOther("/authority/pool?\(year)done=invited")
    } catch {
      return try await page(ids, try Refusal.problems(error, field: "entries"), context)
    }
  }

  private func chosen(_ ids: [PoolEntryID], _ context: AppRequestContext) async throws -> [PoolEntryLine] {
    try await ListPoolEntries(environment.services).chosen(
      try await Authority.seat(of: context.webActor, in: environment.services.pool),
      Array(ids.prefix(InviteManyFromPool.most)), by: context.webActor)
  }

  private func page(
    _ ids: [PoolEntryID], _ problems: [FieldProblem], _ context: AppRequestContext
  ) async throws -> Response {
    let lines = try await chosen(ids, context)
    let taken = lines.filter(\.canBeInvited)
    let leftOut = lines.filter { !$0.canBeInvited }
    let fields = Fields(context.form, problems: problems.map { Self.placed($0, ids) })
    let base = lines.first.map { "/authority/pool?year=\($0.entry.year)" } ?? "/authority/pool"
    let title = "Invite to an interview day"
    return environment.respond(
      Page(title, path: "/authority", problems: fields.problems, above: BackLink(to: base, "The pool")) {
        Heading(title)
        Self.list(taken, leftOut)
        if taken.isEmpty {
          EmptyState(
            "Nobody to invite", "Tick those whom you want to invite.",
            action: Link("Choose people", to: base))
        } else {
          form(taken, fields, base, context)
        }
      }, in: context)
  }

  private func form(
    _ taken: [PoolEntryLine], _ fields: Fields, _ base: String, _ context: AppRequestContext
  ) -> HTML {
    Form("/authority/pool/invite", in: context) {
      for line in taken {
        HiddenInput("entry", line.entry.id.description)
        HiddenInput("version-\(line.entry.id)", String(line.version))
      }
      fields.date("interview_at", "Day")
      fields.text("interview_time", "Time", hint: "Such as 9:30am.", width: .five)
      fields.text("interview_place", "Place", maximumLength: 200)
      ButtonGroup {
        Button(taken.count == 1 ? "Send the invitation" : "Invite these \(taken.count)")
        Link("Cancel", to: base)
      }
    }.html
  }

  /// Faults of the whole list, and of each of them, lead here.
  private static func list(_ taken: [PoolEntryLine], _ leftOut: [PoolEntryLine]) -> HTML {
    let names: HTML = taken.isEmpty ? "" : BulletList(html: taken.map(item)).html
    let others: HTML =
      leftOut.isEmpty
      ? ""
      : InsetText {
        Paragraph("Left out:")
        BulletList(html: leftOut.map(item))
      }.html
    return "<div id=\"entries\" tabindex=\"-1\">\(others)\(names)</div>"
  }

  private static func item(_ line: PoolEntryLine) -> HTML {
    let name = Link(line.entry.name, to: "/authority/pool/\(line.entry.id)")
    let id = line.entry.id.description
    return "<span id=\"entry-\(id)\" tabindex=\"-1\">\(name): \(note(line))</span>"
  }

  /// What inviting does with somebody, or why it can’t be.
  private static func note(_ line: PoolEntryLine) -> String {
    guard line.canBeInvited else { return line.entry.standing }
    guard let invitation = line.invitation else { return "Not invited yet." }
    return "Invited for \(LondonTime.dateAndTime(invitation.at)), \(invitation.place): the interview moves."
  }

  /// A problem of somebody chosen as one of where they stand on the page.
  private static func placed(_ problem: FieldProblem, _ ids: [PoolEntryID]) -> FieldProblem {
    guard let match = problem.field.wholeMatch(of: /entries\[([0-9]+)\]/), let index = Int(match.1),
      ids.indices.contains(index)
    else { return problem }
    return FieldProblem(field: "entry-\(ids[index])", message: problem.message)
  }
}
