import Domain

/// Where the selection of a vacancy stands, and what there is to do next.
struct SelectionSummary: Component {
  private let panel: Domain.Panel
  private let actor: Actor

  private let interviews: Bool

  /// The summary for whoever acts; `interviews` says whether there are days of interviews that they see.
  init(_ panel: Domain.Panel, interviews: Bool = false, actor: Actor) {
    self.panel = panel
    self.interviews = interviews
    self.actor = actor
  }

  private var interviewsAddress: String { "/school/vacancies/\(panel.vacancy.id)/interviews" }

  private var base: String { "/school/vacancies/\(panel.vacancy.id)/selection" }
  private var selection: Selection { panel.selection }
  private func may(_ operation: Domain.Operation) -> Bool { actor.may(operation, at: panel.vacancy.place) }
  private var isOnPanel: Bool { panel.members.contains { $0.account == actor.account?.id } }

  var html: HTML {
    let warning: HTML =
      !panel.members.isEmpty && panel.lacksTraining ? WarningText(Domain.Panel.trainingWarning).html : ""
    let anonymous: HTML =
      selection.hidesNames
      ? InsetText(
        "Names and everything else that says who somebody is are left out until the shortlist is agreed."
      ).html : ""
    return "\(warning)\(anonymous)\(SummaryList(rows))\(buttons)"
  }

  private var rows: [SummaryList.Row] {
    let change = may(.runSelection) ? "\(base)/panel" : nil
    let names = panel.members.map { $0.isChair ? "\($0.name) (chair)" : $0.name }
    var rows: [SummaryList.Row] = [
      .init(
        "Panel", names.isEmpty ? "Nobody has been named yet" : names.joined(separator: "\n"), change: change),
      .init("Names", Self.names(selection), change: change),
      .init("Sift", selection.siftClosedAt.map { "Closed \(LondonTime.dateAndTime($0))" } ?? "Open"),
    ]
    if panel.vacancy.content.isHeadship {
      rows.append(
        .init("Longlist", selection.longlistAgreedAt.map(LondonTime.dateAndTime) ?? "Not agreed yet"))
    }
    rows.append(
      .init("Shortlist", selection.shortlistAgreedAt.map(LondonTime.dateAndTime) ?? "Not agreed yet"))
    return rows
  }

  private static func names(_ selection: Selection) -> String {
    if selection.hidesNames { return "Hidden until the shortlist is agreed" }
    return selection.isAnonymous ? "Were hidden until the shortlist was agreed" : "Shown"
  }

  private var buttons: HTML {
    let runs = may(.runSelection)
    let isHeadship = panel.vacancy.content.isHeadship
    return ButtonGroup {
      if isOnPanel {
        LinkButton(
          "Score applications", to: "\(base)/sift", kind: selection.isSiftOpen ? .primary : .secondary)
      }
      if interviews || runs && selection.shortlistAgreedAt != nil {
        LinkButton("Interviews", to: interviewsAddress, kind: selection.isSiftOpen ? .secondary : .primary)
      }
      if runs && panel.members.isEmpty { LinkButton("Name the panel", to: "\(base)/panel") }
      if runs && isHeadship {
        LinkButton("Agree the longlist", to: "\(base)/agree?stage=longlist", kind: .secondary)
      }
      if runs { LinkButton("Agree the shortlist", to: "\(base)/agree?stage=shortlist", kind: .secondary) }
      if may(.closeSift) {
        Link(selection.isSiftOpen ? "Close the sift" : "Open the sift again", to: "\(base)/close")
      }
      if may(.recordTraining) { Link("Training of our people", to: "\(base)/training") }
    }.html
  }
}
