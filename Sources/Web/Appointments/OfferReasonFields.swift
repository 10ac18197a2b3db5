import Domain
import HTTPSupport

/// Why the head chose this person: the first fields of an offer.
struct OfferReasonFields: Component {
  private let fields: Fields
  private let name: String
  private let gaps: OfferGaps

  init(_ fields: Fields, _ name: String, _ gaps: OfferGaps) {
    (self.fields, self.name, self.gaps) = (fields, name, gaps)
  }

  var html: HTML {
    let why = fields.textarea(
      "reason", "Why do you choose \(name)?",
      hint: "For the school: whoever runs the selection and the panel read it, the applicant does not.",
      rows: 4,
      limit: .characters(2_000)
    ).html
    if gaps.obstacles.isEmpty { return why }
    // What a referee wrote may be more than the panel is to read.
    let readers = gaps.toTakeUp.isEmpty ? "For the school." : "For the school; the panel reads it too."
    return HTML(gaps.obstacles.map { WarningText($0).html }) + why
      + fields.textarea(
        "exception", gaps.question,
        hint: "For example \(gaps.example). \(readers)", rows: 3,
        limit: .characters(2_000)
      ).html
  }
}

/// What was decided on an application, with the reasons; for those who run the selection and the panel.
struct DecisionList: Component {
  private let decisions: [SelectionDecision]

  init(_ decisions: [SelectionDecision]) { self.decisions = decisions }

  var html: HTML {
    HTML(
      decisions.filter { !$0.reason.isEmpty }.map { decision in
        var rows: [SummaryList.Row] = [.init("Why", decision.reason)]
        if !decision.exception.isEmpty {
          rows.append(.init("What was missing or to take up", decision.exception))
        }
        if let name = decision.decidedBy { rows.append(.init("Decided by", name)) }
        rows.append(.init("When", LondonTime.dateAndTime(decision.decidedAt)))
        return SummaryList(rows, title: "Decision: \(decision.kind.title.lowercasedFirst)").html
      })
  }
}
