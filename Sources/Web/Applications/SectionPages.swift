import Domain
import Foundation
import HTTPSupport
import HTTPTypes
import Hummingbird

/// A section of the general application: a page of questions, or a list of entries.
struct SectionPages: Sendable {
  private let environment: WebEnvironment

  init(_ environment: WebEnvironment) { self.environment = environment }

  func add(to router: RouterGroup<AppRequestContext>) {
    router.get("general-application/{section}", use: show)
    router.post("general-application/{section}", use: save)
  }

  private func show(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let filled = try await Self.read(context, environment)
    let query = request.uri.queryParameters
    let next = OwnPath(query["next"])
    let isSaved = query["saved"] != nil
    if filled.section.entries != nil {
      return environment.respond(EntryListPage(filled, next: next, saved: query["saved"]).page, in: context)
    }
    let fields = Fields(
      SectionForm.values(filled.answers, filled.section.questions),
      problems: isSaved ? filled.problems : [])
    var page = Self.page(filled, fields, version: filled.version, next: next, in: context)
    page.status = .ok
    if isSaved { page.banner = SavedBanner.of(filled.problems) }
    return environment.respond(page, in: context)
  }

  /// The section that the address names, as far as it is filled in.
  static func read(_ context: AppRequestContext, _ environment: WebEnvironment) async throws -> FilledSection
  {
    let key = context.parameters.get("section") ?? ""
    return try await ReadGeneralApplication(environment.services)(by: context.webActor).section(key)
  }

  static func page(
    _ filled: FilledSection, _ fields: Fields, version: Int, next: OwnPath?, in context: AppRequestContext
  ) -> Page {
    let section = filled.section
    let address = SectionAddress(section.key, next: next)
    return Page(
      section.title, path: "/general-application", problems: fields.problems,
      above: BackLink(to: address.overview(saved: nil), "Back to your general application")
    ) {
      Heading(section.title, caption: "General application")
      if let intro = section.intro { Paragraph(intro) }
      Form(SectionAddress(section.key).page, in: context, autosaves: true) {
        HiddenInput("version", String(version))
        if let next { HiddenInput("next", next.text) }
        QuestionFields(section.questions, fields)
        SaveButtons()
      }
    }
  }

  private func save(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let form = context.form
    let filled = try await Self.read(context, environment)
    let section = filled.section
    guard section.entries == nil else { throw DomainError.notFound("form here") }
    let typed = SectionForm.answers(form, section.questions)
    let answers = AnswersConflict.resolved(typed, stored: filled.answers, form)
    let next = OwnPath(form.string("next"))
    let version = form.int("version") ?? 0
    let isAutosave = form.has("autosave")
    do {
      let saved = try await store(section.key, answers, version, context)
      if isAutosave { return Self.autosaved(version: saved.version) }
      return .seeOther(Self.address(after: saved, form, next))
    } catch DomainError.staleVersion(let current) {
      if isAutosave { return Response(status: .preconditionFailed) }
      let stored = try await Self.read(context, environment)
      let page = AnswersConflict.page(
        section.title, action: SectionAddress(section.key).page, questions: section.questions,
        stored: stored.answers, yours: typed, current: ["version": String(max(current, stored.version))],
        in: context)
      return environment.respond(page, in: context)
    } catch DomainError.invalid(let problems) {
      if isAutosave { return Response(status: .unprocessableContent) }
      let fields = Fields(form, problems: problems)
      let page = Self.page(filled, fields, version: version, next: next, in: context)
      return environment.respond(page, in: context)
    }
  }

  /// Stores the answers. Sent twice, the second finds the same answers stored, and that is no conflict.
  private func store(
    _ key: String, _ answers: [String: JSONValue], _ version: Int, _ context: AppRequestContext
  ) async throws -> FilledSection {
    do {
      return try await SaveSection(environment.services)(
        key, answers: answers, expectedVersion: version, by: context.webActor)
    } catch DomainError.staleVersion(let current) {
      let stored = try await Self.read(context, environment)
      guard stored.answers == answers else { throw DomainError.staleVersion(current: current) }
      return stored
    }
  }

  /// What the page learns when it was saved while somebody types.
  static func autosaved(version: Int) -> Response {
    Response(
      status: .ok, headers: [.contentType: "application/json", .cacheControl: "no-store"],
      body: .init(byteBuffer: .init(string: "{\"version\":\(version)}")))
  }

  private static func address(after saved: FilledSection, _ form: FormData, _ next: OwnPath?) -> String {
    let address = SectionAddress(saved.section.key, next: next)
    if form.has(SaveButtons.later) { return address.overview(saved: "draft") }
    if !saved.problems.isEmpty { return address.checked }
    return next?.text ?? address.overview(saved: "1")
  }
}

/// The buttons below the questions of a section or entry.
struct SaveButtons: Component {
  /// The name of the button that leaves for now.
  static let later = "later"
  /// The name of the button that goes on with another entry.
  static let another = "another"
  private let offersAnother: Bool

  init(offersAnother: Bool = false) { self.offersAnother = offersAnother }

  var html: HTML {
    ButtonGroup {
      Button("Save and continue")
      if offersAnother { Button("Save and add another", kind: .secondary, name: Self.another) }
      Button("Save and come back later", kind: .secondary, name: Self.later)
    }.html
  }
}

/// The news after saving.
enum SavedBanner {
  /// What `saved` in the address of a list, or of the page to add to it, stands for; nil where nothing was saved.
  static func of(_ saved: Substring?, _ problems: [FieldProblem]) -> NotificationBanner? {
    switch saved {
    case nil: nil
    case "already":
      NotificationBanner("That is in your list already. It was not added again.", isSuccess: false)
    default: of(problems)
    }
  }

  static func of(_ problems: [FieldProblem]) -> NotificationBanner {
    problems.isEmpty
      ? NotificationBanner("Saved.")
      : NotificationBanner("Saved. Some answers still need attention, now or later.", isSuccess: false)
  }
}
