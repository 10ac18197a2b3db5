import Domain
import Foundation
import HTTPSupport

/// One entry of a list section, as it is stored.
struct Entry: Sendable {
  /// Its identifier.
  let id: UUID
  /// Its place in the list, from 0.
  let index: Int
  /// Its answers.
  let answers: [String: JSONValue]

  /// The entry with an identifier, if it is in the list.
  init?(_ id: UUID, in filled: FilledSection) {
    let text = id.uuidString.lowercased()
    guard let index = filled.entries.firstIndex(where: { $0["id"]?.string == text }) else { return nil }
    self.id = id
    self.index = index
    answers = Self.plain(filled.entries[index])
  }

  /// Answers without the identifier.
  static func plain(_ entry: [String: JSONValue]) -> [String: JSONValue] {
    entry.filter { $0.key != "id" }
  }

  /// What keeps the entry from being complete, by the names of its own fields.
  func problems(of filled: FilledSection) -> [FieldProblem] {
    let prefix = "entries[\(index)]."
    return filled.problems.filter { $0.field.hasPrefix(prefix) }.map {
      FieldProblem(field: String($0.field.dropFirst(prefix.count)), message: $0.message)
    }
  }

  /// A mark that changes with the answers (FNV-1a), by which a form finds out whether they have changed since
  /// it was shown. It protects from mishaps, not from malice: the record is the person's own.
  var mark: String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys]
    let bytes = (try? encoder.encode(answers)) ?? Data()
    let hash = bytes.reduce(UInt64(0xcbf2_9ce4_8422_2325)) { ($0 ^ UInt64($1)) &* 0x0000_0100_0000_01b3 }
    return String(hash, radix: 16)
  }
}

extension FilledSection {
  /// The list together with one of its entries.
  func entry(_ id: UUID) throws -> (FilledSection, Entry) {
    guard let entry = Entry(id, in: self) else { throw DomainError.notFound("entry of the application") }
    return (self, entry)
  }

  /// The identifier of the entry that was added just now, or stood there already.
  func addedID() throws -> UUID {
    guard let id = added.flatMap(UUID.init(uuidString:)) else {
      throw DomainError.notFound("entry of the application")
    }
    return id
  }
}

/// The page with the questions of one entry: a new one, or one that is changed.
struct EntryForm: Sendable {
  private let filled: FilledSection
  private let entry: Entry?
  private let next: OwnPath?

  init(_ filled: FilledSection, _ entry: Entry?, next: OwnPath?) {
    self.filled = filled
    self.entry = entry
    self.next = next
  }

  /// Where the form is sent to.
  var action: String {
    let address = SectionAddress(filled.section.key)
    return entry.map { address.entry($0.id.uuidString.lowercased()) } ?? address.add
  }

  /// The page.
  func page(_ fields: Fields, version: Int, in context: AppRequestContext) -> Page {
    let section = filled.section
    let name = section.entries?.name ?? "entry"
    let title = entry == nil ? "Add a \(name)" : "Change a \(name)"
    return Page(
      title, path: "/general-application", problems: fields.problems,
      above: BackLink(
        to: SectionAddress(section.key, next: next).page, "Back to \(section.title.lowercasedFirst)")
    ) {
      Heading(title, caption: section.title)
      Form(action, in: context) {
        HiddenInput("version", String(version))
        if let entry { HiddenInput("before", entry.mark) }
        if let next { HiddenInput("next", next.text) }
        QuestionFields(section.questions, fields)
        SaveButtons(offersAnother: entry == nil || !fields.problems.isEmpty)
      }
    }
  }

  /// Where it goes on after saving.
  func address(after saved: FilledSection, _ stored: Entry, _ form: FormData) -> String {
    let address = SectionAddress(saved.section.key, next: next)
    if form.has(SaveButtons.later) { return address.overview(saved: "draft") }
    if !stored.problems(of: saved).isEmpty {
      return address.checkedEntry(stored.id.uuidString.lowercased())
    }
    if form.has(SaveButtons.another) {
      return address.add + (next == nil ? "?" : "&") + (saved.stoodAlready ? "saved=already" : "saved=1")
    }
    return saved.stoodAlready ? address.already : address.checked
  }
}
