import Domain
import Foundation
import HTTPSupport
import HTTPTypes
import Hummingbird

/// The general application as a whole: its sections with how far each is, and all answers for checking.
struct GeneralApplicationPages: Sendable {
  private let environment: WebEnvironment

  init(_ environment: WebEnvironment) { self.environment = environment }

  func add(to router: RouterGroup<AppRequestContext>) {
    router.get("general-application", use: tasks)
    router.get("general-application/check", use: check)
  }

  private func tasks(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let general = try await ReadGeneralApplication(environment.services)(by: context.webActor)
    let number = try await KeepNationalInsuranceNumber(environment.services).read(by: context.webActor)
    let next = OwnPath(request.uri.queryParameters["next"])
    let page = Page(
      "Your general application", path: "/general-application",
      above: BackLink(to: "/applications", "Back to my applications"), banner: banner(request)
    ) {
      Heading("Your general application")
      Paragraph(
        "You fill it in once and can send it to any school. Save a section whenever you leave it: you can come "
          + "back to it at any time.")
      GeneralProgress(general)
      TaskList(Self.tasks(general, next: next))
      NationalInsuranceLine(number)
      if general.isComplete {
        ButtonGroup {
          LinkButton("Check your answers", to: "/general-application/check")
          if let next {
            Link("Go back to the vacancy", to: next.text)
          } else {
            Link("Find a vacancy", to: "/vacancies")
          }
        }
      } else {
        Paragraph(html: "\(Link("See all your answers so far", to: "/general-application/check"))")
      }
    }
    return environment.respond(page, in: context)
  }

  private func banner(_ request: Request) -> NotificationBanner? {
    switch request.uri.queryParameters["saved"] {
    case "draft": NotificationBanner("Saved. Come back whenever you like.")
    case .some: NotificationBanner("Saved.")
    case nil: nil
    }
  }

  /// The sections as tasks, those that are missing only if asked.
  static func tasks(
    _ general: GeneralApplication, next: OwnPath?, onlyMissing: Bool = false
  ) -> [TaskList.Task] {
    general.sections.filter { !onlyMissing || !$0.isReady }.map { filled in
      let status: TaskList.Status =
        switch filled.progress {
        case .complete: .completed
        case .inProgress: .inProgress
        case .notStarted: .notStarted
        case .optional: .other("Optional", .grey)
        }
      return TaskList.Task(
        filled.section.title, to: SectionAddress(filled.section.key, next: next).page, status: status)
    }
  }

  private func check(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let general = try await ReadGeneralApplication(environment.services)(by: context.webActor)
    let page = Page(
      "Check your answers", path: "/general-application",
      above: BackLink(to: "/general-application", "Back to your general application")
    ) {
      Heading("Check your answers", caption: "General application")
      GeneralProgress(general)
      AnswersView(general.form, general.answers, change: Self.changeAddress(general))
      Paragraph(html: "\(Link("Back to your general application", to: "/general-application"))")
    }
    return environment.respond(page, in: context)
  }

  /// Where each section or entry is changed.
  static func changeAddress(
    _ general: GeneralApplication, next: OwnPath? = nil
  ) -> @Sendable (FormSection, Int?) -> String? {
    { section, index in
      let address = SectionAddress(section.key, next: next)
      guard let index, let filled = try? general.section(section.key), index < filled.entries.count,
        let id = filled.entries[index]["id"]?.string
      else { return address.page }
      return address.entry(id)
    }
  }
}

extension GeneralApplication {
  /// The answers by section.
  var answers: [String: [String: JSONValue]] {
    Dictionary(uniqueKeysWithValues: sections.map { ($0.section.key, $0.answers) })
  }
}

/// How far the general application is, in a sentence.
struct GeneralProgress: Component {
  private let done: Int
  private let all: Int

  init(_ general: GeneralApplication) {
    let needed = general.sections.filter { !$0.isOptional }
    done = needed.filter(\.isReady).count
    all = needed.count
  }

  var words: String {
    done == all
      ? "All \(all) sections that schools need are complete. You can send your application."
      : "You have completed \(done) of the \(all) sections that schools need."
  }

  var html: HTML { Paragraph(words).html }
}

/// The addresses of a section's pages; `next` is where somebody wants to go once it is complete.
struct SectionAddress: Sendable {
  private let key: String
  private let next: OwnPath?

  init(_ key: String, next: OwnPath? = nil) {
    self.key = key
    self.next = next
  }

  private var base: String { "/general-application/\(OwnPath.escape(key))" }
  private func with(_ parameters: [String]) -> String {
    let all = parameters + (next.map { ["next=" + $0.inQuery] } ?? [])
    return all.isEmpty ? "" : "?" + all.joined(separator: "&")
  }

  /// The section's own page.
  var page: String { base + with([]) }
  /// The section's page after saving, with what still needs attention.
  var checked: String { base + with(["saved=1"]) }
  /// The section's page after adding just what stood in its list already.
  var already: String { base + with(["saved=already"]) }
  /// The page to add an entry.
  var add: String { base + "/add" + with([]) }
  /// The page to add an entry that explains a gap.
  func explain(_ gap: HistoryGaps.Gap) -> String { base + "/add" + with(["gap=\(gap.from)"]) }
  /// The page to change an entry.
  func entry(_ id: String) -> String { "\(base)/\(OwnPath.escape(id))" + with([]) }
  /// The page to change an entry, after saving it with something that needs attention.
  func checkedEntry(_ id: String) -> String { "\(base)/\(OwnPath.escape(id))" + with(["saved=1"]) }
  /// The page that asks before removing an entry.
  func remove(_ id: String) -> String { "\(base)/\(OwnPath.escape(id))/remove" + with([]) }
  /// The list of all sections.
  func overview(saved: String?) -> String {
    "/general-application" + with(saved.map { ["saved=\($0)"] } ?? [])
  }
}
