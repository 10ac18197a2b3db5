import Domain
import HTTPSupport
import HTTPTypes

/// The page of a section that is a list: its entries, what is still missing, and adding another.
struct EntryListPage: Sendable {
  private let filled: FilledSection
  private let address: SectionAddress
  private let next: OwnPath?
  private let saved: Substring?

  /// The page of a list; `saved` says what was done with it just now, as ``SectionAddress`` has it.
  init(_ filled: FilledSection, next: OwnPath?, saved: Substring?) {
    self.filled = filled
    self.next = next
    self.saved = saved
    address = SectionAddress(filled.section.key, next: next)
  }

  private var section: FormSection { filled.section }
  /// Whether its introduction says in which order the entries stand.
  private var saysOrder: Bool { section.intro?.lowercased().contains("newest first") ?? false }
  private var name: String { section.entries?.name ?? "entry" }

  /// The page.
  var page: Page {
    let missing = filled.problems.filter { $0.field == "entries" }.map(\.message)
      .filter { message in !filled.gaps.contains { message.contains($0.words) } }
    return Page(
      section.title, path: "/general-application", status: .ok, problems: saved == nil ? [] : listedProblems,
      above: BackLink(to: address.overview(saved: nil), "Back to your general application"),
      banner: SavedBanner.of(saved, filled.problems)
    ) {
      Heading(section.title, caption: "General application")
      if let intro = section.intro { Paragraph(intro) }
      if section.isNewestFirst && filled.entries.count > 1 && !saysOrder { Paragraph("Newest first.") }
      HTML("<div id=\"entries\" tabindex=\"-1\">\(list)</div>")
      if !filled.gaps.isEmpty { gaps }
      if !missing.isEmpty && !filled.entries.isEmpty {
        InsetText {
          Heading("Still needed", .section)
          BulletList(missing)
        }
      }
      if filled.entries.count < (section.entries?.maximum ?? 0) {
        LinkButton(
          filled.entries.isEmpty ? "Add a \(name)" : "Add another \(name)", to: address.add,
          kind: filled.problems.isEmpty ? .secondary : .primary)
      } else {
        Paragraph("There is room for no more entries.")
      }
      Paragraph(html: "\(Link(continueLabel, to: next?.text ?? address.overview(saved: nil)))")
    }
  }

  /// Each gap with a link to explain it, with its dates filled in.
  private var gaps: HTML {
    InsetText {
      Heading("Gaps to explain", .section)
      Paragraph("Say what you did then, such as study, caring, travel or looking for work.")
      BulletList(
        html: filled.gaps.map { gap in
          "\(gap.words.uppercasedFirst): \(Link("explain this gap", to: address.explain(gap), about: gap.words))"
        })
    }.html
  }

  private var continueLabel: String {
    next == nil ? "Continue to the other sections" : "Continue with sending your application"
  }

  private var list: HTML {
    if filled.entries.isEmpty { return Paragraph("You have not added anything yet.").html }
    return SummaryList(
      filled.entries.enumerated().map { index, entry in
        let title = AnswerText.name(of: entry, section, place: index + 1)
        let id = entry["id"]?.string ?? ""
        let needs = filled.problems.contains { $0.field.hasPrefix("entries[\(index)].") }
        let tag: HTML = needs ? "<br>\(Tag("Needs attention", .red))" : ""
        return SummaryList.Row(
          title,
          html: "<span id=\"entry-\(index + 1)\" tabindex=\"-1\">\(details(entry))</span>\(tag)",
          actions: [
            Link("Change", to: needs ? address.checkedEntry(id) : address.entry(id), about: title),
            Link("Remove", to: address.remove(id), about: title),
          ])
      }
    ).html
  }

  /// What tells entries apart: when it was, or the first answers that do not name it.
  private func details(_ entry: [String: JSONValue]) -> String {
    func words(_ key: String) -> String {
      section.questions.first { $0.key == key }.map { AnswerText.words(entry[key], $0) } ?? ""
    }
    if section.questions.contains(where: { $0.key == "from" }) {
      let end = entry["current"]?.string == "yes" ? "today" : words("to")
      return "\(words("from")) to \(end)"
    }
    let naming = Set(section.entries?.naming ?? [])
    return section.questions.filter { !naming.contains($0.key) && $0.type != .textarea && $0.type != .yesNo }
      .map { words($0.key) }.filter { !$0.isEmpty }.prefix(3).joined(separator: ", ")
  }

  /// The problems with each entry's name before them, linked to its line.
  private var listedProblems: [FieldProblem] {
    filled.problems.map { problem in
      guard problem.field.hasPrefix("entries["), let close = problem.field.firstIndex(of: "]"),
        let index = Int(problem.field[..<close].dropFirst("entries[".count)), index < filled.entries.count
      else { return problem }
      let title = AnswerText.name(of: filled.entries[index], section, place: index + 1)
      return FieldProblem(field: "entry-\(index + 1)", message: "\(title): \(problem.message)")
    }
  }
}
