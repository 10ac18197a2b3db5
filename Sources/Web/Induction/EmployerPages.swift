import Domain
import Foundation
import HTTPSupport
import Hummingbird
import Postgres

/// Who employs a school’s teachers, and where letters to the employer are mailed to.
struct EmployerPages: Sendable {
  private let environment: WebEnvironment

  init(_ environment: WebEnvironment) { self.environment = environment }

  func add(to pages: RouterGroup<AppRequestContext>) {
    pages.get("school/:urn/employer") { try await show($0, $1) }
    pages.post("school/:urn/employer") { try await save($1) }
    pages.post("school/:urn/employer/forget") { try await forget($1) }
    pages.post("inductions/letters/:letter/mail") { try await mail($1) }
  }

  /// The address of the page of a school.
  static func address(_ school: School) -> String { "/school/\(school.urn)/employer" }

  /// The school of the path, which its staff and officers of its authority may see here.
  private func school(_ context: AppRequestContext) async throws -> School {
    _ = try context.webActor.requireAccount()
    guard let urn = context.parameters.get("urn").flatMap({ URN(String($0)) }) else {
      throw DomainError.notFound("page")
    }
    let school = try await FindSchool(environment.services)(urn: urn)
    try context.webActor.require(.readEmployer, at: school.place, orHide: "page")
    return school
  }

  private func show(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let school = try await school(context)
    let known = try await KeepEmployer(environment.services).find(of: school, by: context.webActor)
    var values = FormData()
    let name = try await KeepEmployer(environment.services).byRegister(school)
    values.set("name", known?.name ?? name)
    values.set("email", known?.email ?? "")
    let query = request.uri.queryParameters
    var news: String?
    if let count = query["saved"].flatMap({ Int($0) }) {
      news =
        count == 0
        ? "Saved."
        : "Saved. \(CountWords.of(count, "letter")) \(count == 1 ? "was" : "were") mailed to the employer."
    } else if query.has("forgotten") {
      news = "Forgotten. Letters to the employer go to the head, who passes them on."
    }
    return try await page(school, known, Fields(values), news, context)
  }

  private func page(
    _ school: School, _ known: SchoolEmployer?, _ fields: Fields, _ news: String?,
    _ context: AppRequestContext
  ) async throws -> Response {
    let actor = context.webActor
    let waiting = try await KeepEmployer(environment.services).waiting(at: school, by: actor)
    let isSchool = actor.may(.supportInduction, at: school.place)
    let maySet = actor.may(.setEmployer, at: school.place)
    let title = "Who employs the teachers"
    return environment.respond(
      Page(
        title, path: isSchool ? "/school" : "/authority", problems: fields.problems,
        above: isSchool
          ? BackLink(to: "/school/\(school.urn)/inductions", "New teachers in induction")
          : BackLink(to: "/authority/inductions", "Induction"),
        banner: news.map { NotificationBanner($0) }
      ) {
        Heading(title, caption: school.name)
        Paragraph(
          "The employer is told of what is decided on an induction within three working days: of a community school the "
            + "local authority, of an academy the trust, elsewhere the governing body.")
        if let known {
          SummaryList([
            .init("Employer", known.name), .init("Letters are mailed to", known.email),
            .init("Given", "\(LondonTime.dateAndTime(known.changedAt)), \(known.changedBy)"),
          ])
        } else {
          InsetText("No address is known. Letters to the employer go to the head, who passes them on.")
        }
        if waiting > 0 {
          WarningText(
            "\(CountWords.of(waiting, "letter")) to the employer \(waiting == 1 ? "waits" : "wait") for the address. "
              + "\(waiting == 1 ? "It is" : "They are") mailed as soon as it is saved.")
        }
        if maySet { form(school, known, fields, context) }
      }, in: context)
  }

  private func form(
    _ school: School, _ known: SchoolEmployer?, _ fields: Fields, _ context: AppRequestContext
  ) -> HTML {
    let save = Form(Self.address(school), in: context) {
      fields.version(known?.version ?? 0)
      fields.text("name", "Employer", width: .twoThirds, autocomplete: "off", maximumLength: 200)
      fields.text(
        "email", "E-mail address for letters",
        hint: "An address of an office rather than of a person, where there is one.", type: "email",
        width: .twoThirds, autocomplete: "off", inputMode: "email", spellcheck: false)
      Button("Save")
    }.html
    if known == nil { return save }
    return save
      + Form("\(Self.address(school))/forget", in: context) {
        HiddenInput("version", String(known?.version ?? 0))
        Button("Forget this address", kind: .link)
      }.html
  }

  private func save(_ context: AppRequestContext) async throws -> Response {
    let (school, form) = (try await school(context), context.form)
    let keep = KeepEmployer(environment.services)
    do {
      let done = try await keep(
        form["name"], email: form["email"], of: school, expectedVersion: form.int("version"),
        by: context.webActor)
      return .seeOther("\(Self.address(school))?saved=\(done.mailed)")
    } catch DomainError.staleVersion(let current) {
      let known = try await keep.find(of: school, by: context.webActor)
      var stored = FormData()
      stored.set("name", known?.name)
      stored.set("email", known?.email)
      let isSchool = context.webActor.may(.supportInduction, at: school.place)
      return environment.conflict(
        [.text("name", "Employer"), .text("email", "E-mail address for letters")], stored: stored,
        action: Self.address(school), shown: Self.address(school), at: isSchool ? "/school" : "/authority",
        current, context)
    } catch {
      let problems = try Refusal.problems(error, field: "name")
      let known = try await keep.find(of: school, by: context.webActor)
      return try await page(school, known, Fields(form, problems: problems), nil, context)
    }
  }

  private func forget(_ context: AppRequestContext) async throws -> Response {
    let (school, form) = (try await school(context), context.form)
    let keep = KeepEmployer(environment.services)
    do {
      try await keep.forget(of: school, expectedVersion: form.int("version"), by: context.webActor)
      return .seeOther("\(Self.address(school))?forgotten=1")
    } catch {
      let problems = try Refusal.problems(error, field: "name")
      let known = try await keep.find(of: school, by: context.webActor)
      return try await page(school, known, Fields(form, problems: problems), nil, context)
    }
  }

  private func mail(_ context: AppRequestContext) async throws -> Response {
    guard let id = context.parameters.get("letter").flatMap({ LetterID($0) }) else {
      throw DomainError.notFound("letter")
    }
    _ = try await KeepEmployer(environment.services).mail(id, by: context.webActor)
    return .seeOther("/inductions/letters/\(id)?mailed=1")
  }
}

/// What a letter to an employer waits for: an address, or to be mailed to it.
struct EmployerLetterPart: Component {
  private let letter: InductionLetter
  private let employer: SchoolEmployer?
  private let school: School
  private let context: AppRequestContext

  /// Nil of letters to others.
  static func load(
    _ letter: InductionLetter, _ environment: WebEnvironment, _ context: AppRequestContext
  ) async throws -> EmployerLetterPart? {
    guard letter.recipient == .employer, let place = letter.school else { return nil }
    return EmployerLetterPart(
      letter: letter, employer: try await KeepEmployer(environment.services).find(for: letter),
      school: try await FindSchool(environment.services)(id: place.organisation), context: context)
  }

  var html: HTML {
    guard let employer else {
      if letter.mailedTo != nil { return "" }
      let link =
        context.webActor.may(.setEmployer, at: school.place)
        ? Link("Enter the employer’s address", to: EmployerPages.address(school)).html : ""
      let state =
        letter.isThroughSchool
        ? "The head was sent this letter to pass it on: no address of the employer is known."
        : "No address of the employer is known."
      return InsetText { "\(state) \(link)" as HTML }.html
    }
    guard letter.mayBeMailed(to: employer) else { return "" }
    return Form("/inductions/letters/\(letter.id)/mail", in: context) {
      Button("Mail it to \(employer.name), \(employer.email)", kind: .secondary)
    }.html
  }
}
