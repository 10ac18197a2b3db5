import Domain
import Foundation
import HTTPSupport
import HTTPTypes
import Hummingbird
import Postgres

/// Adding, changing and removing one entry of a section that is a list.
struct EntryPages: Sendable {
  private let environment: WebEnvironment

  init(_ environment: WebEnvironment) { self.environment = environment }

  func add(to router: RouterGroup<AppRequestContext>) {
    router.get("general-application/{section}/add", use: showNew)
    router.post("general-application/{section}/add", use: add)
    router.get("general-application/{section}/{entry}", use: show)
    router.post("general-application/{section}/{entry}", use: change)
    router.get("general-application/{section}/{entry}/remove", use: askToRemove)
    router.post("general-application/{section}/{entry}/remove", use: remove)
  }

  private func list(_ context: AppRequestContext) async throws -> FilledSection {
    let filled = try await SectionPages.read(context, environment)
    guard filled.section.entries != nil else { throw DomainError.notFound("list") }
    return filled
  }

  private func entry(_ filled: FilledSection, _ context: AppRequestContext) throws -> Entry {
    guard let id = context.parameters.get("entry").flatMap(UUID.init(uuidString:)),
      let entry = Entry(id, in: filled)
    else { throw DomainError.notFound("entry of the application") }
    return entry
  }

  private func showNew(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let filled = try await list(context)
    let next = OwnPath(request.uri.queryParameters["next"])
    let saved = request.uri.queryParameters["saved"]
    let known = Self.known(request, filled)
    var page = EntryForm(filled, nil, next: next).page(
      Fields(SectionForm.values(known, filled.section.questions)), version: filled.version, in: context)
    page.banner = SavedBanner.of(saved, [])
    return environment.respond(page, in: context)
  }

  /// The answers of an entry that explains the gap which the address names.
  private static func known(_ request: Request, _ filled: FilledSection) -> [String: JSONValue] {
    guard let from = request.uri.queryParameters["gap"].flatMap({ CivilDate(String($0)) }) else { return [:] }
    return filled.gaps.first { $0.from == from }?.answers ?? [:]
  }

  private func show(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let filled = try await list(context)
    let entry = try entry(filled, context)
    let query = request.uri.queryParameters
    let isSaved = query["saved"] != nil
    let problems = isSaved ? entry.problems(of: filled) : []
    let fields = Fields(
      SectionForm.values(entry.answers, filled.section.questions), problems: problems)
    var page = EntryForm(filled, entry, next: OwnPath(query["next"]))
      .page(fields, version: filled.version, in: context)
    page.status = .ok
    if isSaved { page.banner = SavedBanner.of(problems) }
    return environment.respond(page, in: context)
  }

  private func add(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let filled = try await list(context)
    let answers = SectionForm.answers(context.form, filled.section.questions)
    if answers.isEmpty { return nothing(filled, context) }
    return try await answering(filled, nil, context) {
      // Entries that were added in another window do not stand in the way.
      let saved = try await SaveSection(environment.services).entry(
        nil, of: filled.section.key, answers: answers, expectedVersion: nil, by: context.webActor)
      return try saved.entry(try saved.addedID())
    }
  }

  /// Nothing was entered, so there is nothing to keep: the form again, or back for those who go on later.
  private func nothing(_ filled: FilledSection, _ context: AppRequestContext) -> Response {
    let form = context.form
    let next = OwnPath(form.string("next"))
    if form.has(SaveButtons.later) {
      return .seeOther(SectionAddress(filled.section.key, next: next).overview(saved: "draft"))
    }
    let missing = FormRules.problems(
      ["entries": .array([.object([:])])], filled.section, today: environment.services.today)
    let prefix = "entries[0]."
    let own = missing.filter { $0.field.hasPrefix(prefix) }.map {
      FieldProblem(field: String($0.field.dropFirst(prefix.count)), message: $0.message)
    }
    let told = own.isEmpty ? [FieldProblem(field: "", message: "Enter what is asked, or go back.")] : own
    let page = EntryForm(filled, nil, next: next).page(
      Fields(form, problems: told), version: form.int("version") ?? 0, in: context)
    return environment.respond(page, in: context)
  }

  private func change(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let filled = try await list(context)
    let form = context.form
    guard let entry = try? entry(filled, context) else { return gone(filled, context) }
    let section = filled.section
    let typed = SectionForm.answers(form, section.questions)
    let answers = AnswersConflict.resolved(typed, stored: entry.answers, form)
    return try await answering(filled, entry, context) {
      if answers == entry.answers { return (filled, entry) }
      // Other entries may have changed in the meantime; only a change of this one is a conflict.
      guard form["before"] == entry.mark else {
        throw DomainError.staleVersion(current: filled.version)
      }
      let saved = try await SaveSection(environment.services).entry(
        entry.id, of: section.key, answers: answers, expectedVersion: filled.version, by: context.webActor)
      return try saved.entry(entry.id)
    }
  }

  /// What was typed for an entry that has been removed in the meantime can be added again.
  private func gone(_ filled: FilledSection, _ context: AppRequestContext) -> Response {
    var page = EntryForm(filled, nil, next: OwnPath(context.form.string("next")))
      .page(Fields(context.form), version: filled.version, in: context)
    page.status = .conflict
    page.banner = NotificationBanner(
      "This entry was removed in another window. Save it to add it again.", isSuccess: false)
    return environment.respond(page, in: context)
  }

  /// Does the saving and leads on; shows the form again where it could not be saved.
  private func answering(
    _ filled: FilledSection, _ entry: Entry?, _ context: AppRequestContext,
    _ save: () async throws -> (FilledSection, Entry)
  ) async throws -> Response {
    let next = OwnPath(context.form.string("next"))
    let entryForm = EntryForm(filled, entry, next: next)
    func again(_ problems: [FieldProblem], _ status: HTTPResponse.Status) -> Response {
      var page = entryForm.page(
        Fields(context.form, problems: problems), version: context.form.int("version") ?? 0, in: context)
      page.status = status
      return environment.respond(page, in: context)
    }
    do {
      let (saved, stored) = try await save()
      return .seeOther(entryForm.address(after: saved, stored, context.form))
    } catch DomainError.staleVersion {
      guard let now = try? self.entry(try await list(context), context) else { return gone(filled, context) }
      let version = try await list(context).version
      let page = AnswersConflict.page(
        filled.section.title, action: entryForm.action, questions: filled.section.questions,
        stored: now.answers, yours: SectionForm.answers(context.form, filled.section.questions),
        current: ["version": String(version), "before": now.mark], in: context)
      return environment.respond(page, in: context)
    } catch DomainError.invalid(let problems) {
      return again(
        problems.map { .init(field: $0.field.replacing(/^entries\[\d+\]\./, with: ""), message: $0.message) },
        .unprocessableContent)
    } catch DomainError.conflict(let sentence) {
      return again([FieldProblem(field: "", message: sentence)], .conflict)
    }
  }

  private func askToRemove(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let filled = try await list(context)
    let entry = try entry(filled, context)
    let address = SectionAddress(
      filled.section.key, next: OwnPath(request.uri.queryParameters["next"]))
    let name = AnswerText.name(of: entry.answers, filled.section, place: entry.index + 1)
    let title = "Remove “\(name)”?"
    let page = Page(title, path: "/general-application", above: BackLink(to: address.page)) {
      Heading(title, caption: filled.section.title)
      Form(address.remove(entry.id.uuidString.lowercased()), in: context) {
        ButtonGroup {
          Button("Remove it", kind: .warning)
          Link("Keep it", to: address.page)
        }
      }
    }
    return environment.respond(page, in: context)
  }

  private func remove(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let filled = try await list(context)
    guard let id = context.parameters.get("entry").flatMap(UUID.init(uuidString:)) else {
      throw DomainError.notFound("entry of the application")
    }
    _ = try await SaveSection(environment.services).removeEntry(
      id, of: filled.section.key, by: context.webActor)
    let next = OwnPath(request.uri.queryParameters["next"])
    return .seeOther(SectionAddress(filled.section.key, next: next).page)
  }
}
