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
    let list = TickedList(
      "entries", of: "entry", ids.map(\.description), taken: taken.map(Self.item),
      leftOut: leftOut.map(Self.item))
    let fields = Fields(context.form, problems: list.placed(problems))
    let base = lines.first.map { "/authority/pool?year=\($0.entry.year)" } ?? "/authority/pool"
    let title = "Invite to an interview day"
    return environment.respond(
      Page(title, path: "/authority", problems: fields.problems, above: BackLink(to: base, "The pool")) {
        Heading(title)
        list
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

  private static func item(_ line: PoolEntryLine) -> TickedList.Line {
    TickedList.Line(
      id: line.entry.id.description, name: Link(line.entry.name, to: "/authority/pool/\(line.entry.id)"),
      note: note(line))
  }

  /// What inviting does with somebody, or why it can’t be.
  private static func note(_ line: PoolEntryLine) -> String {
    guard line.canBeInvited else { return "\(line.entry.standing): not open to offers now." }
    guard let invitation = line.invitation else { return "Not invited yet." }
    return "Invited for \(LondonTime.dateAndTime(invitation.at)), \(invitation.place): the interview moves."
  }
}
