import Domain
import HTTPSupport
import Postgres

/// What of the plan is written or can be opened, on the page of an induction.
struct AssessmentList: Component {
  private let record: InductionRecord
  private let assessments: [InductionAssessment]
  private let today: CivilDate
  private let context: AppRequestContext

  init(
    _ record: InductionRecord, _ assessments: [InductionAssessment], today: CivilDate,
    _ context: AppRequestContext
  ) {
    (self.record, self.assessments, self.today, self.context) = (record, assessments, today, context)
  }

  var html: HTML {
    let mayOpen =
      (record.induction.state.isOpen || [.left, .transferred].contains(record.induction.state))
      && record.may(.recordInduction, context.webActor)
      && !context.webActor.may(.decideInduction, at: record.induction.place)
    let next = record.due.first { due in
      due.doneOn == nil && due.kind != .recommendation && due.kind != .interim
        && !assessments.contains { $0.kind.rawValue == due.kind.rawValue && $0.number == due.number }
    }
    let links = assessments.map { assessment -> HTML in
      let name: HTML =
        assessment.mayOpen
        ? Link(assessment.title, to: "/inductions/assessments/\(assessment.id)").html
        : HTML(text: assessment.title)
      let finding: HTML =
        assessment.finding.map { words -> HTML in
          " \(Tag(words, assessment.isConcern ? .orange : .green))"
        } ?? ""
      return "\(name): \(assessment.words(in: record.induction.state))\(finding)"
    }
    var forms: HTML = ""
    if mayOpen {
      if let next, record.mayWrite(next, context.webActor, on: today) {
        forms = form(next.kind.rawValue, next.number, "Begin \(next.title.lowercasedFirst)")
      }
      forms = forms + interim
    }
    if links.isEmpty && forms.isEmpty { return "" }
    let list: HTML = links.isEmpty ? "" : BulletList(html: links).html
    return Heading("Assessments and reviews", .section).html + list + forms
  }

  /// One that is due, or is made though the rule does not ask for it.
  private var interim: HTML {
    func isBegun(_ number: Int) -> Bool {
      assessments.contains { $0.kind == .interim && $0.number == number }
    }
    let due = record.due.filter { $0.kind == .interim && $0.doneOn == nil && !isBegun($0.number) }
    if let due = due.first {
      return form("interim", due.number, "Begin \(due.title.lowercasedFirst)")
    }
    let numbers =
      assessments.filter { $0.kind == .interim }.map(\.number)
      + record.due.filter { $0.kind == .interim }.map(\.number)
    return Details("The teacher leaves before the next formal assessment") {
      form("interim", (numbers.max() ?? 0) + 1, "Begin an interim assessment")
    }.html
  }

  private func form(_ kind: String, _ number: Int, _ label: String) -> HTML {
    Form("/inductions/\(record.induction.id)/assessments", in: context) {
      HiddenInput("kind", kind)
      HiddenInput("number", String(number))
      Button(label, kind: .secondary)
    }.html
  }
}
