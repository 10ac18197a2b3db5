import Domain
import HTTPSupport
import Hummingbird

/// Joining the pool, and what a person does with an entry.
struct PoolEntryPages: Sendable {
  private let environment: WebEnvironment

  init(_ environment: WebEnvironment) { self.environment = environment }

  func add(to pages: RouterGroup<AppRequestContext>) {
    pages.get("pool/join") { try await showJoin($0, $1) }
    pages.post("pool/join") { try await join($0, $1) }
    pages.get("pool/{entry}") { try await show($0, $1) }
    pages.get("pool/{entry}/edit") { try await showEdit($0, $1) }
    pages.post("pool/{entry}/edit") { try await edit($0, $1) }
    pages.get("pool/{entry}/leave") { try await askToLeave(.left, $1) }
    pages.get("pool/{entry}/placed") { try await askToLeave(.placed, $1) }
    pages.post("pool/{entry}/state") { try await move($0, $1) }
    PoolInvitationPages(environment).add(to: pages)
    pages.get("pool/{entry}/hidden") { try await showHidden($0, $1) }
    pages.post("pool/{entry}/hidden") { try await hide($0, $1) }
  }

  private func entry(_ context: AppRequestContext) async throws -> PoolEntry {
    _ = try context.webActor.requireAccount()
    guard let id = context.parameters.get("entry").flatMap({ PoolEntryID($0) }) else {
      throw DomainError.notFound("entry of the pool")
    }
    return try await JoinPool(environment.services).own(id, by: context.webActor)
  }

  // MARK: Joining

  private func showJoin(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    _ = try context.webActor.requireAccount()
    let query = request.uri.queryParameters
    let named = query["authority"] != nil || query["year"] != nil
    let open = try await OpenPoolYear(environment.services).open().filter { year in
      !named
        || (query["authority"].map(String.init) == "\(year.authority)"
          && query["year"].flatMap { Int($0) } == year.year)
    }
    let join = JoinPool(environment.services)
    let own = try await Domain.Page.every { try await join.own(limit: 100, after: $0, by: context.webActor) }
    let standing = own.first { entry in
      open.contains { $0.authority == entry.authority && $0.year == entry.year }
    }
    if let standing, open.count == 1 { return .seeOther("/pool/\(standing.id)") }
    // The start page says which years are open, and what is to be done before one can join.
    guard open.count == 1, let year = open.first,
      try await ReadGeneralApplication(environment.services)(by: context.webActor).isComplete
    else { return .seeOther("/pool") }
    let suggested = try await SuggestPoolPreferences(environment.services)(by: context.webActor)
    var values = PoolPreferencesForm.values(suggested)
    values.set("authority", "\(year.authority)")
    values.set("year", year.year)
    return try await joinPage(Fields(values), isSuggested: !suggested.phases.isEmpty, context)
  }

  private func joinPage(
    _ fields: Fields, isSuggested: Bool = false, _ context: AppRequestContext
  ) async throws -> Response {
    let form = try await PoolPreferencesForm.load(environment.services)
    let title = "Join the pool for \(fields.values["year"])"
    return environment.respond(
      Page(title, path: "/pool", problems: fields.problems, above: BackLink(to: "/pool", "The pool")) {
        Heading(title)
        if isSuggested {
          Paragraph("Filled in from your general application where it says so already. Change what you like.")
        }
        Form("/pool/join", in: context) {
          fields.hidden("authority")
          fields.hidden("year")
          form.html(fields)
          fields.checkboxes(
            "consents", "Consent",
            [
              Choice(
                "yes",
                "Heads and recruiters of the authority’s schools, and the authority’s officers who run the pool, may "
                  + "read my general application while I am in the pool")
            ],
            hint:
              "They don’t see what you say of support, your National Insurance number or your equality answers. Schools "
              + "see your address, your teacher reference number and how to reach you and your referees only once you "
              + "agree to be contacted. Until then we take out of what you wrote whatever we recognise of these, and of "
              + "web pages and names on networks. We can’t recognise everything, so don’t write such things in your "
              + "texts. Officers see your e-mail address and teacher reference number, to check the entry. You can "
              + "hide from schools, such as your own, before anybody sees you.")
          Button("Join the pool")
        }
      }, in: context)
  }

  private func join(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let form = context.form
    _ = try context.webActor.requireAccount()
    guard let authority = AuthorityID(form["authority"]), let year = form.int("year") else {
      throw DomainError.notFound("year of the pool")
    }
    do {
      let entry = try await JoinPool(environment.services)(
        year, of: authority, PoolPreferencesForm.read(form), consents: form.has("consents"),
        by: context.webActor)
      return .seeOther("/pool/\(entry.id)?saved=joined")
    } catch DomainError.invalid(let problems) {
      return try await joinPage(
        Fields(form, problems: PoolPreferencesForm.placed(problems, in: form)), context)
    } catch DomainError.conflict(let sentence) {
      return try await joinPage(
        Fields(form, problems: [FieldProblem(field: "consents", message: sentence)]), context)
    }
  }

  // MARK: One entry

  private func show(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let entry = try await entry(context)
    let form = try await PoolPreferencesForm.load(environment.services)
    let hidden = try await ChangePoolEntry(environment.services).hidden(entry.id, by: context.webActor)
    let invitation = try await AnswerPoolInvitation(environment.services).read(
      entry.id, by: context.webActor)
    var measured: [String] = []
    for place in entry.preferences.places {
      if let note = try await FindPlace(environment.services).note(of: place.place) { measured.append(note) }
    }
    let own = "/pool/\(entry.id)"
    let saved = request.uri.queryParameters["saved"]
    return environment.respond(
      Page(
        "Pool for \(entry.year)", path: "/pool", above: BackLink(to: "/pool", "The pool"),
        banner: saved.map { _ in NotificationBanner("Saved.") }
      ) {
        Heading("Pool for \(entry.year)")
        SummaryList(
          [
            .init("State", html: entry.tag.html),
            .init("Schools", PoolEntryTable.visibility(entry)),
          ] + form.rows(entry.preferences))
        for note in measured { Paragraph(note) }
        if let faults = entry.faults, !faults.isEmpty, entry.checkedAt == nil, entry.state.isLooking {
          Heading("What is not right yet", .section)
          BulletList(faults.map(\.sentence))
          Paragraph(
            html: """
              Change \(Link("your general application", to: "/general-application?next=/pool")) or what you look \
              for. The authority’s officers see it and check the entry again.
              """)
        }
        if let invitation {
          PoolInvitationView(entry.id, invitation, Fields(), now: environment.services.now(), in: context)
        }
        ButtonGroup {
          if entry.state != .closed { LinkButton("Change what you look for", to: "\(own)/edit") }
        }
        Heading("Schools that can’t see you", .section)
        if hidden.isEmpty {
          Paragraph("None. Hide from your present school if it should not know that you look.")
        } else {
          BulletList(hidden.map(\.name))
        }
        Paragraph(html: "\(Link("Choose schools to hide from", to: "\(own)/hidden"))")
        if !entry.state.next.isEmpty {
          Heading("Still looking?", .section)
          if entry.state.isLooking {
            Paragraph(
              "If you leave, or have taken a post, what schools have asked you ends, and so does an invitation to "
                + "interview. You can look again while the pool is open.")
          }
          Form("\(own)/state", in: context) {
            HiddenInput("version", String(entry.version))
            ButtonGroup {
              for next in entry.state.next.filter({ $0.isLooking }) {
                Button(Self.label(next), kind: .secondary, name: "state", value: next.rawValue)
              }
              if entry.state.mayBecome(.placed) { Link(Self.label(.placed), to: "\(own)/placed") }
              if entry.state.mayBecome(.left) { Link(Self.label(.left), to: "\(own)/leave") }
            }
          }
        }
      }, in: context)
  }

  private static func label(_ state: PoolState) -> String {
    switch state {
    case .active: "I am looking again"
    case .paused: "Pause"
    case .placed: "I have taken a post"
    case .left, .closed: "Leave the pool"
    }
  }

  /// Asks before what schools have asked ends.
  private func askToLeave(_ next: PoolState, _ context: AppRequestContext) async throws -> Response {
    let entry = try await entry(context)
    let own = "/pool/\(entry.id)"
    guard entry.state.mayBecome(next) else { return .seeOther(own) }
    let title = next == .placed ? "Have you taken a post?" : "Leave the pool?"
    let page = Page(title, path: "/pool", above: BackLink(to: own)) {
      Heading(title, caption: "Pool for \(entry.year)")
      Paragraph(
        "Schools no longer find you. What they have asked you ends, and so does an invitation to interview: looking "
          + "again while the pool is open does not bring these back.")
      Form("\(own)/state", in: context) {
        HiddenInput("version", String(entry.version))
        HiddenInput("state", next.rawValue)
        ButtonGroup {
          Button(Self.label(next), kind: .warning)
          Link("Stay in the pool", to: own)
        }
      }
    }
    return environment.respond(page, in: context)
  }

  private func move(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let entry = try await entry(context)
    guard let next = PoolState(rawValue: context.form["state"]) else {
      throw DomainError.notFound("state")
    }
    _ = try await ChangePoolEntry(environment.services)(entry.id, to: next, by: context.webActor)
    return .seeOther("/pool/\(entry.id)?saved=1")
  }

  // MARK: Changing

  private func showEdit(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let entry = try await entry(context)
    return try await editPage(
      entry, Fields(PoolPreferencesForm.values(entry.preferences)), version: entry.version, context)
  }

  private func editPage(
    _ entry: PoolEntry, _ fields: Fields, version: Int, _ context: AppRequestContext
  ) async throws -> Response {
    let form = try await PoolPreferencesForm.load(environment.services)
    return environment.respond(
      Page(
        "What you look for", path: "/pool", problems: fields.problems,
        above: BackLink(to: "/pool/\(entry.id)")
      ) {
        Heading("What you look for", caption: "Pool for \(entry.year)")
        Form("/pool/\(entry.id)/edit", in: context) {
          HiddenInput("version", String(version))
          form.html(fields)
          Button("Save")
        }
      }, in: context)
  }

  private func edit(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let entry = try await entry(context)
    let form = context.form
    do {
      _ = try await JoinPool(environment.services).change(
        entry.id, PoolPreferencesForm.read(form), expectedVersion: form.int("version"), by: context.webActor)
      return .seeOther("/pool/\(entry.id)?saved=1")
    } catch DomainError.invalid(let problems) {
      return try await editPage(
        entry, Fields(form, problems: PoolPreferencesForm.placed(problems, in: form)),
        version: form.int("version") ?? 0, context)
    } catch DomainError.staleVersion(let current) {
      let stored = try await self.entry(context).preferences
      let here = "/pool/\(entry.id)/edit"
      return environment.conflict(
        try await PoolPreferencesForm.load(environment.services).asked,
        stored: PoolPreferencesForm.values(stored), action: here, shown: here, at: "/pool", current, context)
    }
  }

  // MARK: Hiding

  private func showHidden(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let entry = try await entry(context)
    let (schools, values) = try await hiding(entry, context)
    return environment.respond(
      Page("Hide from schools", path: "/pool", above: BackLink(to: "/pool/\(entry.id)")) {
        Heading("Hide from schools", caption: "Pool for \(entry.year)")
        Paragraph("For the schools that you choose, your entry doesn’t exist.")
        Form("/pool/\(entry.id)/hidden", in: context) {
          HiddenInput("version", String(entry.version))
          HiddenInput("shown", Self.chosen(values))
          Fields(values).checkboxes("schools", "Schools that can’t see you", schools, isSmall: true)
          Button("Save")
        }
      }, in: context)
  }

  /// The schools that a form names, in one field.
  private static func chosen(_ values: FormData) -> String {
    values.strings("schools").sorted().joined(separator: " ")
  }

  /// The schools that can be chosen, and what stands in the form while nobody has changed it.
  private func hiding(
    _ entry: PoolEntry, _ context: AppRequestContext
  ) async throws -> (schools: [Choice], values: FormData) {
    let change = ChangePoolEntry(environment.services)
    var values = FormData()
    values.set(
      "schools", try await change.hidden(entry.id, by: context.webActor).map(\.urn.description))
    let schools = try await change.schools(entry.id, by: context.webActor)
    return (schools.map { Choice($0.urn.description, $0.name) }, values)
  }

  private func hide(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let entry = try await entry(context)
    let form = context.form
    do {
      try await ChangePoolEntry(environment.services).hide(
        entry.id, from: form.strings("schools").compactMap { URN($0) },
        expectedVersion: form.int("version") ?? 0, by: context.webActor)
      return .seeOther("/pool/\(entry.id)?saved=1")
    } catch DomainError.staleVersion(let current) {
      let (schools, stored) = try await hiding(try await self.entry(context), context)
      let here = "/pool/\(entry.id)/hidden"
      // What officers do to an entry moves its version as well; the list is its person’s alone.
      let isUntouched = Self.chosen(stored) == form["shown"]
      return environment.conflict(
        [.chosen("schools", "Schools that can’t see you", schools)], stored: stored, action: here,
        shown: here, isUntouched: isUntouched,
        own: isUntouched ? nil : Conflict.OwnVersion("another choice"), at: "/pool", current, context)
    }
  }
}
