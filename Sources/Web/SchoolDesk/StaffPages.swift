import Domain
import HTTPSupport
import Hummingbird

/// The people with access to a school's desk: heads invite them and end their access.
struct StaffPages: Sendable {
  private let environment: WebEnvironment
  private static let roles: [Role] = [.head, .recruiter, .panelMember, .inductionTutor]

  init(_ environment: WebEnvironment) { self.environment = environment }

  func add(to pages: RouterGroup<AppRequestContext>) {
    pages.get("school/:urn/people") { try await show($0, $1) }
    pages.post("school/:urn/people") { try await invite($0, $1) }
    pages.post("school/:urn/people/invitations/again") { _, context in
      try await change(context, news: "again") { invitations, email, role, school in
        try await invitations.sendAgain(email, role, at: school, by: context.webActor)
      }
    }
    pages.post("school/:urn/people/invitations/back") { _, context in
      try await change(context, news: "back") { invitations, email, role, school in
        try await invitations.takeBack(email, role, at: school, by: context.webActor)
      }
    }
    pages.get("school/:urn/people/end") { try await askEnd($0, $1) }
    pages.post("school/:urn/people/end") { try await end($0, $1) }
    TrainingPages(environment).add(to: pages)
  }

  private func show(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let query = request.uri.queryParameters
    let sentences: [(Substring, String)] = [
      ("invited", "The invitation is on its way."), ("ended", "The access has ended."),
      ("again", "The invitation is sent again. Only the new link works."),
      ("back", "The invitation is taken back. Its link no longer works."),
    ]
    let news = sentences.first { query.has($0.0) }?.1
    return try await page(
      try await environment.school(context), Fields(), after: request.after,
      invitedAfter: request.cursor("invitations"), news: news, context)
  }

  private func page(
    _ school: School, _ fields: Fields, after: Cursor? = nil, invitedAfter: Cursor? = nil,
    news: String? = nil, _ context: AppRequestContext
  ) async throws -> Response {
    let people = try await ListStaff(environment.services)(
      at: school.id, after: after, by: context.webActor)
    let manages = context.webActor.may(.manageStaff, at: school.place)
    let open =
      manages
      ? try await OpenInvitations(environment.services)(
        at: school.id, after: invitedAfter, by: context.webActor) : nil
    let base = "/school/\(school.urn)/people"
    let rows = people.items.map { person -> [HTML] in
      [HTML(text: person.name), HTML(text: person.email), HTML(text: person.role.title)]
        + (manages ? [endLink(base, person)] : [])
    }
    return environment.respond(
      Page(
        "People at \(school.name)", path: "/school", problems: fields.problems,
        above: BackLink(to: "/school/\(school.urn)", "My school"),
        banner: news.map { NotificationBanner($0) }, isWide: true
      ) {
        Heading("People with access", caption: school.name)
        Paragraph(
          html: Link("Training in safer recruitment", to: TrainingPages.address(school.urn)).html)
        Table(
          "People with access", isCaptionHidden: true,
          columns: [.init("Name"), .init("E-mail address"), .init("Role")]
            + (manages ? [.init("Change")] : []), rows: rows)
        CursorPagination(
          next: people.next.map { "\(base)?after=\($0)" }, first: after.map { _ in base }, of: "people")
        if let open, !open.items.isEmpty {
          Self.invitations(open.items, base, context)
          CursorPagination(
            next: open.next.map { "\(base)?invitations=\($0)" }, first: invitedAfter.map { _ in base },
            of: "invitations")
        }
        if manages {
          Heading("Invite somebody", .section)
          Form(base, in: context) {
            fields.email("email")
            fields.radios("role", "Role", Self.roles.map { Choice($0.rawValue, $0.title) })
            Button("Send an invitation")
          }
        }
      }, in: context)
  }

  /// The invitations that wait, each with the ways to send it again and to take it back.
  private static func invitations(
    _ open: [OpenInvitation], _ base: String, _ context: AppRequestContext
  ) -> HTML {
    func form(_ invitation: OpenInvitation, _ step: String, _ label: String) -> HTML {
      Form("\(base)/invitations/\(step)", in: context) {
        HiddenInput("email", invitation.email)
        HiddenInput("role", invitation.role.rawValue)
        Button(label, kind: .secondary)
      }.html
    }
    return Heading("Invitations that wait", .section).html
      + Table(
        "Invitations that wait", isCaptionHidden: true,
        columns: [
          .init("E-mail address"), .init("Role"), .init("Sent"), .init("Works until"), .init("Change"),
        ],
        rows: open.map { invitation in
          let about = "\(invitation.email) as \(invitation.role.title.lowercased())"
          return [
            HTML(text: invitation.email), HTML(text: invitation.role.title),
            HTML(
              text: [LondonTime.dateAndTime(invitation.sentAt), invitation.invitedBy.map { "by \($0)" }]
                .compactMap(\.self).joined(separator: " ")),
            HTML(text: LondonTime.dateAndTime(invitation.expiresAt)),
            form(invitation, "again", "Send again to \(about)")
              + form(invitation, "back", "Take back from \(about)"),
          ]
        }
      ).html
  }

  /// Sends an invitation again or takes it back. One that no longer waits was followed, or is over.
  private func change(
    _ context: AppRequestContext, news: String,
    _ step: (OpenInvitations, String, Role, OrganisationID) async throws -> Void
  ) async throws -> Response {
    let school = try await environment.school(context)
    guard let role = Role(rawValue: context.form["role"]) else { throw DomainError.notFound("invitation") }
    try await step(OpenInvitations(environment.services), context.form["email"], role, school.id)
    return .seeOther("/school/\(school.urn)/people?\(news)=yes")
  }

  private func endLink(_ base: String, _ person: StaffMember) -> HTML {
    Link(
      "End access of \(person.name) as \(person.role.title.lowercased())",
      to: "\(base)/end?account=\(person.account)&role=\(person.role.rawValue)"
    ).html
  }

  private func askEnd(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let query = request.uri.queryParameters
    return try await endPage(
      try await environment.school(context), query["account"].map(String.init) ?? "",
      query["role"].map(String.init) ?? "", nil, context)
  }

  /// Asks before access is ended, and says why it can't be.
  private func endPage(
    _ school: School, _ account: String, _ role: String, _ refusal: String?, _ context: AppRequestContext
  ) async throws -> Response {
    let people = try await ListStaff(environment.services).every(at: school.id, by: context.webActor)
    guard let person = people.first(where: { $0.account.description == account && $0.role.rawValue == role })
    else { throw DomainError.notFound("role") }
    let base = "/school/\(school.urn)/people"
    let isOwn = context.signedIn?.account.id == person.account
    return environment.respond(
      Page(
        "End access", path: "/school", status: refusal == nil ? .ok : .conflict,
        above: BackLink(to: base, "People with access")
      ) {
        Heading("End the access of \(person.name)", caption: school.name)
        if let refusal { InsetText(refusal) }
        Paragraph(
          "\(person.name) will no longer be \(person.role.title.lowercased()) at \(school.name)."
            + (isOwn ? " This is your own access: you will not be able to give it back to yourself." : ""))
        Form(base + "/end", in: context) {
          HiddenInput("account", account)
          HiddenInput("role", role)
          ButtonGroup {
            Button("End access", kind: .warning)
            Link("Keep it", to: base)
          }
        }
      }, in: context)
  }

  private func invite(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let school = try await environment.school(context)
    do {
      guard let role = Self.roles.first(where: { $0.rawValue == context.form["role"] }) else {
        throw DomainError.invalid([FieldProblem(field: "role", message: "Choose a role.")])
      }
      try await InviteStaff(environment.services)(
        email: context.form["email"], role: role, at: school.id, by: context.webActor)
      return .seeOther("/school/\(school.urn)/people?invited=yes")
    } catch DomainError.invalid(let problems) {
      return try await page(school, Fields(context.form, problems: problems), context)
    }
  }

  private func end(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let school = try await environment.school(context)
    guard let account = AccountID(context.form["account"]), let role = Role(rawValue: context.form["role"])
    else {
      throw DomainError.notFound("role")
    }
    do {
      try await RevokeRole(environment.services)(role, of: account, at: school.id, by: context.webActor)
    } catch DomainError.conflict(let sentence) {
      return try await endPage(school, account.description, role.rawValue, sentence, context)
    }
    let isOwn = context.signedIn?.account.id == account && role == .head
    return .seeOther(isOwn ? "/account" : "/school/\(school.urn)/people?ended=yes")
  }
}
