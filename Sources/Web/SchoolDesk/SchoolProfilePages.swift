import Domain
import HTTPSupport
import Hummingbird

/// A school's own words on its public page, changed at its desk.
struct SchoolProfilePages: Sendable {
  private let environment: WebEnvironment

  init(_ environment: WebEnvironment) { self.environment = environment }

  func add(to pages: RouterGroup<AppRequestContext>) {
    pages.get("school/:urn/page") { try await show($0, $1) }
    pages.post("school/:urn/page") { try await save($0, $1) }
  }

  private func show(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let school = try await environment.school(context)
    try context.webActor.require(.changeSchoolProfile, at: school.place)
    let profile = try await ReadSchoolProfile(environment.services)(school: school.id)
    let isSaved = request.uri.queryParameters.has("saved")
    return page(school, Fields(Self.form(profile)), isSaved: isSaved, context)
  }

  private static func form(_ profile: SchoolProfile) -> FormData {
    FormData([
      .init(name: "about", value: profile.about), .init(name: "benefits", value: profile.benefits),
      .init(name: "visits", value: profile.visits), .init(name: "safeguarding", value: profile.safeguarding),
      .init(name: "contact_email", value: profile.contactEmail),
      .init(name: "version", value: "\(profile.version)"),
    ])
  }

  private func page(
    _ school: School, _ fields: Fields, isSaved: Bool = false, _ context: AppRequestContext
  ) -> Response {
    let saved = NotificationBanner("The school’s page is changed.") {
      Paragraph(html: Link("See the page", to: "/schools/\(school.urn)").html)
    }
    return environment.respond(
      Page(
        "Page of \(school.name)", path: "/school", problems: fields.problems,
        above: BackLink(to: "/school/\(school.urn)", "My school"), banner: isSaved ? saved : nil
      ) {
        Heading("The school’s page", caption: school.name)
        Paragraph(
          "Jobseekers read this on the school’s page, above its vacancies. An empty part is not shown.")
        Form("/school/\(school.urn)/page", in: context) {
          fields.hidden("version")
          fields.textarea(
            "about", "About the school", hint: "What is it like to teach and to learn here?", rows: 10)
          fields.textarea("benefits", "What we offer staff", hint: "Time, training, benefits.")
          fields.textarea("visits", "Visits", hint: "How can somebody come and see the school?")
          fields.textarea(
            "safeguarding", "Keeping children safe",
            hint: "What you do, and which checks you make of new staff.")
          fields.email("contact_email", "E-mail address for questions about posts")
          Button("Save")
        }
      }, in: context)
  }

  private func save(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let school = try await environment.school(context)
    let form = context.form
    let words = SchoolProfile(
      about: form["about"], safeguarding: form["safeguarding"], benefits: form["benefits"],
      visits: form["visits"], contactEmail: form["contact_email"])
    do {
      _ = try await ChangeSchoolProfile(environment.services)(
        words, school: school, expectedVersion: Int(form["version"]) ?? 0, by: context.webActor)
      return .seeOther("/school/\(school.urn)/page?saved=yes")
    } catch DomainError.invalid(let problems) {
      return page(school, Fields(form, problems: problems), context)
    } catch DomainError.staleVersion(let current) {
      return try await conflict(school, words, current, context)
    }
  }

  private func conflict(
    _ school: School, _ words: SchoolProfile, _ current: Int, _ context: AppRequestContext
  ) async throws -> Response {
    let stored = try await ReadSchoolProfile(environment.services)(school: school.id)
    let address = "/school/\(school.urn)/page"
    return environment.respond(
      Page("Somebody else has changed this page", path: "/school", status: .conflict, isWide: true) {
        Heading("Somebody else has changed this page", caption: school.name)
        Conflict(
          [
            .init("About the school", stored: stored.about, yours: words.about),
            .init("What we offer staff", stored: stored.benefits, yours: words.benefits),
            .init("Visits", stored: stored.visits, yours: words.visits),
            .init("Keeping children safe", stored: stored.safeguarding, yours: words.safeguarding),
            .init("E-mail address", stored: stored.contactEmail, yours: words.contactEmail),
          ], action: address, stored: address, fields: context.form, currentVersion: current, in: context)
      }, in: context)
  }
}
