import Domain
import HTTPSupport
import Hummingbird

/// Where a consultant puts somebody forward.
struct SubmitCandidatePages: Sendable {
  private let environment: WebEnvironment

  init(_ environment: WebEnvironment) { self.environment = environment }

  func add(to pages: RouterGroup<AppRequestContext>) {
    pages.get("agency/releases/:release/candidates/new") { try await show($0, $1) }
    pages.post("agency/releases/:release/candidates/new") { try await submit($0, $1) }
  }

  private func release(_ context: AppRequestContext) async throws -> AgencyRelease {
    let release = try await ReadReleases(environment.services).find(
      try context.releaseOfPath(), by: context.webActor)
    try context.webActor.require(.submitCandidate, at: release.agencyPlace, orHide: "release")
    return release
  }

  private func show(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    page(try await release(context), Fields(), context)
  }

  private func page(_ release: AgencyRelease, _ fields: Fields, _ context: AppRequestContext) -> Response {
    let base = "/agency/releases/\(release.id)"
    // What was typed is kept where the vacancy was taken back while it was being typed.
    if fields.problems.isEmpty, let obstacle = release.obstacle(at: environment.services.now()) {
      return environment.respond(
        Page("Nobody can be put forward", path: "/agency", above: BackLink(to: base, release.vacancyTitle)) {
          Heading("Nobody can be put forward", caption: "\(release.vacancyTitle), \(release.schoolName)")
          InsetText(obstacle)
        }, in: context)
    }
    return environment.respond(
      Page(
        "Put somebody forward", path: "/agency", problems: fields.problems,
        above: BackLink(to: base, release.vacancyTitle)
      ) {
        Heading("Put somebody forward", caption: "\(release.vacancyTitle), \(release.schoolName)")
        Paragraph(
          "The person gets a mail with a link, sees everything you write here and says yes or no. The school sees "
            + "nothing before they agree. The application itself they fill in themselves.")
        Form("\(base)/candidates/new", in: context) {
          fields.text("name", "Full name", width: .twoThirds, spellcheck: false, maximumLength: 200)
          fields.email("email")
          fields.text("telephone", "Telephone (optional)", type: "tel", width: .twenty, inputMode: "tel")
          fields.textarea(
            "statement", "Why do they suit this vacancy?", rows: 6, limit: .characters(4_000))
          fields.textarea(
            "experience", "Experience and qualifications (optional)", rows: 8, limit: .characters(8_000))
          Button("Ask them")
        }
      }, in: context)
  }

  private func submit(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let release = try await release(context)
    let form = context.form
    do {
      let made = try await SubmitCandidate(environment.services)(
        for: release.id,
        AgencyCandidateContent(
          name: form["name"], email: form["email"], telephone: form["telephone"],
          statement: SectionForm.lines(form["statement"]),
          experience: SectionForm.lines(form["experience"])),
        submission: SubmissionToken.read(form) ?? SubmissionToken.mint(), by: context.webActor)
      return .seeOther("/agency/candidates/\(made.id)?asked=1")
    } catch DomainError.throttled {
      let problem = FieldProblem(
        field: "email",
        message:
          "This person, or your agency’s people together, were asked too often today. Try again tomorrow.")
      return page(release, Fields(form, problems: [problem]), context)
    } catch {
      let problems = try Refusal.problems(error, field: "email")
      return page(release, Fields(form, problems: problems), context)
    }
  }
}
