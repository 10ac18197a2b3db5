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
      due.doneOn == nil && due.kind != .recommendation
        && !assessments.contains { $0.kind.rawValue == due.kind.rawValue && $0.number == due.number }
    }
    let links = assessments.map { assessment -> HTML in
      let isShown =
        assessment.wasCompleted
        || record.periods.contains {
          $0.place == assessment.place && record.may(.recordInduction, in: $0, context.webActor)
        } && !context.webActor.may(.decideInduction, at: record.induction.place)
      let name: HTML =
        isShown
        ? Link(assessment.title, to: "/inductions/assessments/\(assessment.id)").html
        : HTML(text: assessment.title)
      return "\(name): \(assessment.state.title)"
    }
    var forms: HTML = ""
    if mayOpen {
      if let next, record.mayWrite(next, context.webActor, on: today) {
        forms = form(next.kind.rawValue, next.number, "Begin \(next.title.lowercasedFirst)")
      }
      let interim = assessments.count { $0.kind == .interim } + 1
      forms =
        forms
        + Details("The teacher leaves before the next formal assessment") {
          form("interim", interim, "Begin an interim assessment")
        }.html
    }
    if links.isEmpty && forms.isEmpty { return "" }
    let list: HTML = links.isEmpty ? "" : BulletList(html: links).html
    return Heading("Assessments and reviews", .section).html + list + forms
  }

  private func form(_ kind: String, _ number: Int, _ label: String) -> HTML {
    Form("/inductions/\(record.induction.id)/assessments", in: context) {
      HiddenInput("kind", kind)
      HiddenInput("number", String(number))
      Button(label, kind: .secondary)
    }.html
  }
}
