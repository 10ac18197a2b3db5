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
    pages.post("school/:urn/people/end") { try await end($0, $1) }
  }

  private func show(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let invited = request.uri.queryParameters.has("invited")
    return try await page(try await environment.school(context), Fields(), invited: invited, context)
  }

  private func page(
    _ school: School, _ fields: Fields, invited: Bool = false, _ context: AppRequestContext
  ) async throws -> Response {
    let people = try await ListStaff(environment.services)(at: school.id, by: context.webActor)
    let manages = context.webActor.may(.manageStaff, at: school.place)
    let base = "/school/\(school.urn)/people"
    let rows = people.map { person -> [HTML] in
      [
        HTML(text: person.name), HTML(text: person.email), HTML(text: person.role.title),
        manages ? endForm(base, person, context) : "",
      ]
    }
    return environment.respond(
      Page(
        "People at \(school.name)", path: "/school", problems: fields.problems,
        above: BackLink(to: "/school/\(school.urn)", "Vacancies"),
        banner: invited ? NotificationBanner("The invitation is on its way.") : nil, isWide: true
      ) {
        Heading("People with access", caption: school.name)
        Table(
          "People with access", isCaptionHidden: true,
          columns: [.init("Name"), .init("E-mail address"), .init("Role"), .init("Change")], rows: rows)
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

  private func endForm(_ base: String, _ person: StaffMember, _ context: AppRequestContext) -> HTML {
    Form(base + "/end", in: context) {
      HiddenInput("account", person.account.description)
      HiddenInput("role", person.role.rawValue)
      Button("End access of \(person.name) as \(person.role.title.lowercased())", kind: .link)
    }.html
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
    try await RevokeRole(environment.services)(role, of: account, at: school.id, by: context.webActor)
    return .seeOther("/school/\(school.urn)/people")
  }
}
