import Domain
import Foundation

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
  private var isOver: Bool { panel.vacancy.isSelectionOver }
  private var isOnPanel: Bool { panel.members.contains { $0.account == actor.account?.id } }

  var html: HTML {
    let warning: HTML =
      !isOver && !panel.members.isEmpty && panel.lacksTraining
      ? WarningText(Domain.Panel.trainingWarning).html : ""
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
    let none = isOver ? "Nobody was named" : "Nobody has been named yet"
    var rows: [SummaryList.Row] = [
      .init("Panel", names.isEmpty ? none : names.joined(separator: "\n"), change: isOver ? nil : change),
      .init("Names", self.names, change: panel.namesStay == nil ? change : nil),
      .init("Sift", sift),
    ]
    if panel.vacancy.content.isHeadship { rows.append(.init("Longlist", agreed(selection.longlistAgreedAt))) }
    rows.append(.init("Shortlist", agreed(selection.shortlistAgreedAt)))
    return rows
  }

  private var sift: String {
    if let at = selection.siftClosedAt { return "Closed \(LondonTime.dateAndTime(at))" }
    return isOver ? "Over" : "Open"
  }

  private func agreed(_ at: Date?) -> String {
    at.map(LondonTime.dateAndTime) ?? (isOver ? "Not agreed" : "Not agreed yet")
  }

  /// Whether names are hidden, and for whoever could change it why that is no longer possible.
  private var names: String {
    let state =
      selection.hidesNames
      ? "Hidden until the shortlist is agreed"
      : selection.isAnonymous ? "Were hidden until the shortlist was agreed" : "Shown"
    guard may(.runSelection), let reason = panel.namesStay else { return state }
    return "\(state)\n\(reason)"
  }

  private var buttons: HTML {
    let showsInterviews = interviews || may(.runSelection) && selection.shortlistAgreedAt != nil
    return ButtonGroup {
      if isOver {
        if isOnPanel { Link("Your scores", to: "\(base)/sift") }
        if showsInterviews { Link("Interviews", to: interviewsAddress) }
      } else {
        steps(showsInterviews)
      }
      if may(.recordTraining) { Link("Training of our people", to: "\(base)/training") }
    }.html
  }

  /// What there is to do while the selection goes on, first what comes next: the sift until the shortlist is agreed.
  @HTMLBuilder private func steps(_ showsInterviews: Bool) -> HTML {
    let runs = may(.runSelection)
    let isSifting = selection.isSiftOpen && selection.shortlistAgreedAt == nil
    if isOnPanel && isSifting { LinkButton("Score applications", to: "\(base)/sift") }
    if showsInterviews {
      LinkButton("Interviews", to: interviewsAddress, kind: isSifting ? .secondary : .primary)
    }
    if isOnPanel && !isSifting { LinkButton("Score applications", to: "\(base)/sift", kind: .secondary) }
    if runs && panel.members.isEmpty { LinkButton("Name the panel", to: "\(base)/panel") }
    if runs && panel.vacancy.content.isHeadship {
      LinkButton("Agree the longlist", to: "\(base)/agree?stage=longlist", kind: .secondary)
    }
    if runs { LinkButton("Agree the shortlist", to: "\(base)/agree?stage=shortlist", kind: .secondary) }
    if may(.closeSift) {
      Link(selection.isSiftOpen ? "Close the sift" : "Open the sift again", to: "\(base)/close")
    }
  }
}
