import Domain
import Foundation
import HTTPSupport
import HTTPTypes
import Hummingbird

/// Sending the general application for a vacancy.
struct ApplyPages: Sendable {
  private let environment: WebEnvironment

  init(_ environment: WebEnvironment) { self.environment = environment }

  func add(to router: RouterGroup<AppRequestContext>) {
    router.get("vacancies/:id/apply", use: show)
    router.post("vacancies/:id/apply", use: send)
  }

  private func vacancyID(_ context: AppRequestContext) throws -> VacancyID {
    guard let id = context.parameters.get("id").flatMap({ VacancyID($0) }) else {
      throw DomainError.notFound("vacancy")
    }
    return id
  }

  private func show(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    do { return try await shown(context) } catch DomainError.gone(let sentence) {
      // What somebody has saved for it is theirs to read.
      guard let saved = try await environment.savedApplication(try vacancyID(context), context) else {
        throw DomainError.gone(sentence)
      }
      return environment.respond(ApplyPage.closed(sentence, typed: saved, status: .gone), in: context)
    }
  }

  private func shown(_ context: AppRequestContext) async throws -> Response {
    let id = try vacancyID(context)
    let services = environment.services
    let vacancy = try await FindVacancy(services)(id, by: context.webActor)
    _ = try context.webActor.requireAccount()
    if let earlier = try await ListApplications(services).own(for: id, by: context.webActor) {
      return .seeOther("/applications/\(earlier.id)")
    }
    guard vacancy.state(at: services.now()) == .published else {
      let sentence =
        vacancy.state(at: services.now()).isPastClosing
        ? "This vacancy closed on \(vacancy.closesAt.map(LondonTime.dateAndTime) ?? "an earlier day") and takes no "
          + "more applications." : "This vacancy takes no applications."
      let saved = try await environment.savedApplication(id, context)
      return environment.respond(ApplyPage.closed(sentence, typed: saved), in: context)
    }
    let general = try await ReadGeneralApplication(services)(by: context.webActor)
    let asked = try await ReadVacancyQuestions(services).section(id, by: context.webActor)
    let draft = try await KeepApplicationDraft(services).read(id, by: context.webActor)
    let page = ApplyPage(
      vacancy, general, asked, fields: Fields(ApplyForm.values(draft, asked)), draftVersion: draft.version,
      agency: try await OwnRepresentations(services).standing(for: id, by: context.webActor),
      before: try await ReadBeforeApplying(services)(vacancy, by: context.webActor)
    ).page(in: context)
    return environment.respond(page, in: context)
  }

  private func send(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    do { return try await sent(request, context) } catch DomainError.gone(let sentence) {
      return try await environment.withdrawn(try vacancyID(context), sentence, context)
    }
  }

  private func sent(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let id = try vacancyID(context)
    let typed = SectionForm.lines(context.form["statement"])
    // A form without its token is still one intent: what stands for the vacancy decides.
    let submission = SubmissionToken.read(context.form) ?? SubmissionToken.mint()
    _ = try context.webActor.requireAccount()
    do {
      guard typed.contains(where: { !$0.isWhitespace }) else {
        throw DomainError.invalid([
          FieldProblem(field: "statement", message: "Enter your personal statement for this vacancy.")
        ])
      }
      let asked = try await ReadVacancyQuestions(environment.services).section(id, by: context.webActor)
      let outcome = try await SendApplication(environment.services)(
        vacancy: id, statement: typed, answers: SectionForm.answers(context.form, asked.questions),
        campaign: environment.cookies.campaign(of: request),
        submission: submission, by: context.webActor)
      if !outcome.leftOut.isEmpty {
        let page = ApplyPage.sentAlready(outcome, typed: try await environment.typedApplication(id, context))
        return environment.respond(page, in: context)
      }
      return .seeOther("/applications/\(outcome.application.id)?sent=1")
    } catch DomainError.invalid(let problems) {
      let version = try await kept(id, typed, context)
      return try await again(id, problems, draftVersion: version, context)
    } catch DomainError.conflict(let sentence) {
      guard context.signedIn?.account.emailConfirmed == true else {
        return try await again(id, [], draftVersion: try await kept(id, typed, context), context)
      }
      let page = ApplyPage.closed(sentence, typed: try await environment.typedApplication(id, context))
      return environment.respond(page, in: context)
    }
  }

  /// Keeps as a draft what could not be sent, and answers the draft’s version. A draft that was changed elsewhere since
  /// stands.
  private func kept(_ id: VacancyID, _ statement: String, _ context: AppRequestContext) async throws -> Int {
    let version = context.form.int("version") ?? 0
    do {
      let asked = try await ReadVacancyQuestions(environment.services).section(id, by: context.webActor)
      return try await KeepApplicationDraft(environment.services)(
        id, statement: statement, answers: SectionForm.answers(context.form, asked.questions),
        expectedVersion: version, by: context.webActor
      ).version
    } catch is DomainError {
      return version
    }
  }

  /// The page again with what was typed.
  private func again(
    _ id: VacancyID, _ problems: [FieldProblem], draftVersion: Int, _ context: AppRequestContext
  ) async throws -> Response {
    let vacancy = try await FindVacancy(environment.services)(id, by: context.webActor)
    let general = try await ReadGeneralApplication(environment.services)(by: context.webActor)
    let asked = try await ReadVacancyQuestions(environment.services).section(id, by: context.webActor)
    var page = ApplyPage(
      vacancy, general, asked, fields: Fields(context.form, problems: problems),
      draftVersion: draftVersion,
      agency: try await OwnRepresentations(environment.services).standing(for: id, by: context.webActor),
      before: try await ReadBeforeApplying(environment.services)(vacancy, by: context.webActor),
      isSentAgain: true
    ).page(in: context)
    page.status = problems.isEmpty ? .conflict : .unprocessableContent
    return environment.respond(page, in: context)
  }
}
