import Domain
import Foundation
import HTTPSupport
import HTTPTypes
import Hummingbird

/// Keeping what somebody has begun to write for a vacancy: while they type, and when they leave for now.
struct ApplicationDraftPages: Sendable {
  private let environment: WebEnvironment

  init(_ environment: WebEnvironment) { self.environment = environment }

  func add(to router: RouterGroup<AppRequestContext>) {
    router.post("vacancies/:id/apply/draft", use: save)
    router.post("vacancies/:id/apply/draft/discard", use: discard)
  }

  private func vacancyID(_ context: AppRequestContext) throws -> VacancyID {
    guard let id = context.parameters.get("id").flatMap({ VacancyID($0) }) else {
      throw DomainError.notFound("vacancy")
    }
    return id
  }

  private func save(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    do { return try await kept(context) } catch DomainError.gone(let sentence)
      where !context.form.has("autosave")
    {
      return try await environment.withdrawn(try vacancyID(context), sentence, context)
    }
  }

  private func kept(_ context: AppRequestContext) async throws -> Response {
    let id = try vacancyID(context)
    let form = context.form
    let isAutosave = form.has("autosave")
    let keep = KeepApplicationDraft(environment.services)
    let asked = try await ReadVacancyQuestions(environment.services).section(id, by: context.webActor)
    let stored = try await keep.read(id, by: context.webActor)
    let questions = ApplyForm.questions(asked)
    let typed = SectionForm.answers(form, questions)
    var answers = AnswersConflict.resolved(typed, stored: ApplyForm.answers(stored), form)
    let statement = answers.removeValue(forKey: ApplyForm.statement)?.string ?? ""
    do {
      let saved = try await keep(
        id, statement: statement, answers: answers, expectedVersion: form.int("version") ?? 0,
        by: context.webActor)
      return isAutosave ? SectionPages.autosaved(version: saved.version) : .seeOther("/applications?draft=1")
    } catch DomainError.staleVersion(let current) {
      // What is stored already is no conflict, however long ago the page was opened.
      let now = try await keep.read(id, by: context.webActor)
      if now.version > 0, now.statement == statement, now.answers == answers {
        return isAutosave ? SectionPages.autosaved(version: now.version) : .seeOther("/applications?draft=1")
      }
      if isAutosave { return Response(status: .preconditionFailed) }
      let page = AnswersConflict.page(
        "Application for \(now.vacancyTitle)", action: "/vacancies/\(id)/apply/draft",
        questions: questions,
        stored: ApplyForm.answers(now), yours: typed,
        current: ["version": String(max(current, now.version))], in: context)
      return environment.respond(page, in: context)
    } catch DomainError.conflict(let sentence) {
      if isAutosave { return Response(status: .conflict) }
      return try await again(
        id, asked, Fields(form, problems: [FieldProblem(field: ApplyForm.statement, message: sentence)]),
        draftVersion: stored.version, context)
    } catch DomainError.invalid(let problems) {
      if isAutosave { return Response(status: .unprocessableContent) }
      return try await again(
        id, asked, Fields(form, problems: problems), draftVersion: form.int("version") ?? 0, context)
    }
  }

  /// The page once more, with what was typed.
  private func again(
    _ id: VacancyID, _ asked: FormSection, _ fields: Fields, draftVersion: Int, _ context: AppRequestContext
  ) async throws -> Response {
    let vacancy = try await FindVacancy(environment.services)(id, by: context.webActor)
    let general = try await ReadGeneralApplication(environment.services)(by: context.webActor)
    let page = ApplyPage(
      vacancy, general, asked, fields: fields, draftVersion: draftVersion,
      agency: try await OwnRepresentations(environment.services).standing(for: id, by: context.webActor),
      before: try await ReadBeforeApplying(environment.services)(vacancy, by: context.webActor),
      isSentAgain: true)
    return environment.respond(page.page(in: context), in: context)
  }

  private func discard(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    try await KeepApplicationDraft(environment.services).discard(
      try vacancyID(context), by: context.webActor)
    return .seeOther("/applications?draft=gone")
  }
}

/// The fields of the page on which an application is sent.
enum ApplyForm {
  /// The key of the personal statement.
  static let statement = "statement"

  /// Everything that the page asks: the statement first.
  static func questions(_ asked: FormSection) -> [Question] {
    [Question(statement: statement)] + asked.questions
  }

  /// Everything that a draft says.
  static func answers(_ draft: ApplicationDraft) -> [String: JSONValue] {
    draft.answers.merging([statement: .string(draft.statement)]) { own, _ in own }
  }

  /// A draft as the values of the fields.
  static func values(_ draft: ApplicationDraft, _ asked: FormSection) -> FormData {
    SectionForm.values(answers(draft), questions(asked))
  }
}

/// What somebody has begun and not sent, on the page of their applications.
struct DraftList: Component {
  private let drafts: [ApplicationDraft]
  private let now: Date
  private let context: AppRequestContext

  init(_ drafts: [ApplicationDraft], now: Date, in context: AppRequestContext) {
    self.drafts = drafts
    self.now = now
    self.context = context
  }

  var html: HTML {
    if drafts.isEmpty { return .empty }
    return Table(
      "Begun and not sent yet",
      columns: [.init("Vacancy"), .init("School"), .init("Closes"), .init("Saved"), .init("Change")],
      rows: drafts.map { draft in
        [
          Link(draft.vacancyTitle, to: "/vacancies/\(draft.vacancy)/apply").html,
          HTML(text: draft.schoolName),
          closes(draft),
          HTML(text: draft.updatedAt.map(LondonTime.dateAndTime) ?? "–"),
          Form("/vacancies/\(draft.vacancy)/apply/draft/discard", in: context) {
            Button("Discard the draft", kind: .link)
          }.html,
        ]
      }
    ).html
  }

  /// When it closes; what has closed can still be read, and not sent.
  private func closes(_ draft: ApplicationDraft) -> HTML {
    let moment = draft.closesAt.map(LondonTime.dateAndTime) ?? "–"
    if draft.isOpen(at: now) { return HTML(text: moment) }
    if draft.isOfWithdrawnVacancy {
      return "\(Tag("Withdrawn", .grey))<br>The school has withdrawn this vacancy."
    }
    return "\(Tag("Closed", .grey))<br>It takes no more applications."
  }
}
